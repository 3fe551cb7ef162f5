"""Papers and slips in the browser: for whom they are, what they say, and that codes are handed over once."""

from __future__ import annotations

import io
import json
from datetime import date

import pikepdf
import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import audit, publishing, waves
from survey_engine.records.staff import Role
from survey_engine.records.waves import NewWave, Posting
from tests.exchange.paper_samples import texts_of_sheets
from tests.patient.survey import CHARITY, HOSPITAL, MASTER_KEY, RECOVERY, OpenSurvey
from tests.staff.office import Officer, hired

STAFF_WAVE = "S1"


@pytest.fixture
def lead(survey: OpenSurvey) -> Officer:
    """A pledge lead who is signed in."""
    return hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def open_staff_wave(survey: OpenSurvey, posting: Posting = Posting.MERGE) -> None:
    """A survey of staff beside that of the patients."""
    new = NewWave(
        id=STAFF_WAVE,
        questionnaire="staff_ready",
        version=2,
        opens_on=date(2026, 11, 1),
        closes_on=date(2026, 11, 30),
        entry_until=date(2026, 12, 28),
        posting=posting,
        recipients=(CHARITY.recipient, RECOVERY.recipient),
    )
    with survey.store.writing() as db:
        publishing.publish(db, Catalogue.read([builtin_folder("questionnaires")]).get("staff_ready", 2))
        waves.open_wave(db, new, MASTER_KEY, survey.chance.randbytes)


def sheets(officer: Officer, address: str) -> list[str]:
    """The text of each side of a PDF at an address."""
    page = officer.open(address).page
    assert page is not None
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(page.get_data())) as pdf:
        return texts_of_sheets(pdf)


def test_a_lead_reads_and_saves_every_paper(lead: Officer) -> None:
    shelf = lead.open("/hospital/papers").text
    assert "Papers for Northfield Hospital" in shelf
    assert "The charity has not written these into its organisation file: controller," in shelf
    page = lead.open("/hospital/approval-sheet").text
    assert "Northfield Hospital (“the hospital”)" in page
    assert "Whoever controls the running server while codes are issued" in page
    assert "never holds a code" in page  # the open wave is posted in sealed letters
    printed = sheets(lead, "/hospital/approval-sheet.pdf")
    assert len(printed) <= 2
    assert "NorthfieldHospital" in printed[0]
    assert "Please do not write to me" in lead.open("/hospital/controller-texts").text
    word = lead.open("/hospital/controller-texts.docx").page
    assert word is not None
    assert word.get_data().startswith(b"PK")
    [poster] = sheets(lead, "/hospital/poster.pdf?paper=a3&language=xx&ask=Ann+Nurse")
    assert "AnnNurse" in poster
    assert "30November2026" in poster


def test_an_admin_gets_those_of_each_hospital(survey: OpenSurvey) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    assert f'href="/charity/papers/{HOSPITAL}/papers"' in admin.open("/charity/papers").text
    prefix = f"/charity/papers/{HOSPITAL}"
    assert f'href="{prefix}/approval-sheet.pdf"' in admin.open(f"{prefix}/papers").text
    assert "Northfield Hospital" in admin.open(f"{prefix}/approval-sheet").text
    assert len(sheets(admin, f"{prefix}/approval-sheet.pdf")) <= 2
    assert len(sheets(admin, f"{prefix}/poster.pdf")) == 1
    assert admin.open(f"{prefix}/controller-texts.docx").status == 200
    for wrong in ("approval-sheet.docx", "controller-texts.pdf", "other", "approval-sheet.exe"):
        assert admin.open(f"{prefix}/{wrong}").status == 404, wrong
    assert admin.open("/charity/papers/NONE/papers").status == 404


def test_a_lead_gets_slips_once(survey: OpenSurvey, lead: Officer) -> None:
    open_staff_wave(survey)
    assert 'href="/hospital/slips"' in lead.open("/hospital").text
    lead.open("/hospital/slips").press("/hospital/slips", {"wave": STAFF_WAVE, "count": "7"})
    assert (lead.where, "There are 7." in lead.text) == ("/hospital/slips/ready", True)
    texts = sheets(lead, "/hospital/slips/slips.pdf")
    assert len(texts) == 3
    assert "NorthfieldHospital" in texts[1]
    assert "Yourhospitalmadethecodes" in texts[0]
    with survey.store.reading() as db:
        [entry] = [one for one in audit.entries(db) if one.event == "codes issued"]
    told = {"wave": STAFF_WAVE, "hospital": HOSPITAL, "count": 7, "for": "staff"}
    assert json.loads(entry.details) == told
    lead.open("/hospital/slips/ready").press("/hospital/slips/right", {})
    assert "no longer hold the codes" in lead.text
    assert lead.open("/hospital/slips/slips.pdf").status == 410


def test_letters_are_not_made_for_staff_and_slips_not_for_patients(survey: OpenSurvey, lead: Officer) -> None:
    open_staff_wave(survey)
    assert "and never see a code" in lead.open("/hospital/letters").text
    lead.open("/hospital/slips").press("/hospital/slips", {"wave": "W1", "count": "7"})
    assert lead.status == 422
    for count in ("0", "201", "many", ""):
        lead.open("/hospital/slips").press("/hospital/slips", {"wave": STAFF_WAVE, "count": count})
        assert (lead.status, "from 1 to 200" in lead.text) == (422, True), count


def test_slips_that_the_charity_prints_are_not_made_here(survey: OpenSurvey, lead: Officer) -> None:
    assert "No survey of your staff is open" in lead.open("/hospital/slips").text
    assert "/hospital/slips" not in lead.open("/hospital").text
    open_staff_wave(survey, Posting.SEALED)
    assert "The charity prints the slips" in lead.open("/hospital/slips").text


def test_staff_are_told_of_their_work_and_not_of_their_care(survey: OpenSurvey, lead: Officer) -> None:
    open_staff_wave(survey)
    lead.open("/hospital/slips").press("/hospital/slips", {"wave": STAFF_WAVE, "count": "1"})
    text = sheets(lead, "/hospital/slips/slips.pdf")[1]
    code = text.split("Yourcode")[1][:14]
    person = survey.patient().enter(code)
    assert person.where == "/welcome"
    assert "about your work at Northfield Hospital" in person.text
    assert "It changes nothing at work, whatever you choose." in person.text
    assert "If fewer than 10 people answer, we show nothing for your hospital alone." in person.text
    assert "my answers about my work" in person.text
    for words in ("Your care stays the same", "my health", "about your care", "call your hospital team"):
        assert words not in person.text.split("<form")[0] + person.text.split('id="page-form"')[1], words
    person.press("/welcome", {"consent": "yes", "action": "start"})
    while person.where != "/check":
        person.answer(**person.first_options())
    person.press("/send", {"action": "send"})
    assert person.where == "/done"
