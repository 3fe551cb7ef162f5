"""Every realistic wave can be released, with useful results, and a fault of the checker loses no release."""

from __future__ import annotations

from random import Random

import pytest

from survey_engine.analysis.checker import attack
from survey_engine.analysis.flags import Treatment, standings
from survey_engine.analysis.groups import count_groups
from survey_engine.analysis.results import count_results
from survey_engine.analysis.withholding import settle
from survey_engine.questionnaire.definition import QuestionId
from tests.analysis.settled_waves import CATALOGUE, OPENS_ON, fault_of, people, settled

PATIENT = CATALOGUE.get("sbc_patient", 1)


@pytest.mark.parametrize(("size", "least"), [(12, 10), (25, 25), (40, 30), (120, 30)])
def test_one_hospital_alone_is_released_and_keeps_its_scores(size: int, least: int) -> None:
    done, made = settled(PATIENT, [size], seed=size)
    assert done.left == done.misread == ()
    assert attack(made) == []
    known = standings(PATIENT)
    own = [row for row in done.safe.rows if row.hospital == "H00" and row.figure.score]
    scores = [row for row in own if known[row.question].treatment is Treatment.EVALUATIVE]
    assert len(scores) >= least


@pytest.mark.parametrize("seed", [0, 8, 9])
def test_waves_of_all_kinds_are_released(seed: int) -> None:
    assert fault_of(seed) == ""


def test_where_a_reading_contradicts_the_answers_the_figure_is_withheld_and_the_release_goes_on() -> None:
    wave = people(PATIENT, [40, 30], Random(4))
    results = count_results(wave, PATIENT, OPENS_ON)
    results.count("H00", QuestionId("gp_times")).eligible = 0  # fewer than answered: no reading can fit
    done = settle(results, count_groups(wave, PATIENT, OPENS_ON))
    assert "gp_times" in done.misread
    assert done.left == ()
    shown = {row.question for row in done.safe.rows if row.hospital == "H00" and row.figure.score}
    assert "gp_times" not in shown
    assert len(shown) > 20
