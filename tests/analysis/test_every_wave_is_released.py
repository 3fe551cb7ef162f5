"""Every realistic wave can be released, with useful results, and a fault of the checker loses no release."""

from __future__ import annotations

import pytest

from survey_engine.analysis import reading
from survey_engine.analysis.checker import attack
from survey_engine.analysis.disclosure import RowShape
from survey_engine.analysis.flags import Treatment, standings
from tests.analysis.settled_waves import CATALOGUE, fault_of, settled

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


def test_where_the_program_reads_a_figure_wrong_the_figure_is_withheld_and_the_release_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_FEW_MOST", 1)  # "fewer than 3" read as 0 or 1
    done, made = settled(PATIENT, [40, 30], seed=4, shape=RowShape.BY_HOSPITAL)
    assert done.misread
    assert done.left == ()
    assert attack(made) == []
    assert any(row.figure.score for row in done.safe.rows)
