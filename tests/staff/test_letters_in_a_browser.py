"""Letters of both ways of posting, reminders and lost letters, by people at real browsers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pikepdf
import pytest
import typst
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from survey_engine.housekeeping import forget
from survey_engine.records import waves
from survey_engine.records.staff import Role
from tests.browser.person import Person
from tests.browser.serving import Served, serve_here
from tests.browser_tools.fitting import NARROW
from tests.exchange.paper_samples import texts_of_sheets
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.answering import give_out, send, set_way
from tests.staff.hands import Hands, faults_of, saved, seated
from tests.staff.office import hired

Phone = Callable[..., BrowserContext]
MANY = 120
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def scanned(file: Path, sheet: int) -> str:
    """What a telephone reads on a printed sheet, the first being 1."""
    main = file.parent / "show.typ"
    main.write_text(f'#set page(margin: 0pt)\n#image("{file.name}", page: {sheet}, width: 100%)')
    drawn = typst.compile(str(main), root=str(file.parent), format="png", ppi=150)
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    return str(read.text)


def answers(person: Person, link: str) -> None:
    """Scan the pattern of a letter, begin, skip to the end, and send."""
    person.open(link.removeprefix("http://localhost"))
    person.press("Continue")
    person.agree_and_start()
    person.hurry_to_check()
    person.press("Send now without these questions")
    assert person.where == "/done"


def makes_letters(page: Page, faults: list[str], folder: Path) -> Path:
    """Order many letters at the charity's desk, wait until they are ready, save them; the file."""
    hands = Hands(page)
    hands.follow("Letters")
    faults += faults_of(page)
    hands.press("Make the letters")
    faults += faults_of(page)
    page.get_by_label("How many letters?").fill(str(MANY))
    page.get_by_label("Northfield Hospital").check()
    page.get_by_label("12 points, as usual").check()
    hands.press("Make the letters")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters are being made")
    faults += faults_of(page)
    for _look in range(300):
        if page.get_by_role("button", name="See whether they are ready").count() == 0:
            break
        page.wait_for_timeout(500)
        hands.press("See whether they are ready")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letters are ready")
    faults += faults_of(page)
    file = saved(page, "link", "letters as PDF", folder)
    hands.press("I have opened the file, and it is right")
    faults += faults_of(page)
    return file


def stops(page: Page, base: str, refs: Sequence[str]) -> None:
    """Stop letters at the hospital's desk."""
    page.goto(f"{base}/hospital/stop")
    page.get_by_label("References of the letters").fill("\n".join(refs))
    Hands(page).press("Stop these letters")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{len(refs)} letters are stopped")


def test_sealed_letters_from_the_charitys_browser_to_an_answer(
    survey: OpenSurvey, phone: Phone, tmp_path: Path
) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    lead = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        file = makes_letters(seated(admin, phone(width=NARROW), base), faults, tmp_path)
        with pikepdf.open(file) as pdf:
            texts = texts_of_sheets(pdf)
        inside = [number for number, text in enumerate(texts, 1) if CODE.search(text)]
        assert len(inside) == MANY
        answers(Person(phone().new_page(), Served(base, survey.path)), scanned(file, inside[0]))

        refs = [one for number in inside[1:3] for one in re.findall(r"RXQ-\w{6}", texts[number - 2])]
        assert len(refs) == 2
        stops(seated(lead, phone(width=NARROW), base), base, refs)
        for number in inside[1:3]:
            person = Person(phone().new_page(), Served(base, survey.path))
            person.open(scanned(file, number).removeprefix("http://localhost"))
            person.press("Continue")
            assert "We could not find that code" in person.main
    assert faults == []


def test_a_mail_merge_wave_with_its_unused_codes_and_a_lost_letter(
    survey: OpenSurvey, phone: Phone, tmp_path: Path
) -> None:
    set_way(survey, "merge", "unused")
    letters = sorted([*zip(survey.refs, survey.codes, strict=True), *give_out(survey, 20)])
    send(survey, [code for _ref, code in letters[:12]])
    lead = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(lead, phone(width=NARROW), base)
        hands = Hands(page)
        hands.follow("Your hospital")
        faults += faults_of(page)
        hands.follow("Send reminders")
        faults += faults_of(page)
        page.get_by_label("All codes of your hospital").fill("\n".join(code for _ref, code in letters))
        hands.press("Get the unused codes")
        faults += faults_of(page)
        for label, value in (("Day", "10"), ("Month", "11"), ("Year", "2026")):
            page.get_by_label(label, exact=True).fill(value)
        hands.press("Get the unused codes")
        faults += faults_of(page)
        assert saved(page, "button", "Save the Word letter", tmp_path).name == "reminder.docx"
        book = openpyxl.load_workbook(saved(page, "button", "Save the unused codes", tmp_path)).active
        assert book is not None
        refs = [str(row[0]) for row in book.iter_rows(min_row=2, values_only=True)]
        assert refs == [ref for ref, _code in letters[12:]]

        page.goto(f"{base}/hospital/replace")
        faults += faults_of(page)
        hands.press("Replace these letters")
        faults += faults_of(page)
        page.get_by_label("References of the lost letters").fill(letters[0][0])
        hands.press("Replace these letters")
        expect(page.get_by_role("row", name=letters[0][0])).to_be_visible()
        faults += faults_of(page)
        assert saved(page, "link", "folder with a Word letter and the codes", tmp_path).name == "letters.zip"
    assert faults == []


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_the_other_screens_of_letters_keep_the_gates(survey: OpenSurvey, phone: Phone, width: int) -> None:
    forget(survey.store, survey.clock.now)
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    lead = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(admin, phone(width=width), base)
        for address in (
            "/charity/replace",
            "/charity/reminders",
            "/charity/counts",
            "/charity/letters/ready",
        ):
            page.goto(base + address)
            faults += faults_of(page)
        page.goto(f"{base}/charity/replace")
        Hands(page).press("Replace these letters")
        faults += faults_of(page)
        desk = seated(lead, phone(width=width), base)
        for address in ("/hospital/replace", "/hospital/reminders", "/hospital/counts"):
            desk.goto(base + address)
            faults += faults_of(desk)
        with survey.store.writing() as db:
            waves.wave(db, WAVE).posting = waves.Posting.MERGE.value
        desk.goto(f"{base}/hospital/reminders")
        for label, value in (("Day", "10"), ("Month", "11"), ("Year", "2026")):
            desk.get_by_label(label, exact=True).fill(value)
        Hands(desk).press("Get the reminder letter")
        faults += faults_of(desk)
    assert faults == []
