"""Sets of public keys that answers may be sealed to: proposed, agreed by another admin, proved by a test.

The secret halves are never here. A set is sealed whole under the master key (as a wave's recipients are), so
that nobody with the database alone can add one, or say that it was agreed.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records import staff, waves
from survey_engine.records.database import lock_until_commit
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import KeysetRecord
from survey_engine.records.tables import WaveRecord
from survey_engine.sealing.envelope import check_recipient, check_recipients
from survey_engine.sealing.keys import keyset_seal

_LOCK = "keysets"


class State(StrEnum):
    """How far a set has come."""

    PROPOSED = "proposed"  # waits for another admin
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


class Part(StrEnum):
    """Which of the keys of a set."""

    CHARITY = "charity"
    RECOVERY = "recovery"
    CONTACTS = "contacts"


class KeysetError(ValueError):
    """A set of keys cannot be made or changed like this; the message says why and what to do."""


class KeysetChangedError(Exception):
    """Somebody changed a set of keys in the database: nothing may be sealed to it."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public halves. signing: what checks signatures by the charity's and the recovery key, or none."""

    charity: str
    recovery: str
    contacts: str | None = None
    signing: tuple[str, ...] = ()


def propose(
    session: Session,
    keys: PublicKeys,
    by: str,
    *,
    today: date,
    master_key: bytes,
    random: Callable[[int], bytes],
) -> KeysetRecord:
    """Keep a set. It is agreed at once only as the first one, by the only admin there is.

    Raises RecipientsError, KeysetError.
    """
    check_recipients((keys.charity, keys.recovery))
    if keys.contacts is not None and check_recipient(keys.contacts) in (keys.charity, keys.recovery):
        raise KeysetError("The contacts key must be another key than those that open answers.")
    lock_until_commit(session, _LOCK)
    living = [one for one in all_sets(session) if one.state != State.WITHDRAWN]
    if any(set(_recipients(one)) == {keys.charity, keys.recovery} for one in living):
        raise KeysetError("These keys are in the list already.")
    is_first = all(one.state != State.AGREED for one in living)
    alone = is_first and admins(session) == [by]
    record = KeysetRecord(
        id=random(16),
        state=(State.AGREED if alone else State.PROPOSED).value,
        recipients=json.dumps([keys.charity, keys.recovery]),
        contacts_recipient=keys.contacts,
        signing_keys=json.dumps(list(keys.signing)),
        proposed_by=by,
        proposed_on=today,
        agreed_by=by if alone else None,
        agreed_on=today if alone else None,
    )
    _keep(session, record, master_key)
    return record


def agree(session: Session, keyset: bytes, by: str, *, today: date, master_key: bytes) -> KeysetRecord:
    """Agree to a set that somebody else proposed. Raises KeysetError, KeysetChangedError."""
    record = _for_change(session, keyset, master_key)
    if record.state != State.PROPOSED:
        raise KeysetError("These keys wait for nobody any more.")
    if record.proposed_by == by:
        raise KeysetError("You proposed these keys yourself: another admin must agree to them.")
    record.state, record.agreed_by, record.agreed_on = State.AGREED.value, by, today
    _keep(session, record, master_key)
    return record


def withdraw(session: Session, keyset: bytes, *, master_key: bytes) -> KeysetRecord:
    """Take a set away that nothing was sealed to and that is not in force yet. Raises KeysetError.

    A set that was agreed and proved stays: with it gone, one admin alone could put another in its place.
    """
    record = _for_change(session, keyset, master_key)
    if record.state == State.WITHDRAWN:
        raise KeysetError("These keys were taken away already.")
    if record.state == State.AGREED and is_proved(record):
        raise KeysetError("These keys are in force. Propose others beside them.")
    if any(keyset_of(session, one) is record for one in waves.list_waves(session)):
        raise KeysetError("A wave is sealed to these keys: they stay in the list.")
    record.state = State.WITHDRAWN.value
    _keep(session, record, master_key)
    return record


def give_way(session: Session, by: str, *, master_key: bytes) -> int:
    """Take away the sets that somebody made herself, that nobody tried and that no wave has; return how many.

    For keys that are made again because their files never arrived.
    """
    untried = [
        one
        for one in all_sets(session)
        if one.state != State.WITHDRAWN
        and one.proposed_by == by
        and not (one.charity_proved_on or one.recovery_proved_on or one.contacts_proved_on)
        and not any(keyset_of(session, wave) is one for wave in waves.list_waves(session))
    ]
    for one in untried:
        withdraw(session, one.id, master_key=master_key)
    return len(untried)


