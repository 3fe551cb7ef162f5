"""The recipients file from the disk: the public keys that answers and slips are sealed to."""

from __future__ import annotations

from pathlib import Path

from survey_engine.cli.terminal import RefusedError
from survey_engine.exchange.recipients_file import Recipients as Recipients
from survey_engine.exchange.recipients_file import RecipientsFileError, read_recipients_text, signing_in
from survey_engine.exchange.recipients_file import recipients_text as recipients_text


def read_recipients(path: Path) -> Recipients:
    """Return the public keys of a file that `keygen` wrote, or that was put together by hand."""
    try:
        return read_recipients_text(_text(path))
    except RecipientsFileError as error:
        raise RefusedError(f"{path} {error}") from None


def signing_keys(path: Path) -> tuple[str, ...]:
    """Return what checks a signature, the charity key's and the recovery key's. Raises RefusedError."""
    keys = signing_in(_text(path))
    if not keys:
        raise RefusedError(f"{path} names no signing key. Give the recipients.txt that `keygen` wrote.")
    return keys


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"Cannot read the recipients file {path}.") from None
