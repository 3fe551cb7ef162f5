"""Facts about a hospital's service: filled in bit by bit, signed, seen by the charity, none of it lost."""

from __future__ import annotations

import csv
import io
import json

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import audit, hospitals, publishing, site_facts
from survey_engine.records.staff import Role
from tests.patient.survey import HOSPITAL, OpenSurvey
from tests.staff.office import Officer, hired

ADDRESS = "/hospital/site-facts"
LEAD = "lead@example.org"
OTHER = "ZZZ"


@pytest.fixture
def lead(survey: OpenSurvey) -> Officer:
    """A pledge lead whose charity has put out the form; a second hospital is there."""
    with survey.store.writing() as db:
        publishing.publish(db, Catalogue.read([builtin_folder("questionnaires")]).get("site_facts", 1))
        hospitals.add_hospital(db, OTHER, "Southfield Hospital")
    return hired(survey, LEAD, Role.HOSPITAL, hospital=HOSPITAL)


def saves(officer: Officer, **answers: str | list[str]) -> Officer:
    """Open the form, change some of it, and press Save: what a browser sends of the rest is left out here."""
    officer.open(ADDRESS)
    officer.press(ADDRESS, {"mark": officer.hidden("mark"), "action": "save", **answers})
    return officer


def kept(survey: OpenSurvey, hospital: str = HOSPITAL) -> dict[str, object]:
    with survey.store.reading() as db:
        found = site_facts.find(db, hospital, "site_facts", 2026)
    return dict(found.answers) if found else {}


def test_a_half_filled_form_is_saved_and_comes_back_as_it_was(survey: OpenSurvey, lead: Officer) -> None:
    assert "Nothing is saved yet." in lead.open(ADDRESS).text
    saves(
        lead,
        st_patients="155",
        st_nurse_wte="0.5",
        st_hna=["diagnosis", "yearly"],
        st_survey_date=["", "2021"],
    )
    assert (lead.status, lead.where, "Saved." in lead.text) == (200, f"{ADDRESS}/saved", True)
    assert kept(survey) == {
        "st_patients": "155",
        "st_nurse_wte": "0.5",
        "st_hna": ("diagnosis", "yearly"),
        "st_survey_date": "2021",
    }
    page = lead.open(ADDRESS).text
    assert f"Last saved by <bdi>{LEAD}</bdi> on 10 November 2026. 4 of 8 questions are answered." in page
    assert 'value="155"' in page
    assert page.count(" checked") == 2
    assert "Northfield Hospital" in page


def test_what_cannot_be_taken_is_said_kindly_and_nothing_is_lost(survey: OpenSurvey, lead: Officer) -> None:
    saves(lead, st_patients="about 150", st_nurse_wte="0.5", st_mdt="some", st_note="We moved wards.")
    assert lead.status == 422
    assert "The rest is saved." in lead.text
    assert "Write a number, like 12." in lead.text
    assert 'href="#st_patients"' in lead.text
    assert 'value="about 150"' in lead.text
    assert kept(survey) == {"st_nurse_wte": "0.5", "st_mdt": "some", "st_note": "We moved wards."}
    later = lead.open(ADDRESS).text
    assert 'value="about 150"' in later
    assert "Write a number, like 12." in later
    assert "Still to be mended" in lead.open(f"{ADDRESS}/print").text
    saves(lead, st_patients="150")
    assert kept(survey) == {"st_patients": "150"}
    assert "There is a problem" not in lead.text


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"st_patients": "5001"}, "Write a number from 0 to 5000."),
        ({"st_patients": ["12", "dk"]}, "Choose one answer only."),
        ({"st_nurse_wte": "0.55"}, "Write a number in steps of 0.1."),
        ({"st_hna": ["diagnosis", "none"]}, "Untick one of them."),
        ({"st_mdt": "nonsense"}, "Choose one of the answers on this page."),
        ({"st_survey_date": ["1", "2027"]}, "not in the future"),
        ({"st_note": "x" * 5000}, "too long for us to keep"),
    ],
)
def test_each_slip_has_its_sentence(
    survey: OpenSurvey, lead: Officer, answers: dict[str, str | list[str]], sentence: str
) -> None:
    saves(lead, **answers)
    assert (lead.status, sentence in lead.text) == (422, True)
    assert "x" * 5000 in lead.text or "st_note" not in answers


