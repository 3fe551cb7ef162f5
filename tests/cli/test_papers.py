"""Slips and papers from the command line: what is made, for whom, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pikepdf
import pytest

from tests.cli.person import Person
from tests.exchange.paper_samples import texts_of_sheets

ISSUE = ("codes", "issue", "--wave", "S1", "--hospital", "RXQ", "--count")
HIDDEN = 0o077
ORGANISATION = """
name = "The Example Charity"
controller = "The Example Charity"
data_protection_contact = "privacy@example.org"
operator = "Example Hosting"
server_place = "London"
lawful_basis = "Article 6(1)(f) and Article 9(2)(a)"
results_kept = "Five years"
"""


def sheets(file: Path) -> list[str]:
    with pikepdf.open(file) as pdf:
        return texts_of_sheets(pdf)


@pytest.fixture
def office(person: Person) -> Person:
    """A charity with a hospital, a wave of patients and one of staff."""
    person.opens_a_wave()
    person.does("questionnaire", "publish", "staff_ready", "2")
    person.does(*person.words_to_open("S1", questionnaire="staff_ready", version="2", posting="merge"))
    file = person.home / "organisation.toml"
    file.write_text(ORGANISATION, encoding="utf-8")
    person.settings["SURVEY_ENGINE_ORGANISATION_FILE"] = str(file)
    return person


def test_slips_come_with_their_codes(office: Person) -> None:
    out, pdf = office.home / "codes.csv", office.home / "slips.pdf"
    said = office.does(*ISSUE, "7", "--out", out, "--slips", pdf)
    assert f"The slips are in {pdf}" in said
    assert pdf.stat().st_mode & HIDDEN == 0
    texts = sheets(pdf)
    assert len(texts) == 3
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(row["code"] in "".join(texts[1:]) and row["code"] not in said for row in rows)
    assert "CityHospital" in texts[1]
    assert "Staffsurvey" in texts[1]


def test_slips_are_for_staff_and_letters_for_patients(office: Person) -> None:
    out, pdf = office.home / "codes.csv", office.home / "x.pdf"
    for_patients = ("codes", "issue", "--wave", "W1", "--hospital", "RXQ", "--count", "1", "--out", out)
    assert "slips are for staff" in office.is_refused(*for_patients, "--slips", pdf)
    assert "who get slips and no letters" in office.is_refused(*ISSUE, "1", "--out", out, "--letters", pdf)
    folder = office.home / "folder"
    assert "who get slips and no letters" in office.is_refused(*ISSUE, "1", "--out", out, "--merge", folder)
    assert "not offered in cy" in office.is_refused(
        *ISSUE, "1", "--out", out, "--slips", pdf, "--language", "cy"
    )
    assert "No codes have been issued" in office.does("codes", "count", "--wave", "S1")


def test_a_form_for_the_lead_is_no_wave(office: Person) -> None:
    office.does("questionnaire", "publish", "site_facts", "1")
    words = office.words_to_open("F1", questionnaire="site_facts")
    assert "at /hospital/site-facts" in office.is_refused(*words)


def test_the_papers_of_a_hospital(office: Person) -> None:
    sheet, poster, texts = (office.home / name for name in ("sheet.pdf", "poster.pdf", "texts.docx"))
    said = office.does("papers", "approval-sheet", "--hospital", "RXQ", "--out", sheet)
    assert "lacks" not in said
    text = "".join(sheets(sheet))
    assert "ExampleHosting" in text
    assert "neverholdsacode" in text  # as the patients' wave is posted, and not as the staff's
    office.does(
        "papers", "poster", "--hospital", "RXQ", "--paper", "a3", "--ask", "Ann Nurse", "--out", poster
    )
    assert "AnnNurse" in sheets(poster)[0]
    assert "31March2027" in sheets(poster)[0]
    office.does("papers", "controller-texts", "--hospital", "RXQ", "--out", texts)
    assert texts.read_bytes().startswith(b"PK")
    office.does("papers", "controller-texts", "--hospital", "RXQ", "--out", office.home / "texts.pdf")


def test_what_the_organisation_file_lacks_is_said(office: Person) -> None:
    del office.settings["SURVEY_ENGINE_ORGANISATION_FILE"]
    said = office.does(
        "papers", "approval-sheet", "--hospital", "RXQ", "--wave", "S1", "--out", office.home / "a.pdf"
    )
    assert "lacks: name, controller" in said
    assert "[tobefilledin:whorunstheserver]" in "".join(sheets(office.home / "a.pdf"))


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_a_poster_in_another_language_says_that_it_is_a_draft(office: Person, language: str) -> None:
    out = office.home / "poster.pdf"
    said = office.does("papers", "poster", "--hospital", "RXQ", "--language", language, "--out", out)
    assert "translation is a draft" in said


def test_what_cannot_be_made_is_refused(office: Person) -> None:
    there = office.home / "there.pdf"
    there.write_text("mine")
    words = ("papers", "approval-sheet", "--hospital")
    assert "is there already" in office.is_refused(*words, "RXQ", "--out", there)
    assert "no hospital NONE" in office.is_refused(*words, "NONE", "--out", office.home / "x.pdf")
    assert "no wave NONE" in office.is_refused(
        *words, "RXQ", "--wave", "NONE", "--out", office.home / "x.pdf"
    )
    poster = ("papers", "poster", "--hospital", "RXQ", "--out", office.home / "x.pdf")
    assert "no translation into xx" in office.is_refused(*poster, "--language", "xx")
    assert office.runs(*poster, "--ask", "x" * 121).exit_code == 2
    texts = ("papers", "controller-texts", "--hospital", "RXQ", "--out", office.home / "x.txt")
    assert office.runs(*texts).exit_code == 2
