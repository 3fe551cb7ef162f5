"""`keygen`: the keys that open answers and slips, and the public file a wave is opened with."""

from __future__ import annotations

from pathlib import Path

import click

from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import write_private_file
from survey_engine.cli.recipients import recipients_text
from survey_engine.cli.terminal import RefusedError, ask_new_passphrase, read_passphrases, say
from survey_engine.sealing.envelope import new_identity, protect_identity

FILES = ("charity.key", "recovery.key", "contacts.key", "recipients.txt")


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to make."
)
@click.pass_obj
def keygen(outside: Outside, out: Path) -> None:
    """Make the charity key, the recovery key and the contacts key, each under a passphrase.

    The contacts key opens focus-group slips and no answers. Passphrases are asked for, or read from
    SURVEY_ENGINE_PASSPHRASE_FILE: the first line for the charity key, the second for the recovery key, the
    third for the contacts key; where a line is missing, the first serves. Best done on a machine that is not
    the server.
    """
    charity_file, recovery_file, contacts_file, recipients_file = files = [out / name for name in FILES]
    for path in files:
        if path.exists():
            raise RefusedError(f"{path} exists already and stays as it is. Choose another folder.")
    for_charity, for_recovery, for_contacts = _chosen(outside.configuration().passphrase_file)
    charity, recovery, contacts = new_identity(), new_identity(), new_identity()
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private_file(charity_file, protect_identity(charity.secret, for_charity))
    write_private_file(recovery_file, protect_identity(recovery.secret, for_recovery))
    write_private_file(contacts_file, protect_identity(contacts.secret, for_contacts))
    write_private_file(recipients_file, recipients_text(charity, recovery, contacts).encode())
    say(f"{charity_file}: the charity key. Keep it off the server, with the person who opens the answers.")
    say(f"{recovery_file}: the recovery key. Give it to a trustee, to keep in another place.")
    say(
        f"{contacts_file}: the contacts key, for whoever invites people to focus groups. It opens no answers."
    )
    say(f"{recipients_file}: public. Give it to `wave open --recipients`.")
    say("Without a key and its passphrase nobody can open the answers. We cannot help then.")


def _chosen(file: Path | None) -> tuple[str, str, str]:
    if file is None:
        return (
            ask_new_passphrase("the charity key"),
            ask_new_passphrase("the recovery key"),
            ask_new_passphrase("the contacts key"),
        )
    lines = read_passphrases(file)
    first, second, third = (lines + lines[:1] * 2)[:3] if len(lines) < 3 else lines[:3]
    return first, second, third
