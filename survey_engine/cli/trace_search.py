"""The search of logs and other files for what reads as a code, a return code, or the trace of one person."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from survey_engine.analysis.traces import shapes
from survey_engine.records.attempts import Attempt, attempt
from survey_engine.sealing.codes import Code

MOST_PLACES: Final = 5  # of one shape in one file: where the first are tells what to look for
_ADVICE: Final = (
    "Delete the file or those lines, and stop what wrote them: keep no access log before the server."
)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Return every file of what was named, folders included."""
    found = [one for path in paths for one in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    return [path for path in found if path.is_file()]


def search(path: Path, symbols: frozenset[str], codes: Sequence[Code]) -> Attempt:
    """Return the search of one file. It says in which lines, and never repeats what stands there."""
    faults = []
    try:
        data = content(path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "it is damaged"
        faults = [f"The file could not be read: {reason}."]
        data = b""
    faults += _by_shape(data, symbols)
    if holds_any(data, codes):
        faults.append("It holds a code that was given.")
    return attempt(
        f"search of {path.name}",
        f"Look in {path} for codes, return codes, e-mail and internet addresses, and browsers' names.",
        faults,
        "Nothing in it reads like one.",
        _ADVICE,
    )


def content(path: Path) -> bytes:
    """Return the bytes of a file; of one that was packed (.gz), those inside."""
    if path.suffix == ".gz":
        with gzip.open(path) as stream:
            return stream.read()
    return path.read_bytes()


def holds_any(data: bytes, codes: Sequence[Code]) -> bool:
    """Say whether any of the codes stands in it, however it is parted, with or without the check symbol."""
    if not codes:
        return False
    written = data.upper().translate(None, delete=b"- ")
    return any(code.encode() in written for code in codes)


def _by_shape(data: bytes, symbols: frozenset[str]) -> Iterator[str]:
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        for shape in shapes(line, symbols):
            lines.setdefault(shape.value, []).append(number)
    for name, numbers in lines.items():
        more = "" if len(numbers) <= MOST_PLACES else f" and {len(numbers) - MOST_PLACES} more"
        shown = ", ".join(str(number) for number in dict.fromkeys(numbers[:MOST_PLACES]))
        yield f"What reads as {name} stands in line {shown}{more}."
