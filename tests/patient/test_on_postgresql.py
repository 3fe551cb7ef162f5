"""The patient's door over PostgreSQL: a whole survey, many Sends at once, tabs that write together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.patient.survey import Clock, OpenSurvey, answers_sent, prepare
from tests.patient.test_races import TOGETHER, beside


@pytest.fixture
def survey(postgres_url: str, tmp_path: Path, clock: Clock) -> Iterator[OpenSurvey]:
    """A survey in a PostgreSQL database of its own."""
    codes, refs = prepare(postgres_url)
    opened = OpenSurvey(tmp_path / "unused", codes, refs, clock, random.Random(7), url=postgres_url)
    yield opened
    opened.store.engine.dispose()
    opened.app.extensions["survey_engine"].store.engine.dispose()


def test_a_whole_survey_and_sixteen_sends_of_it(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check", {"best_thing": "The nurses"})
    tabs = [beside(survey, patient) for _tab in range(TOGETHER)]
    gate = Barrier(TOGETHER)

    def press_send(number: int) -> str:
        gate.wait()
        return tabs[number].press("/send", {}).where

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert set(pool.map(press_send, range(TOGETHER))) == {"/done"}
    (payload,) = answers_sent(survey)
    assert payload["answers"]["best_thing"] == "The nurses"
    assert "We already have your answers" in survey.patient().enter(survey.codes[0]).text


def test_tabs_that_save_together_lose_no_answer(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p06", {"dx_where": "here"})
    entries = {"p02": {"dx_first": "no"}, "p03": {"dx_where": "phone"}, "p04": {"gp_times": "twice"}}
    tabs = {page: beside(survey, patient).open(f"/q/{page}") for page in entries}
    gate = Barrier(len(tabs))

    def save(page: str) -> None:
        gate.wait()
        tabs[page].answer(**entries[page])

    with ThreadPoolExecutor(len(tabs)) as pool:
        list(pool.map(save, entries))
    for page, entry in entries.items():
        assert f'value="{next(iter(entry.values()))}" checked' in patient.open(f"/q/{page}").text
