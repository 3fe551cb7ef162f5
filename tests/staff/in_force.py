"""Keys that are in force and a backup of today, as the first-wave guide and an operator leave them."""

from __future__ import annotations

from survey_engine.records import audit, keysets
from survey_engine.records.checklists import BACKUP_EVENT
from survey_engine.records.keysets import Part, PublicKeys
from survey_engine.records.staff_tables import KeysetRecord
from survey_engine.sealing.envelope import Identity, new_identity
from survey_engine.sealing.signing import public_key
from tests.patient.survey import MASTER_KEY, OpenSurvey

CONTACTS = new_identity()


def keys_in_force(survey: OpenSurvey, by: str, charity: Identity, recovery: Identity) -> KeysetRecord:
    """Keep a set by the only admin, and prove both keys that open answers."""
    signing = (public_key(charity.secret), public_key(recovery.secret))
    keys = PublicKeys(charity.recipient, recovery.recipient, CONTACTS.recipient, signing)
    today = survey.clock.now.date()
    with survey.store.writing() as db:
        record = keysets.propose(
            db, keys, by, today=today, master_key=MASTER_KEY, random=survey.chance.randbytes
        )
        for part in (Part.CHARITY, Part.RECOVERY):
            keysets.prove(db, record.id, part, today=today, master_key=MASTER_KEY)
    return record


def backup_of_today(survey: OpenSurvey) -> None:
    """Note in the audit chain that a backup was made."""
    with survey.store.writing() as db:
        audit.append(db, "command line", BACKUP_EVENT, {}, on=survey.clock.now.date())
