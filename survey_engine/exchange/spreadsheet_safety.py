"""Whether an .xlsx file is safe to open: a copy of what is needed of it, unpacked under our own eyes.

A small file can unpack to gigabytes, lie about the size of its parts, define entities that grow, or name one
cell at the far corner of the sheet, so that a reader makes room for all between. So each part is unpacked up
to a limit, read by a strict parser that only counts, and put into a new archive. The reader gets that one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # nosec B406 # a DOCTYPE is refused first: nothing can grow

MOST_BYTES = 20 * 1024 * 1024  # of the file
MOST_UNPACKED = 64 * 1024 * 1024  # of what is needed of it
MOST_PARTS = 1_000
MOST_CELLS = 500_000  # of one sheet, counted as the whole rectangle around them
MOST_ELEMENTS = 4_000_000
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_OLD = b"\xd0\xcf\x11\xe0"  # the first bytes of .xls


class SpreadsheetError(Exception):
    """A file is no spreadsheet that can be read safely, or a text does not fit into one."""


def safe_copy(path: Path) -> io.BytesIO:
    """An archive with the parts of a spreadsheet that hold texts. Raises SpreadsheetError with a sentence."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SpreadsheetError(f"{path} is larger than {MOST_BYTES >> 20} MB. Split it.")
        content = path.read_bytes()
        if content.startswith(_OLD):
            raise SpreadsheetError(f"{path} is an old spreadsheet, or has a password. Save it as .xlsx.")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _copied(archive, path)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    ) as error:  # fmt: skip
        raise SpreadsheetError(f"{path} is not a spreadsheet. Save it as .xlsx.") from error


def _copied(archive: zipfile.ZipFile, path: Path) -> io.BytesIO:
    parts = [part for part in archive.infolist() if part.filename.casefold().endswith((".xml", ".rels"))]
    if len(parts) > MOST_PARTS or len({part.filename.casefold() for part in parts}) < len(parts):
        raise SpreadsheetError(f"{path} has too many parts, or one of them twice, so it is not opened.")
    copy = io.BytesIO()
    left = MOST_UNPACKED
    with zipfile.ZipFile(copy, "w") as target:
        for part in parts:
            with archive.open(part) as stream:
                unpacked = stream.read(left + 1)
            left -= len(unpacked)
            if left < 0:
                raise SpreadsheetError(
                    f"{path} unpacks to more than {MOST_UNPACKED >> 20} MB, so it is not opened."
                )
            _refuse_hostile(unpacked, path)
            target.writestr(part.filename, unpacked)
    copy.seek(0)
    return copy


def _refuse_hostile(part: bytes, path: Path) -> None:
    """Look at one part. It must be UTF-8: behind another encoding a DOCTYPE can hide."""
    try:
        part.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpreadsheetError(f"{path} has a part that is not UTF-8, so it is not opened.") from error
    if b"\0" in part:
        raise SpreadsheetError(f"{path} has a part that is not UTF-8, so it is not opened.")
    if re.search(rb"<!DOCTYPE", part, re.IGNORECASE):
        raise SpreadsheetError(f"{path} defines entities of its own, so it is not opened.")
    counting = _Counting(path)
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = counting.start
    parser.EndElementHandler = counting.end
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise SpreadsheetError(f"{path} has a part that is no XML. Save it again as .xlsx.") from error


@dataclass
class _Counting:
    """How far the cells of a sheet reach that hold something."""

    path: Path
    elements: int = 0
    row: int = 0
    column: int = 0
    here: tuple[int, int] | None = None  # row and column of the cell that is open
    far: list[int] = field(default_factory=lambda: [0, 0])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise SpreadsheetError(f"{self.path} has more than {MOST_ELEMENTS} parts of parts. Split it.")
        name = tag.rpartition(":")[2]
        reference = attributes.get("r", "")
        if name == "row":
            self.row = int(reference) if re.fullmatch(r"[0-9]{1,7}", reference) else self.row + 1
            self.column = 0
        elif name == "c":
            found = _REFERENCE.fullmatch(reference)
            self.column = _column(found[1]) if found else self.column + 1
            self.here = (int(found[2]) if found else self.row, self.column)
        elif self.here is not None:
            self._reach(*self.here)

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "c":
            self.here = None

    def _reach(self, row: int, column: int) -> None:
        self.far = [max(self.far[0], row), max(self.far[1], column)]
        if self.far[0] * self.far[1] > MOST_CELLS:
            raise SpreadsheetError(
                f"A sheet of {self.path} has more than {MOST_CELLS} cells. Split it, or delete what stands "
                "far from the rest."
            )


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
