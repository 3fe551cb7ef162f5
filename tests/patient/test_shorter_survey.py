"""The short survey: her choice at the start, half way and when she stops; what she answered stays."""

from __future__ import annotations

import re

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from tests.patient.survey import OpenSurvey, Patient, answers_sent

QUESTIONNAIRE = Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1)
CORE = {question.id for question in QUESTIONNAIRE.asked() if question.core}
OFFER = "Ask me only the most important questions from here"


def asked_on(patient: Patient) -> set[str]:
    """The questions of the page she is on."""
    page = QUESTIONNAIRE.page(patient.where.removeprefix("/q/"))
    assert page is not None, patient.where
    return {question.id for question in page.questions if f'name="{question.id}"' in patient.text}


def walk_to_check(patient: Patient) -> set[str]:
    """Answer page after page; returns every question that was asked."""
    asked: set[str] = set()
    while patient.where != "/check":
        asked |= asked_on(patient)
        patient.answer(**patient.first_options())
    return asked


def start(survey: OpenSurvey, length: str) -> Patient:
    """Type the code, agree, choose how many questions, start."""
    fields = {"consent": "yes", "action": "start", "length": length}
    return survey.patient().enter(survey.codes[0]).press("/welcome", fields)


def test_the_welcome_page_says_what_each_choice_asks(survey: OpenSurvey) -> None:
    welcome = survey.patient().enter(survey.codes[0]).text
    assert f"The most important ones: up to {len(CORE)} questions, " in welcome
    total = sum(1 for _ in QUESTIONNAIRE.asked())
    assert f"All of them: up to {total} questions, " in welcome
    assert re.search(r'value="all" checked', welcome)


def test_chosen_at_the_start_it_asks_the_core_questions_and_sends_them(survey: OpenSurvey) -> None:
    patient = start(survey, "short")
    asked = walk_to_check(patient)
    assert asked
    assert asked <= CORE
    patient.press("/send", {"action": "send"})
    [sent] = answers_sent(survey)
    assert set(sent["answers"]) == asked
    assert sent["partial"] is False
    assert "short" not in str({key: value for key, value in sent.items() if key != "answers"})


def test_the_choice_outlives_a_look_at_another_page(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    patient.press("/welcome", {"length": "short", "consent": "yes", "action": "settings"})
    patient.press("/settings", {"back": "welcome", "text_size": "large"})
    assert re.search(r'value="short" checked', patient.text)


def test_half_way_it_is_offered_once_and_saves_the_open_page(survey: OpenSurvey) -> None:
    patient = start(survey, "all")
    offered = []
    while patient.where != "/check" and not offered:
        if OFFER in patient.text:
            offered.append(patient.where)
            break
        patient.answer(**patient.first_options())
    [where] = offered
    assert "You are about half way." in patient.text
    first = patient.first_options()
    before = QUESTIONNAIRE.page(where.removeprefix("/q/"))
    patient.answer(action="shorter", **first)
    assert patient.where != where
    assert asked_on(patient) <= CORE
    rest = walk_to_check(patient)
    assert rest <= CORE
    patient.press("/send", {"action": "send"})
    [sent] = answers_sent(survey)
    assert before is not None
    assert {question.id for question in before.questions} <= set(sent["answers"])
    assert set(sent["answers"]) - CORE  # what she had answered before stays and is sent
    assert len(set(sent["answers"])) < sum(1 for _ in QUESTIONNAIRE.asked())


def test_the_stop_page_makes_the_rest_shorter_and_whole_again(survey: OpenSurvey) -> None:
    patient = start(survey, "all").walk_to("/q/p04")
    assert OFFER in patient.open("/stop").text
    patient.press("/length", {"length": "short"})
    assert asked_on(patient) <= CORE
    assert "We ask you only the most important questions." in patient.open("/stop").text
    patient.press("/length", {"length": "all"})
    assert patient.where == "/q/p04"
    assert OFFER in patient.open("/stop").text


def test_a_page_open_in_another_tab_is_still_saved(survey: OpenSurvey) -> None:
    patient = start(survey, "all").walk_to("/q/p04")
    extra = next(page for page in QUESTIONNAIRE.pages if not any(one.core for one in page.questions)
                 and page.questions[0].kind.value == "single" and not page.show_if)  # fmt: skip
    tab = survey.patient()
    tab.client = patient.client
    tab.open(f"/q/{extra.id}")
    if tab.where != f"/q/{extra.id}":  # not on her path: nothing to lose
        raise AssertionError(tab.where)
    patient.open("/stop").press("/length", {"length": "short"})
    chosen = tab.first_options()
    tab.answer(**chosen)
    assert tab.status == 200
    shown = tab.open(f"/q/{extra.id}").text
    assert all(f'value="{value}" checked' in shown for value in chosen.values())


def test_nothing_is_offered_near_the_end_and_a_lost_form_changes_nothing(survey: OpenSurvey) -> None:
    patient = start(survey, "all")
    walk_to_check(patient)
    assert OFFER not in patient.open("/stop").text
    patient.press("/length", {"length": "short", "csrf_token": "old"})
    assert patient.where == "/stop"
    patient.press("/length", {"length": "none of ours"})
    assert patient.where == "/stop"


def test_on_return_it_is_still_short(survey: OpenSurvey) -> None:
    patient = start(survey, "short").walk_to("/q/p03")
    again = survey.patient()
    again.client = patient.client
    again.enter(survey.codes[0])
    assert walk_to_check(again) <= CORE
