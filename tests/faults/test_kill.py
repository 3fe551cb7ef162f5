"""The short version of the kill drill: no thanked answer is lost, and none is stored twice."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing import drill


def test_answers_survive_kills_in_the_middle_of_send(tmp_path: Path) -> None:
    outcome = drill(tmp_path, kills=4, seed=11)
    assert outcome.kills == 4
    assert len(outcome.stored) == outcome.patients
    assert set(outcome.stored.values()) == {1}
