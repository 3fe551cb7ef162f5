"""Publishing in the browser takes two people; every process and every command then knows the version."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from survey_engine.records import audit, publishing, waves
from survey_engine.records.staff import Role
from tests.patient.survey import MASTER_KEY, OpenSurvey
from tests.staff.drafted import CLINIC, agree, propose, seen, spreadsheet, upload, wave_asking
from tests.staff.office import PASSWORD, Officer, hired

WHY = "It is read aloud to everybody."


@pytest.fixture
def admin(survey: OpenSurvey, tmp_path: Path) -> Officer:
    """An admin whose draft has nothing wrong and one warning."""
    officer = hired(survey, "lead@example.org", Role.ADMIN)
    upload(officer, "clinic.xlsx", spreadsheet(tmp_path, standards="sbc_2024"))
    assert "To look at again: 1" in officer.text, officer.text
    return officer


def is_out(survey: OpenSurvey) -> bool:
    with survey.store.reading() as db:
        return publishing.is_published(db, "day_ward", 1)


def test_one_proposes_another_agrees(admin: Officer, survey: OpenSurvey) -> None:
    propose(admin, CLINIC, WHY)
    assert "Another person must now look at it and agree" in admin.text
    second = hired(survey, "second@example.org", Role.ADMIN)
    page = second.open(CLINIC).text
    assert "lead@example.org" in page
    assert WHY in page
    second.press(f"{CLINIC}/agree", seen(second, CLINIC))
    assert (second.status, "Tick that you have looked at it" in second.text) == (422, True)
    assert not is_out(survey)
    assert "It is published and frozen" in agree(second, CLINIC).text
    assert is_out(survey)
    with survey.store.reading() as db:
        entries = [one for one in audit.entries(db) if one.event.startswith("questionnaire p")]
    proposed, published = entries
    assert (proposed.actor, proposed.event) == ("lead@example.org", "questionnaire proposed")
    assert WHY in proposed.details
    assert (published.actor, published.event) == ("second@example.org", "questionnaire published")
    assert '"proposed_by": "lead@example.org"' in published.details
    assert admin.open(CLINIC).text.count("Propose to publish it") == 0
    assert admin.open(f"{CLINIC}/text").status == 404


def test_every_warning_wants_a_word(admin: Officer) -> None:
    for why in ("", "   ", "...", "123"):
        propose(admin, CLINIC, why)
        assert (admin.status, "Warning 1: write why it may stay" in admin.text) == (422, True)
        assert 'href="#why-1"' in admin.text


def test_never_the_same_person(admin: Officer, survey: OpenSurvey) -> None:
    propose(admin, CLINIC, WHY)
    assert "Another person must look at it and agree" in admin.open(CLINIC).text
    agree(admin, CLINIC)
    assert (admin.status, is_out(survey)) == (422, False)


def test_an_analyst_agrees_only_where_there_is_no_second_admin(admin: Officer, survey: OpenSurvey) -> None:
    analyst = hired(survey, "analyst@example.org", Role.ANALYST)
    propose(admin, CLINIC, WHY)
    hired(survey, "second@example.org", Role.ADMIN)
    agree(analyst, CLINIC)
    assert (analyst.status, "Another admin must agree" in analyst.text) == (422, True)
    assert not is_out(survey)


def test_an_analyst_agrees_where_there_is_one_admin(admin: Officer, survey: OpenSurvey) -> None:
    analyst = hired(survey, "analyst@example.org", Role.ANALYST)
    propose(admin, CLINIC, WHY)
    agree(analyst, CLINIC)
    assert (analyst.status, is_out(survey)) == (200, True)


def test_a_change_after_the_proposal_takes_it_back(
    admin: Officer, survey: OpenSurvey, tmp_path: Path
) -> None:
    second = hired(survey, "second@example.org", Role.ADMIN)
    propose(admin, CLINIC, WHY)
    looked_at = seen(second, CLINIC)
    text = admin.open(f"{CLINIC}/files/definition.yaml").text.replace("Your visit", "Your last visit")
    admin.open(f"{CLINIC}/text").press(f"{CLINIC}/text", {"text": text})
    second.open(CLINIC).press(f"{CLINIC}/agree", {**looked_at, "seen": "yes"})
    assert (second.status, "has changed since you opened" in second.text) == (422, True)
    agree(second, CLINIC)  # nobody proposes the new text
    assert (second.status, is_out(survey)) == (422, False)


def test_what_is_proposed_anew_is_looked_at_anew(admin: Officer, survey: OpenSurvey) -> None:
    second = hired(survey, "second@example.org", Role.ADMIN)
    propose(admin, CLINIC, WHY)
    looked_at = {**seen(second, CLINIC), "seen": "yes"}
    text = admin.open(f"{CLINIC}/files/definition.yaml").text.replace("Your visit", "Your last visit")
    admin.open(f"{CLINIC}/text").press(f"{CLINIC}/text", {"text": text})
    propose(admin, CLINIC, WHY)
    second.press(f"{CLINIC}/agree", looked_at)  # the page that she still has open
    assert (second.status, is_out(survey)) == (422, False)
    agree(second, CLINIC)
    assert is_out(survey)


def test_a_proposal_can_be_taken_back(admin: Officer, survey: OpenSurvey) -> None:
    propose(admin, CLINIC, WHY)
    admin.press(f"{CLINIC}/withdraw", seen(admin, CLINIC))
    second = hired(survey, "second@example.org", Role.ADMIN)
    agree(second, CLINIC)
    assert (second.status, is_out(survey)) == (422, False)


def test_an_error_blocks(survey: OpenSurvey, tmp_path: Path) -> None:
    admin = hired(survey, "lead@example.org", Role.ADMIN)
    upload(admin, "clinic.xlsx", spreadsheet(tmp_path))
    propose(admin, CLINIC, WHY)
    assert admin.status == 422
    assert "Mend what is wrong first" in admin.text


def test_both_acts_ask_for_the_password_and_keep_what_was_typed(admin: Officer, survey: OpenSurvey) -> None:
    fields = {**seen(admin, CLINIC), "why-1": WHY}
    survey.clock.forward(minutes=11)
    admin.press(f"{CLINIC}/propose", fields)
    assert (admin.status, WHY in admin.text) == (403, True)
    admin.press(f"{CLINIC}/propose", {**fields, "password_again": PASSWORD})
    assert "It is proposed" in admin.text


def test_agreeing_asks_for_the_password_of_the_second_person(admin: Officer, survey: OpenSurvey) -> None:
    propose(admin, CLINIC, WHY)
    second = hired(survey, "second@example.org", Role.ADMIN)
    fields = {**seen(second, CLINIC), "seen": "yes"}
    survey.clock.forward(minutes=11)
    second.press(f"{CLINIC}/agree", fields)
    assert (second.status, is_out(survey)) == (403, False)
    second.press(f"{CLINIC}/agree", {**fields, "password_again": PASSWORD})
    assert is_out(survey)


def test_every_process_asks_it_without_a_restart(admin: Officer, survey: OpenSurvey) -> None:
    """Two more servers, started before; a wave is opened with it, and a person answers its first page."""
    other = survey.build(random.Random(5))
    propose(admin, CLINIC, WHY)
    agree(hired(survey, "second@example.org", Role.ADMIN), CLINIC)
    with survey.store.writing() as db:
        waves.open_wave(db, wave_asking("day_ward"), MASTER_KEY, survey.chance.randbytes)
    page = other.test_client().get("/questions/day_ward/1")
    assert page.status_code == 200
    assert "Is there more to say?" in page.get_data(as_text=True)
    assert "Waves: W2" in admin.open("/charity/questionnaires").text


def test_a_published_version_is_never_put_here_again(
    admin: Officer, survey: OpenSurvey, tmp_path: Path
) -> None:
    propose(admin, CLINIC, WHY)
    agree(hired(survey, "second@example.org", Role.ADMIN), CLINIC)
    upload(admin, "clinic.xlsx", spreadsheet(tmp_path))
    assert (admin.status, "day_ward version 1 is there already" in admin.text) == (422, True)
