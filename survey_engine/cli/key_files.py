"""Opening a key file that `keygen` wrote, with a passphrase from a prompt or a file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError, ask_passphrase, read_passphrases
from survey_engine.sealing.envelope import WrongPassphraseError
from survey_engine.sealing.recovery_sheet import secret_of


def secret_in(outside: Outside, identity: Path) -> str:
    """Return the identity in a key file, or in a file with the typed lines of a recovery sheet.

    Raises RefusedError, WrongPassphraseError, SheetLineError.
    """
    try:
        data = identity.read_bytes()
    except OSError as error:
        raise RefusedError(f"Cannot read the key file {identity}: {error.strerror}.") from None
    file = outside.configuration().passphrase_file
    # A file may hold the passphrases of several keys: any may be the one.
    choices = [ask_passphrase(str(identity))] if file is None else list(dict.fromkeys(read_passphrases(file)))
    for passphrase in choices[:-1]:
        with suppress(WrongPassphraseError):
            return secret_of(data, passphrase)
    return secret_of(data, choices[-1])
