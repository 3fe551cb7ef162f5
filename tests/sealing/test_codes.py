"""Codes: what is printed is read back, however it is typed; what is mistyped is caught."""

from __future__ import annotations

import random
from itertools import combinations, product

import pytest

from survey_engine.sealing.alphabet import ALPHABET, check_symbol
from survey_engine.sealing.codes import (
    Code,
    CodeError,
    CodeFault,
    ReturnCodeError,
    link_is_signed,
    new_code,
    new_return_code,
    read_code,
    read_return_code,
    show_code,
    show_return_code,
    sign_link,
    wave_symbol,
)

SECRET, OLD_SECRET, OTHER_SECRET = b"s" * 32, b"o" * 32, b"x" * 32
CODE = Code("7KQM2D9FXA4")
SHOWN = "7KQM-2D9F-XA4M"


def seeded(seed: int = 1):
    return random.Random(seed).randbytes


def test_a_code_is_shown_in_three_groups_with_its_check_symbol():
    assert show_code(CODE) == SHOWN
    assert read_code(SHOWN) == CODE
    assert wave_symbol(CODE) == "7"


@pytest.mark.parametrize(
    "typed",
    [
        "7kqm2d9fxa4m",
        " 7KQM 2D9F XA4M ",
        "7KQM–2D9F—XA4M",
        "7-K-Q-M-2-D-9-F-X-A-4-M",
        "７ＫＱＭ２Ｄ９ＦＸＡ４Ｍ",
        "٧KQM-٢D٩F-XA٤M",
        "7KQM\u200b-2D9F\u00a0XA4M\n",
    ],
)
def test_a_code_is_read_in_any_case_with_any_spaces_hyphens_and_digits(typed):
    assert read_code(typed) == CODE


def test_i_and_l_are_one_and_o_is_nought():
    code = Code("10101010101")
    shown = show_code(code)
    assert read_code(shown.replace("1", "I").replace("0", "O")) == code
    assert read_code(shown.replace("1", "l").replace("0", "o")) == code


@pytest.mark.parametrize(
    ("typed", "reason", "group"),
    [
        ("", CodeFault.WRONG_LENGTH, None),
        ("7KQM-2D9F-XA4", CodeFault.WRONG_LENGTH, None),
        ("7KQM-2D9F-XA4MW", CodeFault.WRONG_LENGTH, None),
        ("7KQM-2D9F-XA4" * 1000, CodeFault.WRONG_LENGTH, None),
        ("!KQM-2D9F-XA4M", CodeFault.WRONG_SYMBOL, 1),
        ("7KQM-2D!F-XA4M", CodeFault.WRONG_SYMBOL, 2),
        ("7KQM-2D9F-XA4é", CodeFault.WRONG_SYMBOL, 3),
        ("7KQM-2D9F-XA4V", CodeFault.WRONG_CHECK, None),
    ],
)
def test_what_cannot_be_a_code_is_named_without_repeating_it(typed, reason, group):
    with pytest.raises(CodeError) as caught:
        read_code(typed)
    assert (caught.value.reason, caught.value.group) == (reason, group)
    assert str(caught.value) == reason.value


ALIKE = {"5S", "S5", "2Z", "Z2", "8B", "B8"}


def without_alike(generator):
    """A code with its check symbol, none of them one of two that look alike."""
    while True:
        shown = show_code(new_code(generator.choice(ALPHABET), generator.randbytes)).replace("-", "")
        if not set(shown) & set("5S2Z8B"):
            return shown


def test_every_single_wrong_symbol_is_caught():
    generator = random.Random(2)
    for _ in range(3):
        right = without_alike(generator)
        for place, symbol in product(range(12), set(ALPHABET) - set("5S2Z8B")):
            if symbol != right[place]:
                with pytest.raises(CodeError):
                    read_code(right[:place] + symbol + right[place + 1 :])


def as_read(typed):
    """The code that is read, or why none is."""
    try:
        return read_code(typed)
    except CodeError as error:
        return error.reason


