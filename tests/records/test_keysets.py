"""Sets of keys: one admin proposes, another agrees; nobody adds one by the database alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_engine.records import keysets, staff, waves
from survey_engine.records.keysets import KeysetChangedError, KeysetError, Part, PublicKeys
from survey_engine.records.staff import Role
from survey_engine.sealing.envelope import RecipientsError, new_identity
from tests.records.rounds import CHARITY, MASTER_KEY, RECOVERY, WAVE, new_wave, open_round, seeded

DAY = date(2027, 1, 10)
KEYS = PublicKeys(CHARITY.recipient, RECOVERY.recipient, signing=("one", "two"))
DRAW = seeded(5)


def new_keys() -> PublicKeys:
    return PublicKeys(new_identity().recipient, new_identity().recipient, new_identity().recipient)


def admin(session: Session, email: str) -> str:
    record = staff.add_staff(session, email, [Role.ADMIN], None, DRAW.randbytes)
    staff.take_up(session, record, "hash")
    return email


def propose(session: Session, by: str, keys: PublicKeys = KEYS) -> keysets.KeysetRecord:
    return keysets.propose(session, keys, by, today=DAY, master_key=MASTER_KEY, random=DRAW.randbytes)


def prove(session: Session, record: keysets.KeysetRecord, *parts: Part) -> None:
    for part in parts:
        keysets.prove(session, record.id, part, today=DAY, master_key=MASTER_KEY)


def test_one_admin_alone_makes_the_first_set_and_no_other(session: Session) -> None:
    alice = admin(session, "alice@example.org")
    first = propose(session, alice)
    assert (first.state, first.agreed_by) == ("agreed", alice)
    second = propose(session, alice, new_keys())
    assert second.state == "proposed"
    with pytest.raises(KeysetError, match="another admin"):
        keysets.agree(session, second.id, alice, today=DAY, master_key=MASTER_KEY)
    bob = admin(session, "bob@example.org")
    agreed = keysets.agree(session, second.id, bob, today=DAY, master_key=MASTER_KEY)
    assert (agreed.state, agreed.agreed_by) == ("agreed", bob)


def test_where_there_are_two_admins_the_first_set_needs_both(session: Session) -> None:
    alice = admin(session, "alice@example.org")
    admin(session, "bob@example.org")
    assert propose(session, alice).state == "proposed"


def test_a_wave_may_be_sealed_to_what_was_agreed_and_proved_alone(session: Session) -> None:
    alice = admin(session, "alice@example.org")
    first = propose(session, alice)
    assert keysets.usable(session, MASTER_KEY) == []
    prove(session, first, Part.CHARITY)
    assert keysets.usable(session, MASTER_KEY) == []
    prove(session, first, Part.RECOVERY)
    assert keysets.usable(session, MASTER_KEY) == [first]
    second = propose(session, alice, new_keys())
    prove(session, second, Part.CHARITY, Part.RECOVERY)
    assert keysets.usable(session, MASTER_KEY) == [first]
    assert keysets.usable(session, b"another master key of 32 bytes..") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("recipients", '["age1other", "age1another"]'),
        ("contacts_recipient", "age1other"),
        ("signing_keys", '["other"]'),
        ("state", "agreed"),
        ("agreed_by", "mallory@example.org"),
        ("recovery_proved_on", DAY),
    ],
)
def test_what_is_changed_in_the_database_is_noticed(session: Session, column: str, value: object) -> None:
    alice = admin(session, "alice@example.org")
    admin(session, "bob@example.org")
    record = propose(session, alice)
    setattr(record, column, value)
    session.flush()
    assert not keysets.is_intact(record, MASTER_KEY)
    with pytest.raises(KeysetChangedError):
        keysets.prove(session, record.id, Part.CHARITY, today=DAY, master_key=MASTER_KEY)


def test_what_cannot_be_a_set_is_refused(session: Session) -> None:
    alice = admin(session, "alice@example.org")
    with pytest.raises(RecipientsError):
        propose(session, alice, PublicKeys(CHARITY.recipient, CHARITY.recipient))
    with pytest.raises(KeysetError, match="another key"):
        propose(session, alice, PublicKeys(CHARITY.recipient, RECOVERY.recipient, CHARITY.recipient))
    propose(session, alice)
    with pytest.raises(KeysetError, match="already"):
        propose(session, alice, PublicKeys(RECOVERY.recipient, CHARITY.recipient))


def test_a_set_in_force_is_not_taken_away(session: Session) -> None:
    alice = admin(session, "alice@example.org")
    first = propose(session, alice)
    keysets.withdraw(session, first.id, master_key=MASTER_KEY)
    again = propose(session, alice)
    prove(session, again, Part.CHARITY, Part.RECOVERY)
    with pytest.raises(KeysetError, match="in force"):
        keysets.withdraw(session, again.id, master_key=MASTER_KEY)
    with pytest.raises(KeysetError, match="taken away"):
        prove(session, first, Part.CHARITY)


def test_whose_account_has_ended_is_no_second_admin(session: Session) -> None:
    alice, bob = admin(session, "alice@example.org"), admin(session, "bob@example.org")
    record = staff.by_email(session, bob)
    assert record is not None
    staff.end(session, record)
    assert propose(session, alice).state == "agreed"


def test_making_keys_again_takes_away_ones_own_untried_set_and_no_other(session: Session) -> None:
    alice, bob = admin(session, "alice@example.org"), admin(session, "bob@example.org")
    untried = propose(session, alice, new_keys())
    tried, of_bob = propose(session, alice, new_keys()), propose(session, bob, new_keys())
    prove(session, tried, Part.CONTACTS)
    sealed_to = propose(session, alice)
    open_round(session)
    assert keysets.give_way(session, alice, master_key=MASTER_KEY) == 1
    assert untried.state == "withdrawn"
    assert {one.state for one in (tried, of_bob, sealed_to)} == {"proposed"}


def test_a_set_that_a_wave_is_sealed_to_stays_in_the_list(session: Session) -> None:
    record = propose(session, admin(session, "alice@example.org"))
    open_round(session)
    with pytest.raises(KeysetError, match="A wave is sealed to these keys"):
        keysets.withdraw(session, record.id, master_key=MASTER_KEY)


def test_from_half_way_a_wave_asks_whether_it_can_still_be_opened(session: Session) -> None:
    record = propose(session, admin(session, "alice@example.org"))
    open_round(session)
    wave = waves.wave(session, WAVE)  # from 4 to 31 January
    assert keysets.keyset_of(session, wave) is record
    prove(session, record, Part.CHARITY, Part.RECOVERY)  # on the 10th
    assert keysets.doubtful_waves(session, date(2027, 1, 16)) == []
    assert keysets.doubtful_waves(session, date(2027, 1, 17)) == [WAVE]
    keysets.prove(session, record.id, Part.CHARITY, today=date(2027, 1, 18), master_key=MASTER_KEY)
    assert keysets.doubtful_waves(session, date(2027, 1, 30)) == []


def test_a_waves_signing_keys_are_sealed_with_its_recipients(engine: Engine, session: Session) -> None:
    open_round(session)
    new = new_wave("2027-B", signing_keys=("one", "two"))
    wave = waves.open_wave(session, new, MASTER_KEY, DRAW.randbytes)
    assert waves.signing_keys(wave) == ("one", "two")
    assert waves.recipients_are_intact(wave, MASTER_KEY)
    wave.signing_keys = '["one", "three"]'
    assert not waves.recipients_are_intact(wave, MASTER_KEY)
    assert waves.recipients_are_intact(
        waves.wave(session, WAVE), MASTER_KEY
    )  # one from before there were any
