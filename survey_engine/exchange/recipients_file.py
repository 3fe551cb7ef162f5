"""The file of public keys that a wave's answers are sealed to (recipients.txt). It holds no secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from survey_engine.sealing.envelope import Identity, RecipientsError, check_recipient, check_recipients
from survey_engine.sealing.signing import public_key

SECRET_MARK: Final = "AGE-SECRET-KEY-"  # noqa: S105 - how a secret key begins, to see one in the wrong place
_SIGNING: Final = re.compile(r"#\s*signing key of the [a-z]+ key:\s*(\S+)\s*")
_CONTACTS: Final = re.compile(r"#\s*contacts key:\s*(\S*)")


class RecipientsFileError(ValueError):
    """A file is not one of public keys; the message says what of it is wrong, to go after its name."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Two keys for answers, one for focus-group slips or none, and what checks signatures."""

    answers: tuple[str, ...]
    contacts: str | None = None
    signing: tuple[str, ...] = ()


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


def read_recipients_text(text: str) -> Recipients:
    """Return the public keys of such a text. Raises RecipientsFileError."""
    lines = [line.strip() for line in text.splitlines()]
    if any(SECRET_MARK in line.upper() for line in lines):
        raise RecipientsFileError("holds a secret key. Take it off this machine, and give recipients.txt.")
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        check_recipients(keys)
    except RecipientsError:
        raise RecipientsFileError(
            "must hold two different public keys (age1...), one a line: the charity's and the "
            "recovery key's. `survey-engine keygen` writes such a file."
        ) from None
    named = [found[1] for line in lines if (found := _CONTACTS.fullmatch(line))]
    return Recipients((keys[0], keys[1]), _contacts_key(named, keys) if named else None, signing_in(text))


def signing_in(text: str) -> tuple[str, ...]:
    """Return what checks a signature, the charity key's and the recovery key's; empty where none is named."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(found[1] for line in lines if (found := _SIGNING.fullmatch(line)))


def _contacts_key(named: list[str], others: list[str]) -> str:
    try:
        key = check_recipient(named[0])
    except RecipientsError:
        raise RecipientsFileError(
            "names a contacts key that is no public key: it begins with age1."
        ) from None
    if len(named) > 1 or key in others:
        raise RecipientsFileError("must name one contacts key, which opens no answers.")
    return key
