"""The list of unused codes in both databases: what it gives, what it keeps, what it asks of the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from survey_engine.records import audit, closing, counting, reminders, replacing, waves
from survey_engine.records.invitations import Drawn, Named, TooManyReplacedError
from survey_engine.records.reminders import GivenCode, ReminderListError, unused_codes
from survey_engine.records.spare import EVENT
from survey_engine.records.tables import ReminderListRecord, UsedCountRecord, WaveRecord
from survey_engine.records.waves import Posting, Reminders, WaveError
from survey_engine.sealing.codes import Code, new_ref
from tests.records.rounds import CLOSES, MASTER_KEY, WAVE, Patient, invite, new_wave, open_round, seeded, send

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


def asked(session: Session, answered: int = 12, invited: int = 24) -> tuple[WaveRecord, list[Patient]]:
    """A wave that reminds unused codes, and its patients; the first have answered."""
    wave = open_round(session, ("RXQ", "ABC"))
    wave.posting, wave.reminders = Posting.MERGE.value, Reminders.UNUSED.value
    patients = invite(session, "RXQ", invited)
    for patient in patients[:answered]:
        assert send(session, patient, sealed=b"x")
    return wave, patients


def given(patients: list[Patient]) -> list[GivenCode]:
    return [GivenCode(Code(one.ref[-11:]), one.code) for one in patients]


def test_the_unused_ones_by_ref_whatever_the_order_they_were_given_in(session: Session) -> None:
    wave, patients = asked(session)
    found = unused_codes(session, wave, "RXQ", given(patients[::-1]), NOW)
    assert [one.ref for one in found] == sorted(one.ref for one in patients[12:])
    [kept] = session.query(ReminderListRecord).all()
    assert (kept.wave, kept.hospital, kept.lists, kept.given_on) == (WAVE, "RXQ", 1, NOW.date())
    assert {one.name for one in ReminderListRecord.__table__.columns} == {
        "wave", "hospital", "lists", "given_on",
    }  # fmt: skip


def test_the_database_is_asked_the_same_whatever_was_used(session: Session) -> None:
    asked_of_it: list[list[str]] = []
    wave, patients = asked(session, answered=10)
    for more in (0, 4):
        for patient in patients[10 : 10 + more]:
            send(session, patient, sealed=b"x")
        session.query(ReminderListRecord).delete()
        session.flush()
        statements: list[str] = []

        def note(
            _conn: object, _cursor: object, text: str, *_rest: object, kept: list[str] = statements
        ) -> None:
            kept.append(text)

        event.listen(session.get_bind(), "before_cursor_execute", note)
        unused_codes(session, wave, "RXQ", given(patients), NOW)
        event.remove(session.get_bind(), "before_cursor_execute", note)
        asked_of_it.append(statements)
    assert asked_of_it[0] == asked_of_it[1]
    assert not any("FOR UPDATE" in text for text in asked_of_it[0])


@pytest.mark.parametrize("answered", [0, 9, 15, 24])
def test_few_used_and_few_unused_are_refused_in_the_same_words(session: Session, answered: int) -> None:
    wave, patients = asked(session, answered)
    with pytest.raises(ReminderListError, match="fewer than 10 codes are used, or fewer than 10 unused"):
        unused_codes(session, wave, "RXQ", given(patients), NOW)
    assert session.query(ReminderListRecord).count() == 0


def test_part_of_the_codes_and_those_of_another_hospital_are_refused(session: Session) -> None:
    wave, patients = asked(session)
    others = invite(session, "ABC", 2, seed=5)
    for some, says in (
        (patients[1:], "1 code is missing"),
        ([*patients, *others], "2 codes are of no letter"),
    ):
        with pytest.raises(ReminderListError, match=says):
            unused_codes(session, wave, "RXQ", given(some), NOW)
    with pytest.raises(ReminderListError, match="24 codes are of no letter of ABC"):
        unused_codes(session, wave, "ABC", given([*others, *patients]), NOW)


def test_spare_codes_that_no_hospital_holds_may_be_missing(session: Session) -> None:
    wave, patients = asked(session)
    spare = invite(session, "RXQ", 2, seed=6)
    with pytest.raises(ReminderListError, match="2 codes are missing"):
        unused_codes(session, wave, "RXQ", given(patients), NOW)
    made = {"wave": WAVE, "hospital": "RXQ", "count": 2}
    audit.append(session, "ann@example.org", EVENT, made, on=NOW.date())
    with pytest.raises(ReminderListError, match="3 codes are missing"):
        unused_codes(session, wave, "RXQ", given(patients[1:]), NOW)
    found = {one.ref for one in unused_codes(session, wave, "RXQ", given(patients), NOW)}
    assert found == {one.ref for one in patients[12:]}
    assert found.isdisjoint(one.ref for one in spare)


def test_each_hospital_has_its_own_two_lists(session: Session) -> None:
    wave, patients = asked(session)
    for _list in range(2):
        unused_codes(session, wave, "RXQ", given(patients), NOW)
        kept = session.get(ReminderListRecord, (WAVE, "RXQ"))
        assert kept is not None
        kept.given_on -= timedelta(days=14)
    with pytest.raises(ReminderListError, match="has had 2 lists"):
        unused_codes(session, wave, "RXQ", given(patients), NOW)
    reminders.demand_list(session, wave, "ABC", NOW)


def test_nothing_of_it_is_left_after_the_close(session: Session) -> None:
    wave, patients = asked(session)
    unused_codes(session, wave, "RXQ", given(patients), NOW)
    closing.close_wave(session, WAVE, today=CLOSES)
    assert session.query(ReminderListRecord).count() == 0


def test_only_under_mail_merge_is_it_chosen(session: Session) -> None:
    open_round(session)
    with pytest.raises(WaveError, match="only under mail merge"):
        waves.open_wave(session, new_wave("W2", reminders=Reminders.UNUSED), MASTER_KEY, seeded().randbytes)


def test_a_page_reads_the_latest_count_and_writes_none(session: Session) -> None:
    asked(session)
    assert [(one.used, one.counted_on) for one in counting.latest(session, WAVE)] == [(None, None)]
    assert session.query(UsedCountRecord).count() == 0
    counting.refresh(session, NOW.date())
    [one] = counting.latest(session, WAVE)
    assert (one.given_out, one.used, one.rate, one.counted_on) == (24, 10, 42, NOW.date())


def test_several_lost_letters_are_replaced_together_or_not_at_all(session: Session) -> None:
    _wave, patients = asked(session)
    chance = seeded(8)
    named = [
        Named(new_ref("RXQ", chance.randbytes), Drawn(Code(f"7{number:010}"), chance.randbytes(16)))
        for number in range(3)
    ]
    refs = [one.ref for one in patients[:3]]
    with pytest.raises(TooManyReplacedError):
        replacing.replace_letters(session, WAVE, "RXQ", refs, named)
    assert len(replacing.live_refs(session, WAVE, "RXQ")) == 24
    old = replacing.replace_letters(session, WAVE, "RXQ", refs, named, allow_many=True)
    assert old == {new.ref: ref for new, ref in zip(named, refs, strict=True)}
    assert replacing.ended_refs(session, WAVE, "RXQ") == sorted(refs)
    assert set(old) <= set(replacing.live_refs(session, WAVE, "RXQ"))
