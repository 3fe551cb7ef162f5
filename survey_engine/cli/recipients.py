"""The recipients file: the two public keys that answers are sealed to. Nothing in it is secret."""

from __future__ import annotations

from pathlib import Path

from survey_engine.cli.terminal import RefusedError
from survey_engine.sealing.envelope import Identity, RecipientsError, check_recipients
from survey_engine.sealing.signing import public_key

SECRET_MARK = "AGE-SECRET-KEY-"  # noqa: S105 - how a secret key begins, to recognise one in the wrong place


def recipients_text(charity: Identity, recovery: Identity) -> str:
    """Return the file's text: the public keys, and what checks a signature made with either."""
    return (
        "# Answers are sealed to the two keys below. Nothing in this file is secret.\n"
        "# It is needed to open a wave: survey-engine wave open ... --recipients recipients.txt\n"
        "# the charity key\n"
        f"{charity.recipient}\n"
        "# the recovery key\n"
        f"{recovery.recipient}\n"
        f"# signing key of the charity key: {public_key(charity.secret)}\n"
        f"# signing key of the recovery key: {public_key(recovery.secret)}\n"
    )


def read_recipients(path: Path) -> tuple[str, str]:
    """Return the two public keys of a file that `keygen` wrote, or that was put together by hand."""
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
    return keys[0], keys[1]
