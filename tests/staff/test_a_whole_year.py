"""A whole year in real browsers: from the answers of one survey to what the next one says of the promise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from survey_engine.records import waves
from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.patient.survey import CHARITY, HOSPITAL, MASTER_KEY, RECOVERY, WAVE, OpenSurvey
from tests.staff.boxes import PASSPHRASE, allow, key_file
from tests.staff.crowd import crowd
from tests.staff.desks import Phone, closes, comes_back, opens_answers
from tests.staff.hands import Hands, seated
from tests.staff.in_force import backup_of_today
from tests.staff.office import Officer, hired, invite

NEXT = "W2"
ASKED = "nurse_has"
BETTER = "It is better now. Chance alone would seldom do this."


def on(survey: OpenSurvey, year: int, month: int, day: int) -> None:
    """Let it be noon of that day, with a backup of the night before."""
    survey.clock.now = datetime(year, month, day, 12, tzinfo=UTC)
    backup_of_today(survey)


def release_of(
    survey: OpenSurvey, admin: Officer, analyst: Officer, wave: str, phone: Phone, base: str, folder: Path
) -> None:
    """The admin closes a wave, and the analyst opens it."""
    printed = closes(comes_back(admin, phone, base), base, wave)
    key = folder / "charity.key"
    key.write_bytes(key_file())
    opens_answers(comes_back(analyst, phone, base), key, PASSPHRASE, printed, folder)


def reads_and_chooses(page: Page) -> None:
    """The lead reads the report of her hospital, and notes on the priority sheet what can be done."""
    hands = Hands(page)
    hands.follow("Results")
    hands.follow(f"Survey {WAVE}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Northfield Hospital")
    hands.follow("Priorities for the goal meeting")
    page.get_by_label("Can it be done here?").first.select_option("partly")
    page.get_by_label("Notes").first.fill("Ask the ward.")
    hands.press("Save")
    assert page.get_by_label("Notes").first.input_value() == "Ask the ward."


def pledges(page: Page) -> str:
    """She writes a pledge of one action, and sends it to the charity; the figure that it began with."""
    hands = Hands(page)
    hands.follow("Your pledge")
    page.get_by_label("Title").fill("Our pledge to you")
    page.get_by_label("How many patients agreed to it?").fill("5")
    page.get_by_label("How many staff agreed to it?").fill("7")
    hands.press("Save")
    hands.follow("Add an action")
    page.get_by_label("You said").fill("It is hard to reach a nurse.")
    page.get_by_label("We will").fill("We will have a nurse by the telephone each morning.")
    page.get_by_label("Whose task is it?").fill("Lead nurse")
    for name, value in (("Day", "30"), ("Month", "9"), ("Year", "2027")):
        page.get_by_label(name, exact=True).fill(value)
    box = page.locator(f"input[value={ASKED}]")
    page.locator("details", has=box).locator("summary").click()
    box.check()
    label = page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
    hands.press("Save")
    hands.press("Send it to the charity")
    return label.rpartition("(")[2].rstrip(")")


def publishes(page: Page, base: str) -> None:
    """The charity reads it, and publishes it."""
    Hands(page).follow("Pledges")
    page.goto(f"{base}/charity/pledges/{HOSPITAL}/{WAVE}")
    Hands(page).press("Publish it as it stands")
    expect(page.get_by_role("status")).to_have_text("Published. Everybody can read it now.")


def marks(page: Page) -> None:
    """A patient opens the link that she was sent, and says what she sees."""
    hands = Hands(page)
    hands.press("Open the pledge")
    page.get_by_label("Not yet").check()
    hands.press("Save what I said")


def looks_after_six_months(page: Page, base: str) -> None:
    """The lead writes what she found at the review, and sends it to the charity."""
    hands = Hands(page)
    page.goto(f"{base}/hospital/pledge")
    expect(page.get_by_role("main")).to_contain_text("Action 1: the review after 6 months was due on")
    hands.follow("Write what you found about action 1")
    page.get_by_label("Started", exact=True).check()
    page.get_by_label("We did", exact=True).fill("The telephone is answered each morning now.")
    page.get_by_label("Yes, after 6 months").check()
    page.get_by_label("What did you find?").fill("The rota has begun.")
    hands.press("Save")
    hands.press("Send it to the charity")


def next_survey(survey: OpenSurvey) -> None:
    """The next wave, a year later; people now speak better of their care."""
    opens, closes_on, entry = date(2027, 11, 1), date(2027, 11, 30), date(2027, 12, 28)
    new = waves.NewWave(
        id=NEXT, questionnaire="sbc_patient", version=1, opens_on=opens, closes_on=closes_on,
        entry_until=entry, posting=waves.Posting.SEALED, recipients=(CHARITY.recipient, RECOVERY.recipient),
    )  # fmt: skip
    with survey.store.writing() as db:
        waves.open_wave(db, new, MASTER_KEY, survey.chance.randbytes)
    crowd(survey, wave=NEXT, favour=0.8, seed=9)


def reads_in_public(phone: Phone, base: str) -> str:
    """Anybody opens the page of the hospital; what it says."""
    page = phone(width=1280, scripts="blocked").new_page()
    page.goto(f"{base}/pledges")
    Hands(page).follow("Northfield Hospital")
    return " ".join(page.locator("main").inner_text().split())


def is_marked(survey: OpenSurvey, admin: Officer, phone: Phone, base: str) -> None:
    """A patient says what she sees of it, and the charity reads that."""
    _ann, link = invite(survey, "ann@example.org", [Role.REPRESENTATIVE], HOSPITAL)
    patient = phone(width=390, scripts="blocked").new_page()
    patient.goto(base + link)
    marks(patient)
    desk = seated(admin, phone(width=1280, scripts="blocked"), base)
    desk.goto(f"{base}/charity/pledges/{HOSPITAL}/{WAVE}")
    expect(desk.get_by_role("main")).to_contain_text("Not yet")


def is_reviewed(survey: OpenSurvey, admin: Officer, nurse: Officer, phone: Phone, base: str) -> None:
    """Half a year later the lead looks at her promise, and the public reads of it."""
    on(survey, 2027, 7, 6)
    looks_after_six_months(comes_back(nurse, phone, base), base)
    publishes(comes_back(admin, phone, base), base)
    said = reads_in_public(phone, base)
    assert "The telephone is answered each morning now." in said
    assert "6 July 2027: begun" in said
    assert "The rota has begun." not in said


def test_a_year_from_the_answers_to_what_came_of_the_promise(
    survey: OpenSurvey, phone: Phone, tmp_path: Path
) -> None:
    allow(survey)
    crowd(survey, favour=0.35)
    admin = hired(survey, "boss@example.org", Role.ADMIN)
    analyst = hired(survey, "analyst@example.org", Role.ANALYST)
    nurse = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    with serve_here(survey.app.wsgi_app) as base:
        on(survey, 2027, 1, 5)
        release_of(survey, admin, analyst, WAVE, phone, base, tmp_path)

        lead = comes_back(nurse, phone, base)
        reads_and_chooses(lead)
        began = pledges(lead)
        assert "%" in began or "half" in began, began
        publishes(comes_back(admin, phone, base), base)
        said = reads_in_public(phone, base)
        assert "It is hard to reach a nurse." in said
        assert f"At the start: Good answers: {began.partition(',')[0]}" in said
        assert "The next survey will ask this again." in said

        is_marked(survey, admin, phone, base)
        is_reviewed(survey, admin, nurse, phone, base)

        on(survey, 2027, 11, 10)
        next_survey(survey)
        on(survey, 2028, 1, 5)
        release_of(survey, admin, analyst, NEXT, phone, base, tmp_path)
        said = reads_in_public(phone, base)
        assert f"At the start: Good answers: {began.partition(',')[0]}" in said
        assert "In 2027: Good answers:" in said
        assert BETTER in said
        seen = comes_back(nurse, phone, base)
        seen.goto(f"{base}/hospital/pledge/{WAVE}")
        expect(seen.get_by_role("main")).to_contain_text(f"Survey {NEXT}:")
        expect(seen.get_by_role("main")).to_contain_text(BETTER)
