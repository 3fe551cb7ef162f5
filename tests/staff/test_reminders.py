"""Reminders of a hospital: words for everyone; or all its codes in and the unused ones out, kept nowhere."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile

import openpyxl
import pytest

from survey_engine.records import audit, invitations
from survey_engine.records.staff import Role
from survey_engine.records.unwanted import do_not_write_again
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.answering import give_out, send, set_way
from tests.staff.office import Officer, hired

TODAY = {"day": "10", "month": "11", "year": "2026"}


def lead_of(survey: OpenSurvey, posting: str, reminders: str = "everyone") -> Officer:
    set_way(survey, posting, reminders)
    return hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def asks(lead: Officer, **fields: str) -> Officer:
    wanted = {"wave": WAVE, **TODAY, **fields}
    lead.open("/hospital/reminders").press("/hospital/reminders", wanted)
    return lead


def kept(survey: OpenSurvey) -> str:
    with sqlite3.connect(survey.path) as connection:
        text = "\n".join(connection.iterdump())
    connection.close()
    return text


def test_everyone_gets_the_same_words_after_a_check_of_deaths(survey: OpenSurvey) -> None:
    lead = lead_of(survey, "merge")
    assert "reminders go to everyone" in lead.open("/hospital/reminders").text
    assert asks(lead, day="").status == 422
    assert "Write the day of the last check" in lead.text
    assert asks(lead, day="1").status == 422
    assert "The last check was 9 days ago." in lead.text
    with survey.store.writing() as db:
        invitations.stop(db, WAVE, survey.refs[0])
    asks(lead)
    assert f"<bdi>{survey.refs[0]}</bdi>" in lead.text
    assert survey.refs[1] not in lead.text
    lead.press("/hospital/reminders/letter.docx", {"wave": WAVE})
    assert lead.page is not None
    with zipfile.ZipFile(io.BytesIO(lead.page.get_data())) as letter:
        words = letter.read("word/document.xml").decode()
    assert "Please ignore this letter." in words
    assert "We do not know who has answered." in words
    assert "MERGEFIELD code" in words
    with survey.store.reading() as db:
        [entry] = [one for one in audit.entries(db) if one.event == "reminders to everyone"]
        assert json.loads(entry.details)["deaths_checked"] == "2026-11-10"


@pytest.fixture
def asked(survey: OpenSurvey) -> tuple[Officer, list[tuple[str, str]]]:
    """(a lead whose wave reminds unused codes, her letters: ref and code); 10 of 26 have answered."""
    lead = lead_of(survey, "merge", "unused")
    letters = sorted([*zip(survey.refs, survey.codes, strict=True), *give_out(survey, 20)])
    send(survey, [code for _ref, code in letters[:10]])
    return lead, letters


def test_all_codes_in_and_the_unused_ones_out_once(
    survey: OpenSurvey, asked: tuple[Officer, list[tuple[str, str]]]
) -> None:
    lead, letters = asked
    some = "\n".join(code for _ref, code in letters[1:])
    assert asks(lead, codes=some).status == 422
    assert "1 code is missing: give every code of RXQ" in lead.text
    assert asks(lead, codes="7KQM").status == 422
    assert asks(lead, codes="").status == 422
    rows = "\n".join(f"{ref}\t{code}\thttp://localhost/i#{code}.x" for ref, code in reversed(letters))
    before = set(kept(survey).splitlines())
    asks(lead, codes=f"ref\tcode\tlink\n{rows}")
    assert "Save the 16 unused codes too." in lead.text
    assert [ref in lead.text for ref, _code in letters] == [False] * 10 + [True] * 16
    tables = {line.split('"')[1] for line in set(kept(survey).splitlines()) - before}
    assert tables == {"audit", "reminder_list"}
    assert not any(code in kept(survey) for _ref, code in letters)
    sent = {"row": [f"{ref} {code}" for ref, code in letters[10:]]}
    lead.press("/hospital/reminders/codes.xlsx", sent)
    assert lead.page is not None
    sheet = openpyxl.load_workbook(io.BytesIO(lead.page.get_data())).active
    assert sheet is not None
    cells = [tuple(str(cell) for cell in row[:2]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert cells == letters[10:]
    asks(lead, codes=rows)
    assert (lead.status, "wait 14 days" in lead.text) == (422, True)
    assert letters[0][1] in lead.text  # what was typed stays


def test_fewer_than_ten_are_never_listed(
    survey: OpenSurvey, asked: tuple[Officer, list[tuple[str, str]]]
) -> None:
    lead, letters = asked
    send(survey, [code for _ref, code in letters[10:17]])
    asks(lead, codes="\n".join(code for _ref, code in letters))
    assert (lead.status, "remind everyone instead" in lead.text) == (422, True)


def test_the_charity_reminds_where_it_prints(survey: OpenSurvey) -> None:
    lead = lead_of(survey, "sealed")
    assert "The charity prints your reminders" in lead.open("/hospital/reminders").text
    token = Officer.open(lead, "/hospital/stop").token
    assert lead.press("/hospital/reminders", {"wave": WAVE, **TODAY, "csrf_token": token}).status == 422
    assert lead.press("/hospital/reminders/letter.docx", {"wave": WAVE}).page is not None
    assert "Send reminders" in lead.text


def test_who_is_not_to_be_written_to_comes_first(survey: OpenSurvey) -> None:
    lead = lead_of(survey, "merge")
    with survey.store.writing() as db:
        do_not_write_again(db, survey.refs[0])
    assert "Take them off your list first" in lead.open("/hospital/reminders").text
    token = Officer.open(lead, "/hospital/stop").token
    assert lead.press("/hospital/reminders", {"wave": WAVE, **TODAY, "csrf_token": token}).status == 422
