"""A key that somebody brings for one request: the file of it, or the typed lines of the recovery sheet.

It is opened here, used, and forgotten. Nothing of it comes back in a page.
"""

from __future__ import annotations

import threading
from typing import Final

from survey_engine.sealing.recovery_sheet import SheetLineError, secret_of
from survey_engine.web.forms import PageError

MOST_BYTES: Final = 65536  # of a key file
_MOST_LETTERS: Final = 2000  # of the lines
_MOST_PASSPHRASE: Final = 1000
_BOTH: Final = "Choose a key file, or type the lines of the sheet, but not both."
_BUSY: Final = "Somebody else opens a key just now. Please try again in a minute."
_ONE = threading.BoundedSemaphore(1)  # opening a key takes 256 or 512 MB for a second


class KeyBusyError(Exception):
    """Somebody else's key is being opened. The text says so."""


def brought(file: bytes, lines: str, box: str, wanted: str) -> tuple[bytes, PageError | None]:
    """What she brings, and what is wrong with that. box: the id of the file's box; wanted: what to say."""
    typed = lines[:_MOST_LETTERS].strip()
    if file and typed:
        return b"", PageError("#secret_lines", _BOTH)
    if not file and not typed:
        return b"", PageError(f"#{box}", wanted)
    return file or typed.encode(), None


def unlocked(data: bytes, passphrase: str) -> str:
    """The secret of a key. Raises WrongPassphraseError, SheetLineError, EnvelopeError, KeyBusyError."""
    if not _ONE.acquire(blocking=False):
        raise KeyBusyError(_BUSY)
    try:
        return secret_of(data, passphrase[:_MOST_PASSPHRASE])
    finally:
        _ONE.release()


def wrong_lines(fault: SheetLineError) -> PageError:
    """Which lines of the sheet to look at again."""
    if len(fault.lines) > 4:
        sentence = "Choose a key file as it was saved, or type all nine lines of the recovery sheet."
    else:
        numbers = " and ".join(map(str, fault.lines))
        sentence = f"Look at line {numbers} of the sheet again: a symbol is not right there."
    return PageError("#secret_lines", sentence)
