"""No page is the end of the way: an address asked for again, a page that fails, a code that was stopped."""

from __future__ import annotations

import re
import sqlite3

import pytest

from survey_engine.records import invitations
from tests.patient.survey import WAVE, OpenSurvey, Tiny, answers_sent
from tests.patient.test_disk_full import full_disk
from tests.patient.test_nothing_typed_is_lost import without_a_database


def drafts_kept(survey: OpenSurvey) -> int:
    """How many drafts there are."""
    with sqlite3.connect(survey.path) as connection:
        count: int = connection.execute("SELECT count(*) FROM draft").fetchone()[0]
    connection.close()
    return count


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/start", "/i"),
        ("/language", "/i"),
        ("/send", "/check"),
        ("/length", "/stop"),
        ("/leave", "/stop"),
        ("/delete", "/stop"),
    ],
)
def test_a_page_that_a_button_gave_can_be_asked_for_again(
    survey: OpenSurvey, address: str, leads_to: str
) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check").open(address)
    assert (patient.status, patient.where) == (200, leads_to)
    assert drafts_kept(survey) == 1
    assert survey.patient().open(address).status in (200, 403)  # without a survey: the code box


def test_an_address_that_nobody_has_leads_to_the_first_page(survey: OpenSurvey) -> None:
    assert 'href="/">Go to the first page</a>' in survey.patient().open("/nothing").text


@pytest.mark.parametrize("address", ["/help", "/done", "/accessibility", "/letter", "/settings"])
def test_help_and_the_thank_you_come_while_the_database_is_away(survey: OpenSurvey, address: str) -> None:
    away = without_a_database(survey, survey.patient().begin(survey.codes[0]))
    assert away.open(address).status == 200


def test_a_page_to_read_that_cannot_be_shown_does_not_speak_of_saving(survey: OpenSurvey) -> None:
    away = without_a_database(survey, survey.patient().begin(survey.codes[0]))
    away.open("/q/p01?from=check")
    assert away.status == 503
    assert "We could not open this page just now" in away.text
    assert 'href="/q/p01?from=check">Try again</a>' in away.text


def test_the_head_of_a_part_says_when_it_could_not_save(tiny: Tiny) -> None:
    survey = tiny("hard_part")
    patient = survey.patient().begin(survey.codes[0]).answer(ready="yes")
    with full_disk():
        patient.answer()
    assert patient.status == 503
    assert "We could not save this just now." in patient.text
    patient.press(patient.where, {"csrf_token": "old"})
    assert patient.status == 400
    assert "Please press the button again." in patient.text
    assert patient.answer().where == "/q/p03"


def test_an_old_form_of_a_page_off_the_way_is_answered(tiny: Tiny) -> None:
    survey = tiny("shared_page")
    patient = survey.patient().begin(survey.codes[0]).answer(has_pet="yes").answer()
    old = patient.page
    patient.open("/q/p01").answer(has_pet="no")
    patient.page = old
    patient.press("/q/p03", {"csrf_token": f"old.{patient.token.partition('.')[2]}", "pet_kind": "A cat"})
    assert patient.status == 400
    assert "Please press the button again." in patient.text


def test_back_from_a_change_leads_to_the_check(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
    assert patient.open("/q/p05?from=check").answer("back").where == "/check"


def test_back_from_a_change_with_something_to_mend_says_so_and_leads_to_the_check(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
    patient.open("/q/p01?from=check").answer("back", dx_month=["5", "soon"])
    assert patient.where == "/q/p01"
    assert "Write the year with 4 numbers" in patient.text
    assert patient.answer(dx_month=["5", "2021"]).where == "/check"


def test_a_stopped_code_still_lets_her_delete_what_she_wrote(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
    with survey.store.writing() as db:
        for ref in survey.refs:
            invitations.stop(db, WAVE, ref)
    patient.press("/send", {})
    assert patient.status == 403
    assert 'href="/stop">Keep my answers or delete them</a>' in patient.text
    patient.open("/stop").press("/delete", {})
    assert "Your answers are deleted" in patient.text
    assert drafts_kept(survey) == 0


def test_answers_deleted_on_one_device_are_not_sent_as_none_from_the_other(survey: OpenSurvey) -> None:
    first = survey.patient().begin(survey.codes[0]).walk_to("/q/p05").open("/stop")
    found = re.search(r"(?<!\d)\d{3} \d{3} \d{4}", first.text)
    assert found
    other = survey.patient().enter(survey.codes[0]).open("/resume")
    other.press("/resume", {"return_code": found.group(0)}).open("/stop").press("/delete", {})
    assert "Your answers are deleted" in other.text
    first.press("/send", {"action": "partial"})
    assert first.where == "/q/p01"
    assert answers_sent(survey) == []


def test_a_second_draft_of_a_sent_code_does_not_stay(survey: OpenSurvey) -> None:
    first = survey.patient().begin(survey.codes[0]).walk_to("/check")
    second = survey.patient().begin(survey.codes[0]).walk_to("/check")
    assert first.press("/send", {}).where == "/done"
    assert drafts_kept(survey) == 1
    assert second.press("/send", {}).where == "/done"
    assert drafts_kept(survey) == 0
    assert len(answers_sent(survey)) == 1


def test_settings_lead_back_to_the_page_they_were_opened_on(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p05")
    for place in ("answers", "done"):
        assert f'href="/settings?back={place}"' in patient.open(f"/{place}").text
        patient.open(f"/settings?back={place}").press("/settings", {"text_size": "large", "back": place})
        assert patient.where == f"/{place}"
