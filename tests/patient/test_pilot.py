"""A pilot wave: a draft is tried with people, every page says so, and nothing of it is kept or counted."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey_engine.records import closing
from survey_engine.records.tables import DraftRecord, ResponseRecord, SpentRecord, TallyRecord
from tests.patient.survey import WAVE, Clock, OpenSurvey, prepare

TINY = Path(__file__).parent.parent / "questionnaires"
MARK = "This is a trial of the questions. We do not keep your answers, and we do not count them."
KEPT = (DraftRecord, SpentRecord, ResponseRecord, TallyRecord)
Pilot = Callable[[], OpenSurvey]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A charity's own folder with one draft, which nobody has published."""
    shutil.copytree(TINY / "every_kind", tmp_path / "own" / "every_kind")
    return tmp_path / "own"


@pytest.fixture
def pilot(tmp_path: Path, folder: Path, clock: Clock) -> Iterator[Pilot]:
    """Start the server of a pilot; again after the draft was changed."""
    path = tmp_path / "pilot.sqlite"
    codes, refs = prepare(f"sqlite:///{path}", "every_kind", TINY, pilot=True)
    opened: list[OpenSurvey] = []

    def start() -> OpenSurvey:
        opened.append(OpenSurvey(path, codes, refs, clock, random.Random(7), folders=(folder,)))
        return opened[-1]

    yield start
    for each in opened:
        each.store.engine.dispose()


def rows(survey: OpenSurvey) -> list[int]:
    with survey.store.reading() as db:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in KEPT]


def test_every_page_says_that_it_is_a_trial(pilot: Pilot) -> None:
    survey = pilot()
    patient = survey.patient().enter(survey.codes[0])
    assert "Nobody gets your answers. When you press Send, we delete them." in patient.text
    assert "can use my answers" not in patient.text
    patient.begin(survey.codes[0])
    while patient.where != "/check":
        assert MARK in unescape(patient.text), patient.where
        patient.answer(**patient.first_options())
    assert MARK in patient.text
    assert MARK in patient.open("/stop").text
    assert "When you press Send, we delete your answers." in patient.open("/check").text
    assert MARK not in survey.patient().open("/i").text


def test_nothing_is_kept_and_the_code_can_be_used_again(pilot: Pilot) -> None:
    survey = pilot()
    for _interview in range(2):
        patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
        assert rows(survey) == [1, 0, 0, 0]
        patient.press("/send", {})
        assert patient.where == "/tried"
        assert "Thank you for trying the questions" in patient.text
        assert "We have your answers" not in patient.text
        assert rows(survey) == [0, 0, 0, 0]


def test_closing_it_leaves_no_count(pilot: Pilot) -> None:
    survey = pilot()
    survey.patient().begin(survey.codes[0]).walk_to("/check")
    with survey.store.writing() as db:
        assert closing.close_wave(db, WAVE, today=survey.clock.now.date()) == []
    assert rows(survey) == [0, 0, 0, 0]


def test_an_answer_that_fits_a_changed_draft_stays_and_others_are_let_go(pilot: Pilot, folder: Path) -> None:
    survey = pilot()
    patient = survey.patient().begin(survey.codes[0]).answer().answer(kind_single="no")
    patient.answer(kind_band="old").answer(kind_multiple=["tea", "cake"])
    cookies = patient.client
    file = folder / "every_kind" / "1.yaml"
    text = file.read_text("utf-8").replace("Is it good?", "Is it still good?")
    text = text.replace("{id: cake, label: Cake}", "{id: bread, label: Bread}")
    file.write_text(text.replace("{id: old, label: 40 or over}", "{id: older, label: 40 or more}"), "utf-8")
    again = pilot().patient()
    again.client._cookies = cookies._cookies  # the same browser before the new server
    assert again.open("/q/p02").status == 200
    assert "Is it still good?" in again.text
    assert 'value="no" checked' in again.text
    assert "checked" not in again.open("/q/p03").text
    assert "checked" not in again.open("/q/p04").text
    again.walk_to("/check").press("/send", {})
    assert again.where == "/tried"


def test_a_draft_that_was_taken_away_ends_the_pilot_kindly(pilot: Pilot, folder: Path) -> None:
    survey = pilot()
    cookies = survey.patient().begin(survey.codes[0]).client
    shutil.rmtree(folder / "every_kind")
    again = pilot().patient()
    again.client._cookies = cookies._cookies
    assert "This survey has closed" in again.open("/q/p02").text
