"""Each part says at its beginning how long it takes, and the parts together take as long as the whole."""

from __future__ import annotations

import re

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from tests.patient.survey import OpenSurvey

QUESTIONNAIRE = Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1)
SENTENCE = re.compile(r"This part takes about (\d+) minutes?\.")


def test_each_part_says_once_how_long_it_takes(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    told: dict[str, list[int]] = {}
    while patient.where != "/check":
        page = QUESTIONNAIRE.page(patient.where.removeprefix("/q/"))
        assert page is not None
        told.setdefault(page.section, []).extend(map(int, SENTENCE.findall(patient.text)))
        patient.answer(**patient.first_options())
    parts = [one for one in QUESTIONNAIRE.sections if not one.after_check]
    assert {name: len(minutes) for name, minutes in told.items()} == {one.id: 1 for one in parts}
    low, high = QUESTIONNAIRE.minutes
    assert low <= sum(minutes for [minutes] in told.values()) <= high


def test_a_part_of_one_page_says_nothing(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).open("/q/p54")
    assert not SENTENCE.search(patient.text)
