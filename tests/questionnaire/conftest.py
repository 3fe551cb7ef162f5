"""The shipped patient survey, and the tiny questionnaires that show one feature each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import load_questionnaire

TINY = Path(__file__).parent.parent / "questionnaires"


@pytest.fixture(scope="session")
def patient_survey() -> Questionnaire:
    """Version 1 of the patient survey."""
    return load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / "1.yaml")


@pytest.fixture(scope="session")
def tiny() -> Callable[[str], Questionnaire]:
    """Load a tiny questionnaire by its id."""
    return lambda name: load_questionnaire(TINY / name / "1.yaml")
