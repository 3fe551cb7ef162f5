"""The recipients file: the public keys that answers and slips are sealed to. It holds no secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from survey_engine.cli.terminal import RefusedError
from survey_engine.sealing.envelope import Identity, RecipientsError, check_recipient, check_recipients
from survey_engine.sealing.signing import public_key

SECRET_MARK = "AGE-SECRET-KEY-"  # noqa: S105 - how a secret key begins, to recognise one in the wrong place


_SIGNING = re.compile(r"#\s*signing key of the [a-z]+ key:\s*(\S+)\s*")
_CONTACTS = re.compile(r"#\s*contacts key:\s*(\S*)")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Two keys for answers, and one for focus-group slips, if they are to be taken."""

    answers: tuple[str, ...]
    contacts: str | None = None


def recipients_text(charity: Identity, recovery: Identity, contacts: Identity | None = None) -> str:
    """Return the file's text: the public keys, and what checks a signature made with either of the first."""
    for_slips = (
        "# Focus-group slips are sealed to this key alone. Without the line a wave takes none.\n"
        f"# contacts key: {contacts.recipient}\n"
        if contacts
        else ""
    )
    return (
        "# Answers are sealed to the two keys below. Nothing in this file is secret.\n"
        "# It is needed to open a wave: survey-engine wave open ... --recipients recipients.txt\n"
        "# the charity key\n"
        f"{charity.recipient}\n"
        "# the recovery key\n"
        f"{recovery.recipient}\n"
        f"# signing key of the charity key: {public_key(charity.secret)}\n"
        f"# signing key of the recovery key: {public_key(recovery.secret)}\n"
        f"{for_slips}"
    )


def read_recipients(path: Path) -> Recipients:
    """Return the public keys of a file that `keygen` wrote, or that was put together by hand."""
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"Cannot read the recipients file {path}.") from None
    if any(SECRET_MARK in line.upper() for line in lines):
        raise RefusedError(f"{path} holds a secret key. Take it off this machine, and give recipients.txt.")
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        check_recipients(keys)
    except RecipientsError:
        raise RefusedError(
            f"{path} must hold two different public keys (age1...), one a line: the charity's and the "
            "recovery key's. `survey-engine keygen` writes such a file."
        ) from None
    named = [found[1] for line in lines if (found := _CONTACTS.fullmatch(line))]
    return Recipients((keys[0], keys[1]), _contacts_key(path, named, keys) if named else None)


def signing_keys(path: Path) -> tuple[str, ...]:
    """Return what checks a signature, the charity key's and the recovery key's. Raises RefusedError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"Cannot read the recipients file {path}.") from None
    keys = tuple(found[1] for line in lines if (found := _SIGNING.fullmatch(line)))
    if not keys:
        raise RefusedError(f"{path} names no signing key. Give the recipients.txt that `keygen` wrote.")
    return keys


def _contacts_key(path: Path, named: list[str], others: list[str]) -> str:
    try:
        key = check_recipient(named[0])
    except RecipientsError:
        raise RefusedError(
            f"In {path}, the contacts key must be a public key that begins with age1."
        ) from None
    if len(named) > 1 or key in others:
        raise RefusedError(f"{path} must name one contacts key, which opens no answers.")
    return key
