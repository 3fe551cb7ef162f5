"""The pages: every button saves, nothing is required, nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from survey_engine.questionnaire.answers import Fault
from survey_engine.questionnaire.definition import OptionId, QuestionId
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.web.fault_words import fault_text
from tests.patient.survey import TINY, OpenSurvey


def test_back_keeps_the_answer(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p02")
    patient.answer(dx_first="no")
    patient.answer("back", dx_where="phone")
    assert patient.where == "/q/p02"
    assert re.search(r'value="no" checked', patient.text)
    patient.answer("next", dx_first="no")
    assert re.search(r'value="phone" checked', patient.text)


def test_clear_takes_an_answer_away(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    patient.answer(dx_where="here")
    patient.open("/q/p03").answer("clear:dx_where", dx_where="here")
    assert patient.where == "/q/p03"
    assert " checked" not in patient.text


def test_an_empty_continue_goes_on(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    patient.answer()
    assert patient.where == "/q/p02"


def test_a_sensitive_question_says_aloud_that_it_was_not_answered(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p02")
    patient.answer()
    assert patient.where == "/q/p02"
    assert "You have not answered" in patient.text
    patient.answer()
    assert patient.where == "/q/p03"


def test_a_wrong_year_shows_what_was_typed_and_says_what_to_do(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    patient.answer(dx_month=["13", "2024"])
    assert patient.status == 422
    assert 'value="13"' in patient.text
    assert 'value="2024"' in patient.text
    assert "<title>Error: " in patient.text
    patient.open("/q/p01")
    assert 'value="13"' in patient.text  # saved, though it cannot be accepted yet


def test_stop_and_settings_save_what_was_typed(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    patient.answer("settings", dx_where="phone")
    assert patient.where == "/settings"
    choice = {"text_size": "large", "contrast": "dark", "spacing": "wide"}
    patient.press("/settings", {**choice, "back": patient.hidden("back")})
    assert 'data-spacing="wide"' in patient.text
    assert patient.where == "/q/p03"
    assert re.search(r'value="phone" checked', patient.text)
    assert 'data-text-size="large"' in patient.text
    assert 'data-contrast="dark"' in patient.text


def test_a_distressing_part_is_announced_and_can_be_skipped_whole(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p05", {"dx_where": "here"})
    assert "You can skip this part" in patient.text
    patient.answer("skip_part")
    assert "Do you have a named nurse" in patient.text
    patient.walk_to("/check")


def test_two_tabs_on_different_pages_lose_nothing(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    one, two = survey.patient(), survey.patient()
    one.client = two.client = patient.client
    one.open("/q/p02")
    two.open("/q/p03")
    one.answer(dx_first="no")
    two.answer(dx_where="phone")
    assert re.search(r'value="no" checked', patient.open("/q/p02").text)
    assert re.search(r'value="phone" checked', patient.open("/q/p03").text)


def test_none_of_these_with_another_is_refused_by_the_server(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    patient.walk_to("/check")
    link = re.search(r'href="(/q/\w+)\?from=check"[^>]*>[^<]*<span[^>]*>[^<]*better first', patient.text)
    assert link
    patient.open(link.group(1)).answer(priorities=["told", "none"])
    assert patient.status == 422
    assert "None of these" in patient.text


def test_of_two_that_stand_alone_the_one_she_ticked_is_named(survey: OpenSurvey) -> None:
    question = Catalogue.read([TINY]).get("every_kind", 1).question(QuestionId("kind_multiple"))
    assert question is not None
    first, *others = question.options
    unknown = replace(first, id=OptionId("unknown"), label="I do not know", exclusive=True)
    both = replace(question, options=(first, *others, unknown))
    with survey.app.test_request_context("/"):
        said = fault_text(both, Fault.EXCLUSIVE_WITH_OTHERS, ("tea", "unknown"))
    assert said == "You ticked “I do not know” and another answer. Untick one of them."


def test_a_form_from_an_old_door_shows_what_was_typed_again(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    patient.press("/q/p03", {"csrf_token": "wrong", "action": "next", "dx_where": "phone"})
    assert patient.status == 400
    assert re.search(r'value="phone" checked', patient.text)
    patient.answer(dx_where="phone")
    assert patient.where == "/q/p04"


def test_a_change_from_the_check_goes_back_to_the_check(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
    patient.open("/q/p04?from=check").answer(gp_times="once")
    assert patient.where == "/check"
    assert "Once" in patient.text


def test_the_return_code_is_shown_once_after_the_third_answer(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    shown = []
    for _page in range(6):
        shown.append(bool(re.search(r"(?<!\d)\d{3} \d{3} \d{4}", patient.text)))
        patient.answer(
            **patient.first_options(), **({"dx_month": ["", "2024"]} if patient.where == "/q/p01" else {})
        )
    assert shown == [False, False, False, True, False, False]


@pytest.mark.parametrize("address", ["/q/p99", "/q/", "/q/p01x", "/nothing", "/questions/care/9"])
def test_unknown_addresses_get_a_kind_page(survey: OpenSurvey, address: str) -> None:
    patient = survey.patient().begin(survey.codes[0]).open(address)
    assert patient.status == 404
    assert "We could not find this page" in patient.text


def test_deleting_takes_the_draft_away(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03").open("/stop")
    patient.press("/delete", {"confirm": "yes"})
    assert patient.status == 200
    assert survey.patient().enter(survey.codes[0]).where == "/welcome"
    assert patient.enter(survey.codes[0]).where == "/welcome"


@pytest.mark.parametrize(("typed", "shown"), [(["3", "2024"], "March 2024"), (["", "2024"], ">2024<")])
def test_the_check_shows_a_month_by_its_name(survey: OpenSurvey, typed: list[str], shown: str) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check", {"dx_month": typed})
    assert shown in patient.text


def test_help_saves_what_was_typed(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    patient.answer("help", dx_where="phone")
    assert patient.where == "/help"
    assert re.search(r'value="phone" checked', patient.open("/q/p03").text)
