"""The file of sealed envelopes comes back as it was written, or says what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_engine.exchange.envelopes import (
    DamagedLineError,
    EnvelopeFileError,
    ForeignFileError,
    TruncatedFileError,
    read_envelopes,
    write_envelopes,
)
from survey_engine.sealing.envelope import Envelope
from tests.exchange.sealed_wave import facts_of, number

ENVELOPES = [Envelope(number(n), "RXQ" if n % 2 else "RYJ", bytes([n]) * 50) for n in range(5)]
FACTS = facts_of(ENVELOPES)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "w26.envelopes"
    assert write_envelopes(path, FACTS, iter(ENVELOPES)) == 5
    return path


def test_it_comes_back_as_it_was(file: Path) -> None:
    found = read_envelopes(file)
    assert found.facts == FACTS
    assert list(found.envelopes) == ENVELOPES


def test_it_is_lines_of_json_and_for_its_owner_alone(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["wave"]["code"] == "W26"
    assert [line["id"] for line in lines[2:-1]] == sorted(line["id"] for line in lines[2:-1])
    assert lines[1] == {"hashes": FACTS.hashes.joined.hex()}
    assert lines[-1] == {"end": 5}
    assert file.stat().st_mode & 0o077 == 0


def test_nothing_is_written_over(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        write_envelopes(file, FACTS, [])
    assert file.read_bytes() == before


def test_another_order_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with pytest.raises(ValueError, match="sorted"):
        write_envelopes(path, FACTS, reversed(ENVELOPES))
    assert not path.exists()


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


FORMAT_MARK = b'"version":3,"wave"'
DAMAGE: dict[str, tuple[Callable[[bytes], bytes], type[EnvelopeFileError]]] = {
    "empty": (lambda data: b"", ForeignFileError),
    "a picture": (lambda data: b"\x89PNG\r\n" + data, ForeignFileError),
    "another JSON": (lambda data: b'{"format": "else"}\n', ForeignFileError),
    "a list": (lambda data: b"[1]\n" + data, ForeignFileError),
    "a later format": (
        lambda data: data.replace(FORMAT_MARK, b'"version":4,"wave"'),
        ForeignFileError,
    ),
    "hashes out of order": (
        lambda data: data.replace(FACTS.hashes[0].hex().encode(), b"f" * 64),
        ForeignFileError,
    ),
    "a line of hashes less": (
        lambda data: b"".join([lines_of(data)[0], *lines_of(data)[2:]]),
        ForeignFileError,
    ),
    "no wave": (lambda data: data.replace(b'"hospitals"', b'"others"', 1), ForeignFileError),
    "no last line": (lambda data: b"".join(lines_of(data)[:-1]), TruncatedFileError),
    "half a line": (lambda data: data[:-40], TruncatedFileError),
    "a line less": (lambda data: b"".join([*lines_of(data)[:3], *lines_of(data)[4:]]), TruncatedFileError),
    "more after the end": (lambda data: data + b"more\n", TruncatedFileError),
    "a broken line": (lambda data: data.replace(b'"sealed":"', b'"sealed":"!', 1), DamagedLineError),
    "no object": (lambda data: b"".join([*lines_of(data)[:2], b"7\n"]), DamagedLineError),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file_is_refused_by_name(file: Path, name: str) -> None:
    damage, error = DAMAGE[name]
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(error, match=r"\.$"):
        list(read_envelopes(file).envelopes)