def test_a_choice_can_be_taken_back_and_the_rest_is_saved(survey: OpenSurvey, lead: Officer) -> None:
    saves(lead, st_mdt="some", st_count_how="estimate")
    assert 'value="clear:st_mdt"' in lead.text
    fields = {"mark": lead.hidden("mark"), "st_mdt": "some", "st_count_how": "register"}
    lead.press(ADDRESS, {**fields, "action": "clear:st_mdt"})
    assert kept(survey) == {"st_count_how": "register"}


def test_two_people_at_once_write_over_nothing_unseen(survey: OpenSurvey, lead: Officer) -> None:
    second = hired(survey, "second@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    second.open(ADDRESS)
    saves(lead, st_patients="155")
    second.press(ADDRESS, {"mark": "", "action": "save", "st_patients": "160", "st_note": "Mine"})
    assert second.status == 409
    assert f"{LEAD} has saved this form since you opened it" in second.text
    assert 'value="160"' in second.text
    assert "Mine" in second.text
    assert kept(survey) == {"st_patients": "155"}
    second.press(ADDRESS, {"mark": second.hidden("mark"), "action": "save", "st_patients": "160"})
    assert kept(survey) == {"st_patients": "160"}


def test_an_old_form_keeps_what_was_typed(survey: OpenSurvey, lead: Officer) -> None:
    lead.open(ADDRESS).press(ADDRESS, {"st_note": "Written at length", "csrf_token": "old"})
    assert (lead.status, "Written at length" in lead.text, kept(survey)) == (400, True, {})


def test_each_year_has_a_form_of_its_own(survey: OpenSurvey, lead: Officer) -> None:
    saves(lead, st_patients="155")
    survey.clock.forward(days=60)
    again = hired(survey, "next@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    assert "This form is for 2027." in again.open(ADDRESS).text
    assert "Nothing is saved yet." in again.text
    assert "155" in again.open(f"{ADDRESS}/print?year=2026").text
    saves(again, st_patients="140")
    page = again.open(f"{ADDRESS}/print").text
    assert "140" in page
    assert f'href="{ADDRESS}/print?year=2026"' in page


def test_the_chain_says_who_saved_how_much_and_no_answer(survey: OpenSurvey, lead: Officer) -> None:
    saves(lead, st_patients="155", st_note="A note that stays out of the chain")
    with survey.store.reading() as db:
        [entry] = [one for one in audit.entries(db) if one.event == "site facts saved"]
    told = {"hospital": HOSPITAL, "year": 2026, "answers": 2}
    assert (entry.actor, json.loads(entry.details)) == (LEAD, told)


def test_a_hospital_never_sees_another_ones(survey: OpenSurvey, lead: Officer) -> None:
    saves(lead, st_patients="155", st_note="Ours alone")
    other = hired(survey, "other@example.org", Role.HOSPITAL, hospital=OTHER)
    for address in (ADDRESS, f"{ADDRESS}/print", f"{ADDRESS}/print?year=2026"):
        page = other.open(address).text
        assert "Ours alone" not in page
        assert "Northfield" not in page
    assert other.open(f"/charity/site-facts/{HOSPITAL}").status == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.ANALYST])
def test_the_charity_sees_all_and_saves_a_table(survey: OpenSurvey, lead: Officer, role: Role) -> None:
    saves(lead, st_patients="155", st_hna=["diagnosis", "yearly"], st_mdt="some", st_note="=1+1")
    officer = hired(survey, "office@example.org", role)
    page = officer.open("/charity/site-facts").text
    assert "4 of 8" in page
    assert "Nothing is saved yet." in page
    one = officer.open(f"/charity/site-facts/{HOSPITAL}").text
    assert "At diagnosis" in one
    assert "Yes, some patients" in one
    assert "Nothing is saved yet." in officer.open(f"/charity/site-facts/{OTHER}").text
    assert officer.open("/charity/site-facts/NONE").status == 404
    saved = officer.open("/charity/site-facts/all.csv")
    [row] = csv.DictReader(io.StringIO(saved.text.lstrip("\ufeff")))
    assert (row["hospital"], row["hospital_name"], row["year"]) == (HOSPITAL, "Northfield Hospital", "2026")
    assert (row["st_patients"], row["st_hna"], row["st_note"]) == ("155", "diagnosis; yearly", "'=1+1")
    assert (row["saved_by"], row["saved_on"], row["st_pall_link"]) == (LEAD, "2026-11-10", "")


def test_until_the_form_is_published_there_is_nothing_to_do(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.HOSPITAL, hospital=HOSPITAL)
    assert "has not put out this form yet" in officer.open(ADDRESS).text
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    assert "questionnaire publish site_facts 1" in admin.open("/charity/site-facts").text
    assert admin.open("/charity/site-facts/all.csv").status == 404