def test_a_letter_taken_for_its_lookalike_is_read_as_it_was_meant():
    generator, read, asked = random.Random(8), 0, 0
    for _ in range(300):
        code = new_code(generator.choice(ALPHABET), generator.randbytes)
        right = show_code(code).replace("-", "")
        for place, symbol in enumerate(right):
            for pair in ALIKE:
                if pair[0] == symbol:
                    found = as_read(right[:place] + pair[1] + right[place + 1 :])
                    assert found in (code, CodeFault.WRONG_CHECK)  # where two readings fit, it asks
                    read, asked = read + (found == code), asked + (found != code)
    assert read > 2 * asked


def test_u_is_read_as_v():
    code = Code("7VQM2D9FXV4")
    assert read_code(show_code(code).replace("V", "U")) == code


def test_two_readings_that_fit_are_not_guessed_at():
    generator = random.Random(9)
    for _ in range(60):
        few, many = 7, 12
        for alike in (few, many):
            symbols = "".join(generator.choice("5S2Z8B") for _ in range(alike)) + "7" * (12 - alike)
            found = as_read(symbols)
            assert found is CodeFault.WRONG_CHECK or show_code(found).replace("-", "") == symbols


def test_every_swap_of_two_symbols_is_caught_wherever_they_stand():
    """All pairs of places, all pairs of different symbols: the check symbol before and after must differ.

    A swap with the check symbol itself is in the test after this one. The sum is linear, so what the other
    nine places hold adds the same to both sides; they are filled at random all the same.
    """
    generator = random.Random(3)
    for first, second in combinations(range(11), 2):
        others = [generator.randrange(32) for _ in range(11)]
        for one, other in combinations(range(32), 2):
            others[first], others[second] = one, other
            before = check_symbol(others)
            others[first], others[second] = other, one
            assert check_symbol(others) != before


def test_every_swap_with_the_check_symbol_is_caught():
    generator = random.Random(4)
    for _ in range(200):
        right = without_alike(generator)
        for place in range(11):
            if right[place] != right[11]:
                swapped = right[:place] + right[11] + right[place + 1 : 11] + right[place]
                with pytest.raises(CodeError):
                    read_code(swapped)


def test_codes_are_random_beyond_the_wave_symbol():
    make = seeded()
    codes = {new_code("7", make) for _ in range(2000)}
    assert len(codes) == 2000
    assert {code[0] for code in codes} == {"7"}
    for place in range(1, 11):
        assert {code[place] for code in codes} == set(ALPHABET)


@pytest.mark.parametrize("symbol", ["", "U", "77", "i"])
def test_a_wave_symbol_is_one_symbol_of_the_alphabet(symbol):
    with pytest.raises(ValueError, match="wave symbol"):
        new_code(symbol, seeded())


def test_a_return_code_has_ten_even_digits_and_is_shown_like_a_telephone_number():
    make = seeded()
    codes = [new_return_code(make) for _ in range(2000)]
    assert all(len(code) == 10 and code.isdigit() for code in codes)
    for digit in "0123456789":
        assert abs(sum(code.count(digit) for code in codes) - 2000) < 200
    assert show_return_code("0123456789") == "012 345 6789"


@pytest.mark.parametrize(
    "typed", ["012 345 6789", "0123456789", "012-345-6789", "٠١٢ ٣٤٥ ٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]
)
def test_a_return_code_is_read_in_digits_of_any_script(typed):
    assert read_return_code(typed) == "0123456789"


@pytest.mark.parametrize("typed", ["", "012345678", "01234567890", "01234S6789", "012345678²³", "０" * 11])
def test_what_cannot_be_a_return_code_is_refused(typed):
    with pytest.raises(ReturnCodeError):
        read_return_code(typed)


def test_a_link_signature_holds_for_its_code_alone_and_survives_a_rotation():
    signature = sign_link(CODE, [SECRET, OLD_SECRET])
    assert link_is_signed(CODE, signature, [SECRET])
    assert link_is_signed(CODE, signature, [OTHER_SECRET, SECRET])
    assert not link_is_signed(CODE, signature, [OLD_SECRET])
    assert not link_is_signed(Code("7KQM2D9FXA5"), signature, [SECRET])
    assert sign_link(CODE, [SECRET]) == signature


@pytest.mark.parametrize("signature", ["", ".", "x", "é" * 43, "\x00", "A" * 43])
def test_a_made_up_signature_is_not_one(signature):
    assert not link_is_signed(CODE, signature, [SECRET])
