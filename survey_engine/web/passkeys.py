"""Passkeys as the porch asks for them: bound to this browser's sitting, for one purpose, once."""

from __future__ import annotations

from typing import Final

from survey_engine.records import passkeys, staff
from survey_engine.records.passkeys import PasskeyTakenError
from survey_engine.records.staff import State
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.sealing.challenges import Purpose, challenge_is_ours, make_challenge
from survey_engine.sealing.passkeys import (
    PasskeyAnswer,
    PasskeyError,
    RelyingParty,
    check_new,
    check_use,
    options_to_make,
    options_to_use,
    read_answer,
)
from survey_engine.web.cookies import STAFF, read_cookie
from survey_engine.web.forms import door
from survey_engine.web.house import house
from survey_engine.web.moment import today

NOT_PROVED: Final = "The passkey did not work. Press the button again, or choose another way."
COPIED: Final = (
    "This passkey may have been copied, so it was refused. Use another way in, then remove it under "
    "“Your account”, and tell whoever invited you."
)


def relying_party() -> RelyingParty | None:
    """Whose passkeys these are; None where the address of this installation can have none."""
    settings = house().settings
    host = settings.passkey_host
    return RelyingParty(host, settings.organisation.name, settings.origin) if host else None


def options_for_anyone() -> str:
    """What the sign-in page asks a browser; empty where passkeys do not work."""
    party = relying_party()
    return options_to_use(party, _challenge(Purpose.SIGN_IN), (), alone=True) if party else ""


def options_for(db: Session, staff_id: bytes, purpose: Purpose) -> str:
    """What a browser is asked of somebody we know already; empty where she has no passkey of this host."""
    party = relying_party()
    if party is None:
        return ""
    found = [one for one in passkeys.of(db, staff_id) if one.host == party.host]
    if not found:
        return ""
    alone = purpose is Purpose.AGAIN
    return options_to_use(party, _challenge(purpose), passkeys.handles(found), alone=alone)


def options_to_add(db: Session, record: StaffRecord) -> str:
    """What a browser is asked for a new passkey; empty where passkeys do not work."""
    party = relying_party()
    if party is None:
        return ""
    present = [one for one in passkeys.of(db, record.id) if one.host == party.host]
    return options_to_make(party, record.id, record.email, _challenge(Purpose.ADD), passkeys.handles(present))


def add_passkey(db: Session, record: StaffRecord, said: str, name: str) -> None:
    """Keep the passkey that a browser made for this account. Raises PasskeyError."""
    answer, party = _read(said, Purpose.ADD)
    made = check_new(answer, party)
    if len(passkeys.of(db, record.id)) >= passkeys.MOST:
        raise PasskeyError("as many passkeys as an account may have")
    _use_up(db, answer)
    try:
        passkeys.add(db, record.id, made, party.host, name, on=today(house().clock()))
    except PasskeyTakenError:
        raise PasskeyError("kept already") from None


def use_passkey(db: Session, said: str, purpose: Purpose, staff_id: bytes | None) -> StaffRecord:
    """Return whose passkey this is; the account, held for change. Raises PasskeyError.

    `staff_id`: whose it must be, where we know. The caller lets the transaction of `db` end with the error.
    """
    answer, party = _read(said, purpose)
    kept = passkeys.find(db, answer.id, party.host)
    if kept is None or (staff_id is not None and kept.staff != staff_id):
        raise PasskeyError("not a passkey of this account")
    if answer.user is None and purpose is Purpose.SIGN_IN:
        raise PasskeyError("it does not say whose it is")
    if answer.user not in (None, kept.staff):
        raise PasskeyError("it says that it is somebody else's")
    alone = purpose is not Purpose.SECOND_STEP
    count = check_use(answer, party, kept.public_key, kept.sign_count, alone=alone)
    _use_up(db, answer)
    record = staff.for_change(db, kept.staff)
    if record is None or record.state != State.ACTIVE:
        raise PasskeyError("no account that can be used")
    passkeys.note_use(db, kept, count)
    return record


def holder_of(db: Session, said: str) -> StaffRecord | None:
    """Whose passkey an answer names, for the record of what went wrong: it proves nothing."""
    kept = passkeys.find(db, read_answer(said).id, house().settings.passkey_host or "")
    return staff.by_id(db, kept.staff) if kept is not None else None


def _read(said: str, purpose: Purpose) -> tuple[PasskeyAnswer, RelyingParty]:
    party = relying_party()
    if party is None:
        raise PasskeyError("no passkeys at this address")
    answer = read_answer(said)
    now, secrets = int(house().clock().timestamp()), house().settings.secret_keys
    if not challenge_is_ours(answer.challenge, purpose, _sitting(), now, secrets):
        raise PasskeyError("not what this browser was asked, or too long ago")
    return answer, party


def _use_up(db: Session, answer: PasskeyAnswer) -> None:
    if not passkeys.use_challenge(db, answer.challenge):
        raise PasskeyError("answered before")


def _challenge(purpose: Purpose) -> bytes:
    now = int(house().clock().timestamp())
    secret = house().settings.secret_keys[0]
    return make_challenge(purpose, _sitting(), now, secret, house().random)


def _sitting() -> bytes:
    """What only this browser holds: its session; before there is one, its door."""
    return f"{read_cookie(STAFF)}|{door()}".encode()