def prove(session: Session, keyset: bytes, part: Part, *, today: date, master_key: bytes) -> KeysetRecord:
    """Note that a key of the set opened a test answer today. Raises KeysetError, KeysetChangedError."""
    record = _for_change(session, keyset, master_key)
    if record.state == State.WITHDRAWN:
        raise KeysetError("These keys were taken away.")
    match part:
        case Part.CHARITY:
            record.charity_proved_on = today
        case Part.RECOVERY:
            record.recovery_proved_on = today
        case Part.CONTACTS:
            record.contacts_proved_on = today
    _keep(session, record, master_key)
    return record


def all_sets(session: Session) -> list[KeysetRecord]:
    """Return every set, the latest first."""
    return list(
        session.scalars(select(KeysetRecord).order_by(KeysetRecord.proposed_on.desc(), KeysetRecord.id))
    )


def keyset(session: Session, keyset_id: bytes) -> KeysetRecord:
    """Return a set. Raises KeysetError."""
    found = session.get(KeysetRecord, keyset_id)
    if found is None:
        raise KeysetError("There are no such keys.")
    return found


def usable(session: Session, master_key: bytes) -> list[KeysetRecord]:
    """Return the sets that a wave may be sealed to: agreed, proved by both keys, changed by nobody."""
    return [
        one
        for one in all_sets(session)
        if one.state == State.AGREED and is_proved(one) and is_intact(one, master_key)
    ]


def public_keys(record: KeysetRecord) -> PublicKeys:
    """Return the public halves of a set."""
    charity, recovery = _recipients(record)
    return PublicKeys(charity, recovery, record.contacts_recipient, tuple(json.loads(record.signing_keys)))


def keyset_of(session: Session, wave: WaveRecord) -> KeysetRecord | None:
    """Return the set that a wave is sealed to; None where its keys came from a file alone, or for a pilot."""
    if waves.is_pilot(wave):
        return None
    return with_recipients(session, json.loads(wave.recipients))


def with_recipients(session: Session, recipients: Sequence[str]) -> KeysetRecord | None:
    """Return the set of these two public keys, in any order; None where there is none."""
    found = [one for one in all_sets(session) if set(_recipients(one)) == set(recipients)]
    return next((one for one in found if one.state != State.WITHDRAWN), None)


def doubtful_waves(session: Session, today: date) -> list[str]:
    """Return the codes of waves past their half whose charity key has opened no test answer since.

    Of those alone whose keys are in the list: others cannot be tried here.
    """
    found = []
    for one in waves.list_waves(session):
        half = one.opens_on + (one.closes_on - one.opens_on) / 2
        keys = keyset_of(session, one) if one.state in waves.TAKING_ANSWERS and today >= half else None
        if keys is not None and (keys.charity_proved_on is None or keys.charity_proved_on < half):
            found.append(one.id)
    return found


def is_proved(record: KeysetRecord) -> bool:
    """Say whether both keys that open answers have opened a test answer."""
    return record.charity_proved_on is not None and record.recovery_proved_on is not None


def is_intact(record: KeysetRecord, master_key: bytes) -> bool:
    """Say whether the row is as it was last kept through here."""
    return hmac.compare_digest(_seal(record, master_key), record.seal)


def admins(session: Session) -> list[str]:
    """Return the addresses of the admins who can sign in."""
    return [
        one.email
        for one in staff.list_staff(session)
        if one.state == staff.State.ACTIVE and Role.ADMIN in staff.roles_of(one)
    ]


def _recipients(record: KeysetRecord) -> tuple[str, str]:
    charity, recovery = json.loads(record.recipients)
    return charity, recovery


def _for_change(session: Session, keyset_id: bytes, master_key: bytes) -> KeysetRecord:
    lock_until_commit(session, _LOCK)
    record = keyset(session, keyset_id)
    session.refresh(record)
    if not is_intact(record, master_key):
        raise KeysetChangedError("the set of keys is not as it was kept")
    return record


def _keep(session: Session, record: KeysetRecord, master_key: bytes) -> None:
    record.seal = _seal(record, master_key)
    session.add(record)
    session.flush()


def _seal(record: KeysetRecord, master_key: bytes) -> bytes:
    columns = [column.name for column in KeysetRecord.__table__.columns if column.name not in ("id", "seal")]
    return keyset_seal([f"{name}={getattr(record, name)}" for name in columns], master_key, record.id)
