"""From "Get letters" to a file with codes, once; and what must be done before anything is posted."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import openpyxl
import pytest

from survey_engine.housekeeping import forget
from survey_engine.records import audit, invitations, waves
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import HandoutRecord
from survey_engine.records.unwanted import do_not_write_again
from survey_engine.records.waves import Posting
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.office import Officer, hired

TODAY = {"day": "10", "month": "11", "year": "2026"}  # the clock's day


@pytest.fixture
def lead(survey: OpenSurvey) -> Officer:
    """A pledge lead at a hospital that prints its own letters."""
    with survey.store.writing() as db:
        waves.wave(db, WAVE).posting = Posting.MERGE.value
    return hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def asks(lead: Officer, count: str = "3", **fields: str) -> Officer:
    lead.open("/hospital/letters")
    lead.press("/hospital/letters", {"wave": WAVE, "count": count, **TODAY, **fields})
    return lead


def codes_of(lead: Officer) -> list[dict[str, str]]:
    text = lead.open("/hospital/letters/codes.csv").text
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_file_has_a_code_for_each_letter_and_each_opens_the_survey(
    survey: OpenSurvey, lead: Officer
) -> None:
    assert asks(lead).where == "/hospital/letters/ready"
    rows = codes_of(lead)
    assert len(rows) == 3
    assert survey.patient().enter(rows[0]["code"]).where == "/welcome"
    assert rows[0]["link"].startswith("http://localhost/i#")
    saved = lead.open("/hospital/letters/codes.xlsx")
    assert saved.page is not None
    sheet = openpyxl.load_workbook(io.BytesIO(saved.page.get_data())).active
    assert sheet is not None
    cells = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == [["ref", "code", "link"], *[[row["ref"], row["code"], row["link"]] for row in rows]]


def test_the_folder_holds_a_word_letter_with_this_hospital_and_its_steps(lead: Officer) -> None:
    asks(lead)
    page = lead.open("/hospital/letters/letters.zip").page
    assert page is not None
    with zipfile.ZipFile(io.BytesIO(page.get_data())) as folder:
        assert set(folder.namelist()) == {"letter.docx", "codes.xlsx", "links.txt", "steps.txt"}
        links = folder.read("links.txt").decode().split()
        with zipfile.ZipFile(io.BytesIO(folder.read("letter.docx"))) as letter:
            words = letter.read("word/document.xml").decode()
    assert links == [row["link"] for row in codes_of(lead)]
    assert "Northfield Hospital" in words
    assert "Your hospital printed your code." in words
    assert "MERGEFIELD code" in words


def test_once_it_is_right_nobody_holds_the_codes(survey: OpenSurvey, lead: Officer) -> None:
    asks(lead).press("/hospital/letters/right", {})
    assert "We no longer hold the codes." in lead.text
    assert lead.open("/hospital/letters/codes.csv").status == 410
    with survey.store.reading() as db:
        assert db.query(HandoutRecord).count() == 0


def test_after_a_day_the_file_is_gone_by_itself(survey: OpenSurvey, lead: Officer) -> None:
    asks(lead)
    survey.clock.forward(hours=23)
    forget(survey.store, survey.clock.now)
    with survey.store.reading() as db:
        assert db.query(HandoutRecord).count() == 1
    survey.clock.forward(hours=2)
    forget(survey.store, survey.clock.now)
    with survey.store.reading() as db:
        assert db.query(HandoutRecord).count() == 0


def test_another_browser_of_the_same_person_cannot_open_it(survey: OpenSurvey, lead: Officer) -> None:
    asks(lead)
    other = hired(survey, "second@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    assert other.open("/hospital/letters/codes.csv").status == 410
    with survey.store.reading() as db:
        [kept] = db.query(HandoutRecord).all()
        assert b"http" not in kept.sealed


def test_the_last_check_of_deaths_is_asked_for_and_an_old_one_needs_a_reason(
    survey: OpenSurvey, lead: Officer
) -> None:
    old = {"day": "1", "month": "11"}
    asks(lead, **old)
    assert (lead.status, "The last check was 9 days ago." in lead.text) == (422, True)
    assert 'name="reason"' in lead.text
    asks(lead, **old, reason="The system was down.")
    assert lead.where == "/hospital/letters/ready"
    with survey.store.reading() as db:
        details = [json.loads(one.details) for one in audit.entries(db) if one.event == "codes issued"]
    assert details[-1]["reason"] == "The system was down."
    assert details[-1]["deaths_checked"] == "2026-11-01"
    assert "code" not in details[-1]


@pytest.mark.parametrize(
    "fields",
    [
        {"count": "0"}, {"count": "201"}, {"count": "many"}, {"count": ""}, {"day": "31", "month": "2"},
        {"year": "2027"}, {"day": ""}, {"wave": "NONE"},
    ],
)  # fmt: skip
def test_a_slip_is_said_and_nothing_is_made(
    survey: OpenSurvey, lead: Officer, fields: dict[str, str]
) -> None:
    before = issued(survey)
    lead.open("/hospital/letters")
    lead.press("/hospital/letters", {"wave": WAVE, "count": "3", **TODAY, **fields})
    assert lead.status == 422
    assert issued(survey) == before


def issued(survey: OpenSurvey) -> int:
    with survey.store.reading() as db:
        return sum(one.issued for one in invitations.exact_counts(db, WAVE))


def test_refs_that_must_not_be_written_to_come_first(survey: OpenSurvey, lead: Officer) -> None:
    with survey.store.writing() as db:
        do_not_write_again(db, survey.refs[0])
    before = issued(survey)
    assert "Take them off your list first" in lead.open("/hospital/letters").text
    lead.press("/hospital/letters", {"wave": WAVE, "count": "3", **TODAY, "csrf_token": token_of(lead)})
    assert (lead.status, issued(survey)) == (422, before)
    lead.open("/hospital/unwanted").press("/hospital/unwanted", {"refs": survey.refs[0]})
    assert asks(lead).where == "/hospital/letters/ready"


def token_of(lead: Officer) -> str:
    """The form token, from a page that has a form."""
    return Officer.open(lead, "/hospital/stop").token


def test_a_hospital_whose_letters_come_closed_gets_no_codes(survey: OpenSurvey) -> None:
    lead = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    assert "and never see a code" in lead.open("/hospital/letters").text
    before = issued(survey)
    lead.press("/hospital/letters", {"wave": WAVE, "count": "3", **TODAY, "csrf_token": token_of(lead)})
    assert (lead.status, issued(survey)) == (422, before)
