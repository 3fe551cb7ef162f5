"""What a close and a purge in the browser leave behind, and what stands in the way of each."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from survey_engine.analysis.comments import Comment
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.records import closing, comments, drafts, responses, waves
from survey_engine.records.staff import Role
from survey_engine.records.tables import ResponseRecord
from survey_engine.records.waves import State
from survey_engine.sealing.envelope import seal_envelope
from tests.patient.survey import CHARITY, CLOSES, ENTRY_UNTIL, MASTER_KEY, RECOVERY, WAVE, OpenSurvey
from tests.records.rounds import new_wave
from tests.staff.in_force import backup_of_today
from tests.staff.office import Officer, hired

MARK = b"CanaryDraftZQX" * 8
STILL = "Patients can still answer. After this they cannot."
GONE = "Nobody can open the answers again."
SAVED = f"No release is noted here. What was opened is saved outside this server. {GONE}"
EARLY = "The sealed answers may be kept until 11 May 2027. This is earlier."


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    """An admin, with a backup of today."""
    backup_of_today(survey)
    return hired(survey, "boss@example.org", Role.ADMIN)


def answered(survey: OpenSurvey) -> bytes:
    """Send three sealed answers, and close; a piece of one of them."""
    sealed = seal_envelope(b"{}", (CHARITY.recipient, RECOVERY.recipient), 1024)
    with survey.store.writing() as db:
        for one in (sealed, b"A" + sealed, b"B" + sealed):
            assert responses.send(
                db, nullifier=survey.chance.randbytes(16), wave=WAVE, hospital="RXQ",
                response_id=survey.chance.randbytes(16), sealed=one, draft_id=b"",
            )  # fmt: skip
        closing.close_wave(db, WAVE, today=ENTRY_UNTIL.replace(year=2026, month=11, day=10))
    return sealed[200:400]


def in_files(survey: OpenSurvey, mark: bytes) -> bool:
    """Whether these bytes are in any file beside the database."""
    return any(mark in one.read_bytes() for one in survey.path.parent.rglob("*") if one.is_file())


def state_of(survey: OpenSurvey) -> str:
    with survey.store.reading() as db:
        return waves.wave(db, WAVE).state


def test_a_close_leaves_nothing_of_what_was_not_sent_in_any_file(survey: OpenSurvey, admin: Officer) -> None:
    with survey.store.writing() as db:
        assert drafts.create(db, b"d" * 16, WAVE, MARK, drafts.expires_week(CLOSES))
    assert in_files(survey, MARK)
    admin.open("/charity/waves/W1/close").press("/charity/waves/W1/close", {"sure": STILL})
    assert state_of(survey) == State.CLOSED
    assert not in_files(survey, MARK)


@pytest.mark.parametrize("way", ["asked for", "when it is due"])
def test_a_purge_leaves_no_sealed_answer_in_any_file(survey: OpenSurvey, admin: Officer, way: str) -> None:
    piece = answered(survey)
    assert in_files(survey, piece)
    if way == "asked for":
        admin.open("/charity/waves/W1/purge").press("/charity/waves/W1/purge", {"sure": [EARLY, SAVED]})
    else:
        survey.clock.forward(weeks=27)
        later = hired(survey, "later@example.org", Role.ADMIN).open("/charity/purge")
        later.press("/charity/purge", {"sure": "yes"})
    assert state_of(survey) == State.PURGED
    assert not in_files(survey, piece)


def test_a_purge_wants_a_backup_and_the_word_that_all_is_saved(survey: OpenSurvey, admin: Officer) -> None:
    answered(survey)
    survey.clock.forward(weeks=27)
    later = hired(survey, "later@example.org", Role.ADMIN)
    address = "/charity/waves/W1/purge"
    later.open(address).press(address, {"sure": SAVED})  # the last backup is half a year old
    assert (later.status, "The last backup was made on 10 November 2026." in later.text) == (422, True)
    backup_of_today(survey)
    later.open(address).press(address, {})
    assert (later.status, "Tick what you are sure of" in later.text) == (422, True)
    with survey.store.reading() as db:
        assert len(db.scalars(select(ResponseRecord.id)).all()) == 3
    later.press(address, {"sure": SAVED})
    assert state_of(survey) == State.PURGED


def test_comments_that_nobody_has_released_are_told_before_a_purge_takes_them(
    survey: OpenSurvey, admin: Officer
) -> None:
    answered(survey)
    with survey.store.writing() as db:
        texts = [Comment(QuestionId("best_thing"), "", f"Said {number}.") for number in range(2)]
        comments.take_in(db, WAVE, texts, master_key=MASTER_KEY)
    address = "/charity/waves/W1/purge"
    lost = "Comments that nobody has released yet, and that would be lost: 2."
    assert lost in admin.open(address).text
    admin.press(address, {"sure": [EARLY, SAVED]})
    assert (admin.status, state_of(survey)) == (422, State.CLOSED)
    survey.clock.forward(weeks=27)
    due = hired(survey, "later@example.org", Role.ADMIN).open("/charity/purge").text
    assert "Comments that nobody has released yet, and that go with them: 2." in due
    admin = hired(survey, "last@example.org", Role.ADMIN)
    backup_of_today(survey)
    admin.open(address).press(address, {"sure": [SAVED, lost]})
    assert state_of(survey) == State.PURGED


def test_no_wave_is_made_longer_into_the_days_of_another(survey: OpenSurvey, admin: Officer) -> None:
    with survey.store.writing() as db:
        asks = waves.wave(db, WAVE)
        next_one = new_wave(
            "W2", questionnaire=asks.questionnaire, version=asks.version,
            opens_on=CLOSES.replace(month=12, day=10), closes_on=CLOSES.replace(month=12, day=20),
            entry_until=CLOSES.replace(month=12, day=31),
        )  # fmt: skip
        waves.open_wave(db, next_one, MASTER_KEY, survey.chance.randbytes)
    address = "/charity/waves/W1/extend"
    fields = {"closes": "10", "closes_month": "12", "closes_year": "2026"}
    admin.open(address).press(address, fields)
    assert (admin.status, "Wave W2 asks the same questionnaire from 10 December" in admin.text) == (422, True)
    admin.press(address, {**fields, "closes": "9"})
    with survey.store.reading() as db:
        assert waves.wave(db, WAVE).closes_on == CLOSES.replace(month=12, day=9)
