"""The key that copies of the database are locked with: made by `init`, kept like the master key."""

from __future__ import annotations

import re
from pathlib import Path

from survey_engine.cli.private_files import write_private_file
from survey_engine.cli.terminal import RefusedError, say
from survey_engine.sealing.envelope import EnvelopeError, new_identity, recipient_of

_PUBLIC = re.compile(r"(?:#\s*public key:\s*)?(age1[0-9a-z]+)")
_SECRET = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


def make_backup_key(path: Path) -> None:
    """Make the key where it is missing, in the form that `age-keygen` writes."""
    if path.exists():
        public_halves(path)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = new_identity()
    write_private_file(path, f"# public key: {made.recipient}\n{made.secret}\n".encode())
    say(f"Made the backup key: {path}. Keep a copy apart from this machine: backups open with nothing else.")


def public_halves(path: Path) -> list[str]:
    """Return the public keys that a file names, each on a line of its own. Raises RefusedError."""
    lines = _lines(path)
    found = [match[1] for line in lines if (match := _PUBLIC.fullmatch(line))]
    if not found:
        found = [_public_half(line, path) for line in lines if _SECRET.fullmatch(line)]
    if not found:
        raise RefusedError(f"{path} names no key. It must hold a line that begins with age1.")
    return found


def secret_half(path: Path) -> str:
    """Return the secret half that a file holds. Raises RefusedError."""
    for line in _lines(path):
        if _SECRET.fullmatch(line):
            return line
    raise RefusedError(
        f"{path} holds no secret half: bring the file that `init` made, and name it with --identity."
    )


def _public_half(secret: str, path: Path) -> str:
    try:
        return recipient_of(secret)
    except EnvelopeError:
        raise RefusedError(f"{path} is damaged.") from None


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text("utf-8").splitlines()]
    except FileNotFoundError:
        raise RefusedError(
            f"There is no backup key at {path}. Run `survey-engine init` to make it."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"Cannot read the backup key {path}.") from None
