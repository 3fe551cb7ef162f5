"""Send: once for each code, whole or not at all, and never touching the invitation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from survey_engine.records import contacts, drafts, invitations, responses
from survey_engine.records.database import make_engine, session_factory
from survey_engine.records.tables import ResponseRecord, SpentRecord
from survey_engine.records.waves import WaveClosedError
from survey_engine.sealing.envelope import open_envelope
from tests.records.rounds import (
    CHARITY,
    RECOVERY,
    WAVE,
    Patient,
    invite,
    open_round,
    save_draft,
    seeded,
    send,
)


def stored(session: Session) -> tuple[int, int]:
    return tuple(
        session.scalar(select(func.count()).select_from(record)) or 0
        for record in (SpentRecord, ResponseRecord)
    )  # type: ignore[return-value]


def test_an_answer_is_stored_its_code_used_and_its_draft_gone(session: Session):
    open_round(session)
    (patient,) = invite(session, "RXQ", 1)
    save_draft(session, patient)
    assert not responses.is_spent(session, patient.code.nullifier)
    assert send(session, patient, {"q1": "yes"})
    assert responses.is_spent(session, patient.code.nullifier)
    assert drafts.load(session, patient.draft.draft_id) is None
    (envelope,) = responses.envelopes(session, WAVE)
    assert (envelope.id, envelope.hospital) == (patient.response_id, "RXQ")
    for identity in (CHARITY, RECOVERY):
        inside = json.loads(open_envelope(envelope.sealed, identity.secret))
        assert inside == {
            "id": patient.response_id.hex(),
            "wave": WAVE,
            "hospital": "RXQ",
            "answers": {"q1": "yes"},
        }


def test_a_second_send_changes_nothing(session: Session):
    open_round(session)
    (patient,) = invite(session, "RXQ", 1)
    assert send(session, patient, "first")
    other_device = replace(patient, response_id=b"r" * 16, draft=replace(patient.draft, draft_id=b"d" * 16))
    save_draft(session, other_device)
    assert not send(session, other_device, "second")
    assert stored(session) == (1, 1)
    assert drafts.load(session, b"d" * 16) is not None


def test_a_crash_before_the_commit_leaves_the_draft_and_nothing_else(engine: Engine):
    factory = session_factory(engine)
    with factory.begin() as session:
        open_round(session)
        (patient,) = invite(session, "RXQ", 1)
        save_draft(session, patient)
    with factory() as session:
        send(session, patient)  # and never commits
    with factory() as session:
        assert stored(session) == (0, 0)
        assert drafts.load(session, patient.draft.draft_id) is not None


def test_sixteen_sends_of_one_code_at_once_store_one(engine: Engine):
    factory = session_factory(engine)
    with factory.begin() as session:
        open_round(session)
        (patient,) = invite(session, "RXQ", 1)
    ids = seeded(5)
    devices = [replace(patient, response_id=ids.randbytes(16)) for _ in range(16)]
    together, results = Barrier(16), []

    def press_send(device: Patient) -> None:
        together.wait()
        with factory.begin() as session:
            results.append(send(session, device))

    threads = [Thread(target=press_send, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 15 + [True]
    with factory() as session:
        assert stored(session) == (1, 1)


def test_sixteen_patients_at_once_all_send(engine: Engine):
    factory = session_factory(engine)
    with factory.begin() as session:
        open_round(session)
        patients = invite(session, "RXQ", 16)
    together, results = Barrier(16), []

    def read_then_send(patient: Patient) -> None:
        together.wait()
        with factory.begin() as session:  # a read before a write is what ends in "database is locked"
            invitations.find(session, patient.code.lookup)
            results.append(send(session, patient))

    threads = [Thread(target=read_then_send, args=(patient,)) for patient in patients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 16


def test_no_submission_touches_or_locks_an_invitation(engine: Engine):
    """While somebody holds the whole table locked, Send still goes through; and no row changes."""
    factory = session_factory(engine)
    with factory.begin() as session:
        open_round(session)
        patients = invite(session, "RXQ", 20)
    before = invitation_rows(engine)
    if engine.dialect.name == "postgresql":
        with factory.begin() as holder:
            holder.execute(text("LOCK TABLE invitation IN EXCLUSIVE MODE"))  # leaves plain reading alone
            for patient in patients:
                with factory.begin() as session:
                    session.execute(text("SET LOCAL lock_timeout = '1s'"))
                    invitations.find(session, patient.code.lookup)
                    assert send(session, patient)
    else:
        for patient in patients:
            with factory.begin() as session:
                assert send(session, patient)
    assert invitation_rows(engine) == before


def invitation_rows(engine: Engine) -> list[tuple[object, ...]]:
    """Every invitation, with what PostgreSQL notes on a row that was written or locked."""
    query = "SELECT * FROM invitation ORDER BY lookup"
    if engine.dialect.name == "postgresql":
        query = "SELECT ctid::text, xmin::text, xmax::text, * FROM invitation ORDER BY lookup"
    with session_factory(engine, read_only=True)() as session:
        return [tuple(row) for row in session.execute(text(query))]


def test_nothing_is_sent_into_a_closed_wave(session: Session):
    wave = open_round(session)
    (patient,) = invite(session, "RXQ", 1)
    wave.state = "closed"
    session.flush()
    with pytest.raises(WaveClosedError):
        send(session, patient)
    with pytest.raises(WaveClosedError):
        send(session, patient, wave="NONE")
    assert stored(session) == (0, 0)


def test_a_duplicate_never_reaches_the_servers_log(postgres_server, emptied_postgres_url):
    engine = make_engine(emptied_postgres_url)
    with session_factory(engine).begin() as session:
        open_round(session)
        (patient,) = invite(session, "RXQ", 1)
        send(session, patient)
        send(session, patient)
    engine.dispose()
    assert patient.code.nullifier.hex() not in postgres_server.log


def test_contact_slips_come_back_in_the_order_of_their_random_ids(session: Session):
    open_round(session)
    for slip_id in (b"b" * 16, b"a" * 16):
        contacts.add_slip(session, slip_id, WAVE, slip_id[:1], date(2028, 2, 27))
    assert list(contacts.slips(session, WAVE)) == [b"a", b"b"]
    assert list(contacts.slips(session, "NONE")) == []
