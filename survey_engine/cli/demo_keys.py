"""What lets waves be opened and closed in the browser of a demonstration: keys in force, and a backup."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.demo_staff import CHARITY_EMAIL
from survey_engine.cli.installation import Installation
from survey_engine.cli.recipients import read_recipients
from survey_engine.records import keysets
from survey_engine.records.keysets import Part, PublicKeys

BACKUP: Final = "demonstration.backup"


def ready_for_waves(folder: DemoFolder) -> None:
    """Put the keys of `keygen` in force where none are, and make a backup in place of the last one."""
    _put_in_force(folder, folder.path / "charity" / "recipients.txt")
    backup = folder.path / BACKUP
    backup.unlink(missing_ok=True)
    folder.run("backup", "--out", backup)


def _put_in_force(folder: DemoFolder, file: Path) -> None:
    """As one admin alone may, and as if she had opened a test answer with each."""
    found = read_recipients(file)
    charity, recovery = found.answers
    keys = PublicKeys(charity, recovery, found.contacts, found.signing)
    with Installation.at(folder.outside()) as installation, installation.writing() as session:
        if keysets.with_recipients(session, found.answers) is not None:
            return
        master_key, today = installation.settings.master_key, folder.today
        record = keysets.propose(
            session, keys, CHARITY_EMAIL, today=today, master_key=master_key, random=os.urandom
        )
        for part in Part:
            keysets.prove(session, record.id, part, today=today, master_key=master_key)
        installation.note(session, "keys proposed", keys=record.id.hex(), state=record.state)
