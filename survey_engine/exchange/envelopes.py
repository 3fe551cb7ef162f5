"""A file of sealed envelopes, to be opened on another computer: lines of text, so that people can look in.

First line: JSON with the format's name and the wave's facts. Then the hash of each envelope that was in the
box at close, in hexadecimal, sorted, HASHES_A_LINE in one JSON line. Then one JSON line an envelope, sorted
by id: id in hexadecimal, hospital, sealed bytes in base64. Last line: how many there were. Nothing in it is
secret without a key, and nothing in it tells the order in which answers came.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from survey_engine.exchange.wave_facts import WaveFacts, facts_from_json, facts_to_json
from survey_engine.sealing.counted import HASH_BYTES, Hashes
from survey_engine.sealing.envelope import Envelope

FORMAT = "survey-engine sealed envelopes"
FORMAT_VERSION = 3  # with the hash of each envelope in the box at close, in lines of their own
HASHES_A_LINE = 1000
_LONGEST_LINE = 4 * 1024 * 1024  # bytes; an envelope has about 21,000, a line of hashes 64,000


class EnvelopeFileError(Exception):
    """The file cannot be used. Its kinds say why."""


class ForeignFileError(EnvelopeFileError):
    """The file is something else, or of a later format."""


class TruncatedFileError(EnvelopeFileError):
    """The end of the file is missing."""


class DamagedLineError(EnvelopeFileError):
    """A line in the middle cannot be read."""


@dataclass(frozen=True, slots=True)
class EnvelopeFile:
    """An opened file: the wave's facts, and the envelopes as they are read, one at a time.

    The iterator raises TruncatedFileError or DamagedLineError, the first only at the end: so keep nothing
    before it has ended.
    """

    facts: WaveFacts
    envelopes: Iterator[Envelope]


def write_envelopes(path: Path, facts: WaveFacts, envelopes: Iterable[Envelope]) -> int:
    """Writes the file, readable by its owner alone, and returns the number of envelopes.

    Raises FileExistsError rather than write over anything, ValueError where the envelopes do not come sorted
    by id; leaves nothing behind where it fails.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            _write_line(stream, {"format": FORMAT, "version": FORMAT_VERSION, "wave": facts_to_json(facts)})
            _write_hashes(stream, facts.hashes)
            count = 0
            last = b""
            for envelope in envelopes:
                if envelope.id < last:
                    raise ValueError("the envelopes must come sorted by id: no other order may be told")
                _write_line(stream, _envelope_to_json(envelope))
                count, last = count + 1, envelope.id
            _write_line(stream, {"end": count})
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        path.unlink()
        raise
    return count


def read_envelopes(path: Path) -> EnvelopeFile:
    """Opens a file that `write_envelopes` made. Raises ForeignFileError for any other file."""
    try:
        with path.open("rb") as stream:
            facts = _facts(stream)
            begins = stream.tell()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ForeignFileError(
            f"The file {path.name} is not one of sealed envelopes, or another version made it. Write it anew."
        ) from None
    return EnvelopeFile(facts, _envelopes(path, begins))


def _facts(stream: BinaryIO) -> WaveFacts:
    header = _read_line(stream)
    if header["format"] != FORMAT or header["version"] != FORMAT_VERSION:
        raise ValueError("another format")
    joined = bytearray()
    while len(joined) < HASH_BYTES * int(header["wave"]["counted"]):
        joined += bytes.fromhex(_read_line(stream)["hashes"])
    return facts_from_json(header["wave"], Hashes(bytes(joined)))


def _write_hashes(stream: BinaryIO, hashes: Hashes) -> None:
    step = HASH_BYTES * HASHES_A_LINE
    for start in range(0, len(hashes.joined), step):
        _write_line(stream, {"hashes": hashes.joined[start : start + step].hex()})


def _envelopes(path: Path, begins: int) -> Iterator[Envelope]:
    """Opens the file only when the first envelope is asked for: nothing is left open else."""
    count = 0
    with path.open("rb") as stream:
        stream.seek(begins)
        while True:
            envelope = _next_envelope(stream, count)
            if envelope is None:
                return
            count += 1
            yield envelope


def _next_envelope(stream: BinaryIO, count: int) -> Envelope | None:
    """The next envelope, or None at the last line. `count` is how many came before."""
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise TruncatedFileError(f"The file ends after {count} envelopes, before its last line.")
    try:
        data = json.loads(line)
        if "end" in data:
            if data["end"] != count or stream.read(1):
                raise TruncatedFileError(f"The file holds {count} envelopes, but says {data['end']}.")
            return None
        sealed = base64.b64decode(data["sealed"], validate=True)
        if not isinstance(data["hospital"], str):
            raise TypeError("a text was expected")
        return Envelope(bytes.fromhex(data["id"]), data["hospital"], sealed)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DamagedLineError(f"Envelope {count + 1} of the file cannot be read. Copy it again.") from None


def _envelope_to_json(envelope: Envelope) -> dict[str, Any]:
    sealed = base64.b64encode(envelope.sealed).decode("ascii")
    return {"id": envelope.id.hex(), "hospital": envelope.hospital, "sealed": sealed}


def _write_line(stream: BinaryIO, data: dict[str, Any]) -> None:
    stream.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _read_line(stream: BinaryIO) -> dict[str, Any]:
    data = json.loads(stream.readline(_LONGEST_LINE))
    if not isinstance(data, dict):
        raise TypeError("an object was expected")
    return data
