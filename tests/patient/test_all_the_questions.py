"""`/questions/<alias>/<version>`: everything that may be asked, with its routing in words."""

from __future__ import annotations

import re
from html import unescape

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Kind
from survey_engine.questionnaire.loading import Catalogue
from tests.patient.survey import OpenSurvey

CATALOGUE = Catalogue.read([builtin_folder("questionnaires")])


def main_of(survey: OpenSurvey, address: str) -> str:
    """The words of a page's main part, one block a line."""
    text = survey.patient().open(address).text.split("<main", 1)[1].split("</main", 1)[0]
    return "\n".join(
        " ".join(unescape(part).split()) for part in re.findall(r">([^<]+)<", text) if part.strip()
    )


@pytest.mark.parametrize("alias_and_version", [(one.alias, one.version) for one in CATALOGUE])
def test_every_question_every_hint_and_every_option_is_there(
    survey: OpenSurvey, alias_and_version: tuple[str, int]
) -> None:
    alias, version = alias_and_version
    shown = main_of(survey, f"/questions/{alias}/{version}")
    for question in CATALOGUE.by_alias(alias, version).questions:
        if question.id.endswith("_start"):
            continue  # the head of a part: its words are the part's
        words = [question.text, question.hint]
        words += [
            option.label for option in question.options if question.kind is not Kind.SCALE or option.escape
        ]
        for text in filter(None, words):
            assert text.replace("{hospital}", "your hospital").split("{")[0] in shown


def test_questions_are_numbered_and_say_for_whom_they_are(survey: OpenSurvey) -> None:
    shown = main_of(survey, "/questions/care/1")
    assert "28\n. Do staff do enough to help with your pain?" in shown
    assert "Question 28 is for you only if you chose “Yes” in question 27." in shown
    assert (
        "Questions 5 to 9 are for you only if:\nyou chose one of these in question 3:\nAt this hospital\n"
        in shown
    )
    assert shown.count("are for you only if") + shown.count("is for you only if") == 6
    assert "55\n. What is your ethnic group?" in shown


def test_the_rules_are_in_the_readers_language(survey: OpenSurvey) -> None:
    welsh = main_of(survey, "/questions/care/1?language=cy")
    assert "for you only if" not in welsh
    assert "Mae cwestiwn 28 i chi dim ond os" in welsh
    urdu = survey.patient().open("/questions/care/1?language=ur").text
    assert "for you only if" not in urdu
    assert '<bdi dir="ltr">28</bdi>.' in urdu
