"""Invitations: issued, found, stopped, replaced and counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records import counting, invitations, waves
from survey_engine.records.hospitals import UnknownHospitalError
from survey_engine.records.invitations import (
    AlreadyReplacedError,
    TooManyReplacedError,
    UnknownRefError,
)
from survey_engine.records.tables import InvitationRecord
from survey_engine.records.waves import State, WaveClosedError
from survey_engine.sealing.codes import wave_symbol
from survey_engine.sealing.keys import derive_code_keys
from tests.records.rounds import CLOSES, MASTER_KEY, WAVE, invite, open_round, seeded, send

TODAY = date(2027, 1, 10)


def test_an_issued_code_finds_its_invitation_and_is_not_stored(session: Session):
    wave = open_round(session)
    issued = invitations.issue(session, WAVE, "RXQ", 3, MASTER_KEY, seeded(9).randbytes)
    assert [one.ref for one in issued] == sorted(one.ref for one in issued)
    pepper = waves.pepper(wave, MASTER_KEY)
    for one in issued:
        assert wave_symbol(one.code) == wave.symbol
        found = invitations.find(session, derive_code_keys(one.code, pepper, WAVE).lookup)
        assert found is not None
        assert (found.wave, found.hospital, found.ref, found.revoked) == (WAVE, "RXQ", one.ref, False)
        assert one.code not in repr(one)


def test_rows_are_written_in_the_order_of_their_lookups(session: Session):
    """So that even the order of writing says nothing of the order on the list of codes."""
    wave = open_round(session)
    drawn = invitations.draw(wave.symbol or "", WAVE, 4, b"p" * 32, seeded(3).randbytes)
    issued = invitations.store(session, WAVE, "RXQ", drawn, seeded(4).randbytes)
    by_writing = seeded(4)
    refs = [invitations.new_ref("RXQ", by_writing.randbytes) for _ in range(4)]
    statement = select(InvitationRecord.ref).order_by(InvitationRecord.lookup)
    assert list(session.scalars(statement)) == refs
    assert {one.code for one in issued} == {one.code for one in drawn}


def test_an_unknown_lookup_finds_nothing(session: Session):
    open_round(session)
    assert invitations.find(session, b"x" * 16) is None


def test_nothing_is_issued_for_an_unknown_hospital_or_a_closed_wave(session: Session):
    wave = open_round(session)
    with pytest.raises(UnknownHospitalError):
        invitations.issue(session, WAVE, "NONE", 0, MASTER_KEY, seeded().randbytes)
    wave.state = State.CLOSED.value
    with pytest.raises(WaveClosedError):
        invitations.issue(session, WAVE, "RXQ", 1, MASTER_KEY, seeded().randbytes)


def test_a_stopped_invitation_is_revoked_whatever_lookalikes_the_ref_is_typed_with(session: Session):
    open_round(session, ("RLQ",))
    first, second = invite(session, "RLQ", 2)
    invitations.stop(session, WAVE, first.ref.replace("RLQ", "R1Q"))
    invitations.stop(session, WAVE, first.ref)
    assert (found := invitations.find(session, first.code.lookup)) is not None
    assert found.revoked
    assert (other := invitations.find(session, second.code.lookup)) is not None
    assert not other.revoked


def test_stopping_after_sending_leaves_the_answer(session: Session):
    open_round(session)
    (patient,) = invite(session, "RXQ", 1)
    assert send(session, patient)
    invitations.stop(session, WAVE, patient.ref)
    assert [one.used for one in invitations.exact_counts(session, WAVE)] == [1]


@pytest.mark.parametrize("ref", ["", "RXQ-", "%", "RXQ-000000", "RYJ-%"])
def test_an_unknown_ref_is_refused(session: Session, ref):
    open_round(session)
    invite(session, "RXQ", 1)
    with pytest.raises(UnknownRefError):
        invitations.stop(session, WAVE, ref)


def test_a_ref_of_another_wave_is_unknown(session: Session):
    open_round(session)
    (patient,) = invite(session, "RXQ", 1)
    with pytest.raises(UnknownRefError):
        invitations.stop(session, "2027-B", patient.ref)


def test_a_replacement_is_issued_once_without_looking_at_what_was_sent(session: Session):
    open_round(session)
    patients = invite(session, "RXQ", 20)
    send(session, patients[0])
    new = invitations.replace(session, WAVE, patients[0].ref, MASTER_KEY, seeded(7).randbytes)
    assert new.ref != patients[0].ref
    assert (old := invitations.find(session, patients[0].code.lookup)) is not None
    assert old.revoked
    with pytest.raises(AlreadyReplacedError):
        invitations.replace(session, WAVE, patients[0].ref, MASTER_KEY, seeded(8).randbytes)
    (count,) = invitations.exact_counts(session, WAVE)
    assert (count.issued, count.replaced, count.stopped, count.used) == (21, 1, 0, 1)


def test_more_than_a_tenth_replaced_needs_an_administrator(session: Session):
    open_round(session)
    patients = invite(session, "RXQ", 20)
    for number in range(2):
        invitations.replace(session, WAVE, patients[number].ref, MASTER_KEY, seeded(50 + number).randbytes)
    with pytest.raises(TooManyReplacedError):
        invitations.replace(session, WAVE, patients[2].ref, MASTER_KEY, seeded(60).randbytes)
    invitations.replace(session, WAVE, patients[2].ref, MASTER_KEY, seeded(61).randbytes, allow_many=True)


@pytest.mark.parametrize(
    ("used", "shown"), [(0, "fewer than 10"), (9, "fewer than 10"), (10, "10"), (14, "10"), (15, "15")]
)
def test_used_codes_are_counted_in_fives_from_ten_up(session: Session, used, shown):
    open_round(session)
    for patient in invite(session, "RXQ", 20)[:used]:
        send(session, patient)
    (count,) = invitations.counts(session, WAVE, today=TODAY)
    assert (count.issued, count.used_shown, count.exact) == (20, shown, False)


def test_the_count_stays_as_it_was_until_the_next_day(session: Session):
    """A count that moved at once would tell a hospital which of two people just sent."""
    open_round(session)
    patients = invite(session, "RXQ", 20)
    assert invitations.counts(session, WAVE, today=TODAY)[0].used is None
    for patient in patients[:12]:
        send(session, patient)
    assert invitations.counts(session, WAVE, today=TODAY)[0].used is None
    assert invitations.counts(session, WAVE, today=TODAY + timedelta(days=1))[0].used == 10


def test_in_the_last_week_counts_stand_still(session: Session):
    """The last one says how many answered at least, and never how many at most."""
    open_round(session)
    patients = invite(session, "RXQ", 20)
    last = CLOSES - timedelta(days=7)
    for patient in patients[:12]:
        send(session, patient)
    assert invitations.counts(session, WAVE, today=last)[0].used == 10
    for patient in patients[12:]:
        send(session, patient)
    for days in (1, 7, 30):
        assert invitations.counts(session, WAVE, today=last + timedelta(days=days))[0].used == 10
    waves.extend_wave(session, WAVE, CLOSES + timedelta(days=7))
    assert invitations.counts(session, WAVE, today=CLOSES)[0].used == 20


def test_what_nobody_counted_in_time_is_not_counted_in_the_last_week(session: Session):
    open_round(session)
    invite(session, "RXQ", 20)
    assert invitations.counts(session, WAVE, today=CLOSES)[0].used_shown == "not counted"
    assert counting.latest(session, WAVE)[0].counted_on is None


def test_a_closed_wave_has_its_tally_and_is_not_counted_again(session: Session):
    open_round(session).state = State.CLOSED.value
    with pytest.raises(WaveClosedError):
        invitations.counts(session, WAVE, today=TODAY)


def test_each_hospital_is_counted_by_itself(session: Session):
    open_round(session, ("RXQ", "RYJ"))
    for seed, hospital in enumerate(("RXQ", "RYJ")):
        for patient in invite(session, hospital, 12, seed=seed)[: 10 + seed]:
            send(session, patient)
    assert [(one.hospital, one.used) for one in invitations.exact_counts(session, WAVE)] == [
        ("RXQ", 10),
        ("RYJ", 11),
    ]
