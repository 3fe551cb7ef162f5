"""Lost letters under mail merge: replaced without looking, for this hospital alone, and not too many."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest

from survey_engine.records import hospitals, invitations
from survey_engine.records.staff import Role
from survey_engine.records.unwanted import do_not_write_again
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.answering import give_out, send, set_way
from tests.staff.office import Officer, hired


@pytest.fixture
def lead(survey: OpenSurvey) -> Officer:
    """A pledge lead at a hospital that prints its own letters, of which there are 26."""
    set_way(survey, "merge")
    give_out(survey, 20)
    return hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def replaces(lead: Officer, refs: str) -> Officer:
    lead.open("/hospital/replace").press("/hospital/replace", {"refs": refs})
    return lead


def counted(survey: OpenSurvey) -> tuple[int, int]:
    with survey.store.reading() as db:
        [mine] = [one for one in invitations.exact_counts(db, WAVE) if one.hospital == HOSPITAL]
    return mine.issued, mine.replaced


def test_each_lost_letter_is_stopped_and_gets_one_new_code(survey: OpenSurvey, lead: Officer) -> None:
    lost = survey.refs[:2]
    assert replaces(lead, f"{lost[0].lower()}, {lost[1]}").where == "/hospital/letters/ready"
    rows = list(csv.DictReader(io.StringIO(lead.open("/hospital/letters/codes.csv").text.lstrip("\ufeff"))))
    assert sorted(row["in_place_of"] for row in rows) == sorted(lost)
    page = lead.open("/hospital/letters/ready")
    assert all(f"<bdi>{row['in_place_of']}</bdi></th><td><bdi>{row['ref']}" in page.text for row in rows)
    assert "We could not find that code" in survey.patient().enter(survey.codes[0]).text
    assert survey.patient().enter(rows[0]["code"]).where == "/welcome"
    folder = lead.open("/hospital/letters/letters.zip").page
    assert folder is not None
    with zipfile.ZipFile(io.BytesIO(folder.get_data())) as files:
        sheet = openpyxl.load_workbook(io.BytesIO(files.read("codes.xlsx"))).active
        with zipfile.ZipFile(io.BytesIO(files.read("letter.docx"))) as letter:
            assert "If you have answered already, thank you." in letter.read("word/document.xml").decode()
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["ref", "code", "link", "in_place_of"]
    assert counted(survey) == (28, 2)
    lead.open("/hospital/letters/ready").press("/hospital/letters/right", {})
    assert lead.open("/hospital/letters/codes.csv").status == 410


def test_nobody_looks_whether_the_first_was_used(survey: OpenSurvey, lead: Officer) -> None:
    send(survey, survey.codes[:1])
    shown = []
    for ref in survey.refs[:2]:
        lead.client.delete_cookie("handout")
        replaces(lead, ref)
        [new] = list(csv.DictReader(io.StringIO(lead.open("/hospital/letters/codes.csv").text[1:])))
        page = lead.open("/hospital/letters/ready")
        shown.append(page.text.replace(ref, "OLD").replace(new["ref"], "NEW").replace(page.token, ""))
    assert shown[0] == shown[1]


def test_what_cannot_be_replaced_is_named_and_then_nothing_is(survey: OpenSurvey, lead: Officer) -> None:
    with survey.store.writing() as db:
        hospitals.add_hospital(db, "ZZZ", "Southfield Hospital")
    [(other, _code)] = give_out(survey, 1, "ZZZ")
    before = counted(survey)
    for typed, sentence in {
        f"{survey.refs[0]}\n{other}": f"We did not find {other}.",
        f"{survey.refs[0]}\nRXQ-NOPE22": "We did not find RXQ-NOPE22.",
        " \n": "Write the reference of each lost letter.",
        "\n".join(["RXQ-AAAAAA"] * 51): "up to 50 references",
        "\n".join(survey.refs[:3]): "An admin of the charity must agree.",
    }.items():
        assert replaces(lead, typed).status == 422
        assert sentence in lead.text
        assert counted(survey) == before
    replaces(lead, survey.refs[0])
    assert replaces(lead, survey.refs[0]).status == 422
    assert "was replaced already. Write the reference of the newer letter." in lead.text
    lead.press("/hospital/replace", {"refs": survey.refs[1], "csrf_token": "old"})
    assert (lead.status, survey.refs[1] in lead.text) == (400, True)


def test_where_the_charity_prints_it_replaces_too(survey: OpenSurvey) -> None:
    lead = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    assert "Tell the charity the references of lost letters" in lead.open("/hospital/replace").text
    before = counted(survey)
    token = Officer.open(lead, "/hospital/stop").token
    assert lead.press("/hospital/replace", {"refs": survey.refs[0], "csrf_token": token}).status == 422
    assert counted(survey) == before


def test_who_is_not_to_be_written_to_comes_first(survey: OpenSurvey, lead: Officer) -> None:
    with survey.store.writing() as db:
        do_not_write_again(db, survey.refs[0])
    assert "Take them off your list first" in lead.open("/hospital/replace").text
    token = Officer.open(lead, "/hospital/stop").token
    assert lead.press("/hospital/replace", {"refs": survey.refs[1], "csrf_token": token}).status == 422
    assert counted(survey)[1] == 0
