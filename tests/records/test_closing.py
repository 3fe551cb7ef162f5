"""Closing: counted, tallied, sealed with a digest; then no way leads back from an answer to a code."""

from __future__ import annotations

import json
from datetime import date
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from survey_engine.records import audit, batches, closing, contacts, invitations, responses, staff, waves
from survey_engine.records.closing import CountsDisagreeError
from survey_engine.records.database import session_factory
from survey_engine.records.staff import Role
from survey_engine.records.tables import (
    DraftRecord,
    InvitationRecord,
    ReminderListRecord,
    ResponseRecord,
    SlipRecord,
    SpentRecord,
    UsedCountRecord,
)
from survey_engine.records.waves import PepperDestroyedError, WaveClosedError, WaveError
from survey_engine.sealing.envelope import digest_of, hashes_of
from tests.records.rounds import MASTER_KEY, WAVE, invite, new_wave, open_round, save_draft, seeded, send

TODAY = date(2027, 3, 1)


def count(session: Session, record: type) -> int:
    return session.scalar(select(func.count()).select_from(record)) or 0


def a_round(session: Session) -> None:
    """Two hospitals, of 20 invitations each; 12 and 3 answers; one stopped, one replaced, one draft left."""
    open_round(session, ("RXQ", "RYJ"))
    for seed, (hospital, sent) in enumerate((("RXQ", 12), ("RYJ", 3))):
        patients = invite(session, hospital, 20, seed=seed)
        for patient in patients[:sent]:
            send(session, patient)
        save_draft(session, patients[15])
        invitations.stop(session, WAVE, patients[16].ref)
    invitations.replace(session, WAVE, patients[17].ref, MASTER_KEY, seeded(9).randbytes)
    invitations.counts(session, WAVE, today=date(2027, 1, 20))


def test_the_tally_is_exact_and_every_way_back_is_gone(session: Session):
    a_round(session)
    tallies = closing.close_wave(session, WAVE, today=TODAY)
    assert [(t.hospital, t.issued, t.replaced, t.stopped, t.used) for t in tallies] == [
        ("RXQ", 20, 0, 1, 12),
        ("RYJ", 21, 1, 1, 3),
    ]
    assert closing.tallies(session, WAVE) == tallies
    for record in (InvitationRecord, DraftRecord, SpentRecord, UsedCountRecord):
        assert count(session, record) == 0
    assert count(session, ResponseRecord) == 15
    with pytest.raises(PepperDestroyedError):
        waves.pepper(waves.wave(session, WAVE), MASTER_KEY)


def test_counts_of_desks_and_reminders_go_with_their_wave_alone(session: Session):
    a_round(session)
    waves.open_wave(session, new_wave("2027-B"), MASTER_KEY, seeded(2).randbytes)
    typist = staff.add_staff(session, "typist@example.org", [Role.ENTRY], None, seeded(3).randbytes)
    for name, wave in (("AAAA", WAVE), ("BBBB", "2027-B")):
        assert batches.begin(session, name, wave, typist.id, TODAY)
        session.add(ReminderListRecord(wave=wave, hospital="RXQ", lists=1, given_on=TODAY))
    closing.close_wave(session, WAVE, today=TODAY)
    assert [one.wave for one in batches.batches_of(session, typist.id)] == ["2027-B"]
    assert list(session.scalars(select(ReminderListRecord.wave))) == ["2027-B"]


def test_the_digest_is_kept_in_the_tally_and_in_the_audit_chain(session: Session):
    a_round(session)
    tallies = closing.close_wave(session, WAVE, today=TODAY, actor="lead@example.org")
    digest = digest_of(hashes_of(responses.envelopes(session, WAVE)))
    assert {tally.digest for tally in tallies} == {digest}
    (entry,) = audit.entries(session)
    assert (entry.actor, entry.event, entry.on_date) == ("lead@example.org", "wave closed", TODAY)
    assert json.loads(entry.details) == {
        "wave": WAVE,
        "answers": 15,
        "digest": digest,
        "used": {"RXQ": 12, "RYJ": 3},
    }


def test_another_wave_is_left_alone(session: Session):
    a_round(session)
    waves.open_wave(session, new_wave("2027-B"), MASTER_KEY, seeded(2).randbytes)
    others = invite(session, "RXQ", 2, seed=30, wave="2027-B")
    send(session, others[0], wave="2027-B")
    save_draft(session, others[1], wave="2027-B")
    closing.close_wave(session, WAVE, today=TODAY)
    assert [count(session, one) for one in (InvitationRecord, DraftRecord, SpentRecord)] == [2, 1, 1]
    assert responses.is_spent(session, others[0].code.nullifier)


def test_a_wave_whose_counts_disagree_is_not_closed(session: Session):
    a_round(session)
    session.add(ResponseRecord(id=b"f" * 16, wave=WAVE, hospital="RXQ", sealed=b"forged"))
    session.flush()
    with pytest.raises(CountsDisagreeError):
        closing.close_wave(session, WAVE, today=TODAY)


def test_a_wave_is_closed_once_and_its_codes_are_still_recognised(session: Session):
    wave = open_round(session)
    symbol = wave.symbol or ""
    closing.close_wave(session, WAVE, today=TODAY)
    with pytest.raises(WaveClosedError):
        closing.close_wave(session, WAVE, today=TODAY)
    assert waves.wave_by_symbol(session, symbol) is wave


def test_a_purge_takes_the_envelopes_and_gives_the_symbol_back(session: Session):
    a_round(session)
    contacts.add_slip(session, b"s" * 16, WAVE, b"sealed", date(2028, 2, 27))
    with pytest.raises(WaveError):
        closing.purge_wave(session, WAVE, today=TODAY)
    closing.close_wave(session, WAVE, today=TODAY)
    symbol = waves.wave(session, WAVE).symbol or ""
    assert waves.wave(session, WAVE).sealed_hashes
    closing.purge_wave(session, WAVE, today=TODAY)
    assert count(session, ResponseRecord) == 0
    assert waves.wave(session, WAVE).sealed_hashes is None
    assert count(session, SlipRecord) == 1  # until the day it names
    assert contacts.delete_expired(session, date(2028, 2, 27)) == 0
    assert contacts.delete_expired(session, date(2028, 2, 28)) == 1
    assert waves.wave_by_symbol(session, symbol) is None
    assert len(closing.tallies(session, WAVE)) == 2
    assert [one.event for one in audit.entries(session)] == ["wave closed", "wave purged"]
    assert audit.verify_chain(session) is None


def test_a_send_under_way_is_in_the_digest_and_a_later_one_is_refused(engine: Engine):
    """Closing waits for the submissions that have begun; none slips in after the digest."""
    factory = session_factory(engine)
    with factory.begin() as session:
        open_round(session)
        first, second = invite(session, "RXQ", 2)
    closed = Event()

    def close() -> None:
        with factory.begin() as session:
            closing.close_wave(session, WAVE, today=TODAY)
        closed.set()

    with factory.begin() as session:
        send(session, first)
        thread = Thread(target=close)
        thread.start()
        assert not closed.wait(0.3)
    thread.join()
    with factory.begin() as session, pytest.raises(WaveClosedError):
        send(session, second)
    with factory.begin() as session:
        (tally,) = closing.tallies(session, WAVE)
        assert tally.used == 1
        assert tally.digest == digest_of(hashes_of(responses.envelopes(session, WAVE)))
