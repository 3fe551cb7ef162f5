"""The recovery sheet: typed or scanned, it gives the key back; a slip of the finger is found and named."""

from __future__ import annotations

import random

import pytest

from survey_engine.sealing.alphabet import ALPHABET
from survey_engine.sealing.bech32 import Bech32Error, bech32_decode, bech32_encode
from survey_engine.sealing.envelope import WrongPassphraseError, new_identity, protect_identity, recipient_of
from survey_engine.sealing.recovery_sheet import SheetLineError, open_sheet, secret_of, sheet_lines

WORDS = "kettle violin harbour moss"
KEY = new_identity()
LINES = sheet_lines(KEY.secret, WORDS, random.Random(4).randbytes)


def test_what_was_typed_or_scanned_gives_the_key_back() -> None:
    for typed in (
        "\n".join(LINES),
        "\r\n\r\n".join(line.lower().replace(" ", "-") for line in LINES),
        "".join(LINES).replace(" ", ""),
        "\n".join(line.replace("0", "O").replace("1", "l") for line in LINES),
    ):
        assert open_sheet(typed, WORDS) == KEY.secret
    assert secret_of("\n".join(LINES).encode(), WORDS) == KEY.secret
    assert secret_of(protect_identity(KEY.secret, WORDS), WORDS) == KEY.secret


def test_every_single_slip_of_the_finger_is_found_in_its_line() -> None:
    draw = random.Random(6)
    for number, line in enumerate(LINES, start=1):
        places = [place for place, symbol in enumerate(line) if symbol != " "]
        for place in places:
            other = draw.choice([symbol for symbol in ALPHABET if symbol != line[place]])
            typed = [*LINES]
            typed[number - 1] = line[:place] + other + line[place + 1 :]
            with pytest.raises(SheetLineError) as fault:
                open_sheet("\n".join(typed), WORDS)
            assert fault.value.lines == (number,)


def test_lines_in_the_wrong_order_or_left_out_are_found() -> None:
    swapped = [LINES[0], LINES[2], LINES[1], *LINES[3:]]
    with pytest.raises(SheetLineError) as fault:
        open_sheet("\n".join(swapped), WORDS)
    assert fault.value.lines == (2, 3)
    with pytest.raises(SheetLineError) as fault:
        open_sheet("\n".join(LINES[:-1]), WORDS)
    assert fault.value.lines == (9,)
    for nothing in ("", "hello", "\n".join([*LINES, LINES[0]]), "é" * 117):
        with pytest.raises(SheetLineError):
            open_sheet(nothing, WORDS)
    with pytest.raises(SheetLineError):
        secret_of(b"\xff\xfe", WORDS)


def test_another_passphrase_opens_nothing_and_no_sheet_is_like_another() -> None:
    with pytest.raises(WrongPassphraseError):
        open_sheet("\n".join(LINES), WORDS.upper())
    assert set(sheet_lines(KEY.secret, WORDS, random.Random(5).randbytes)).isdisjoint(LINES)
    assert recipient_of(KEY.secret) == KEY.recipient


# From BIP-173.
@pytest.mark.parametrize(
    "text",
    [
        "A12UEL5L",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    ],
)
def test_bech32_is_that_of_the_standard(text: str) -> None:
    prefix, _data = bech32_decode(text)
    assert text.lower().startswith(f"{prefix}1")


@pytest.mark.parametrize("text", ["pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "A1G7SGD8", "A12uEL5L", ""])
def test_what_is_not_bech32_is_refused(text: str) -> None:
    with pytest.raises(Bech32Error):
        bech32_decode(text)


def test_bech32_goes_there_and_back() -> None:
    for seed in range(20):
        data = random.Random(seed).randbytes(32)
        assert bech32_decode(bech32_encode("x", data)) == ("x", data)
