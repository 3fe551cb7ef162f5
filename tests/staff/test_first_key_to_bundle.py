"""From an installation with nothing in it to a bundle proved whole, by people who know no command line."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from survey_engine.cli.main import command_line
from survey_engine.records import comment_lists, hospitals, publishing, releases, waves
from survey_engine.records.database import upgrade
from survey_engine.records.staff import Role
from survey_engine.records.store import Store
from tests.browser.person import Person
from tests.browser.serving import Served, serve_here
from tests.exchange.paper_samples import texts_of_sheets
from tests.patient.survey import HOSPITAL, Clock, OpenSurvey
from tests.staff.boxes import allow
from tests.staff.crowd import FOUR, NAMES, crowd, patient_questionnaire
from tests.staff.desks import Phone, closes, comes_back, opens_answers
from tests.staff.hands import Hands, saved, seated
from tests.staff.in_force import backup_of_today
from tests.staff.office import hired
from tests.staff.test_first_wave import CHARITY_WORDS
from tests.staff.test_first_wave_in_a_browser import Walker, walk
from tests.staff.test_letters_in_a_browser import CODE, answers, scanned

CODE_OF_WAVE = "2027-A"


@pytest.fixture
def empty(tmp_path: Path) -> OpenSurvey:
    """As whoever runs the server leaves it: the questionnaire, the hospitals' names, and no wave."""
    path = tmp_path / "survey.sqlite"
    url = f"sqlite:///{path}"
    upgrade(url)
    store = Store(url)
    with store.writing() as db:
        publishing.publish(db, patient_questionnaire())
        for code, name in {HOSPITAL: "Northfield Hospital", **NAMES}.items():
            hospitals.add_hospital(db, code, name)
    store.engine.dispose()
    return allow(OpenSurvey(path, [], [], Clock(), random.Random(23)))


def orders_a_letter(page: Page, folder: Path) -> str:
    """Order two letters, save them; what the pattern of the first says."""
    hands = Hands(page)
    hands.follow("Letters")
    page.get_by_label("How many letters?").fill("2")
    page.get_by_label("Northfield Hospital").check()
    page.get_by_label("12 points, as usual").check()
    hands.press("Make the letters")
    for _look in range(300):
        if page.get_by_role("button", name="See whether they are ready").count() == 0:
            break
        page.wait_for_timeout(500)
        hands.press("See whether they are ready")
    file = saved(page, "link", "letters as PDF", folder)
    hands.press("I have opened the file, and it is right")
    with pikepdf.open(file) as pdf:
        sheets = [number for number, text in enumerate(texts_of_sheets(pdf), 1) if CODE.search(text)]
    assert len(sheets) == 2
    return scanned(file, sheets[0])


def people_answer(survey: OpenSurvey, link: str, base: str, phone: Phone) -> None:
    """One patient scans her letter, and 181 others have answered too."""
    answers(Person(phone().new_page(), Served(base, survey.path)), link)
    with survey.store.reading() as db:
        recipients = waves.recipients(waves.wave(db, CODE_OF_WAVE))
    crowd(survey, FOUR, wave=CODE_OF_WAVE, recipients=recipients)


def opens(survey: OpenSurvey, page: Page, printed: str, folder: Path) -> Path:
    """Open the answers with the charity key file; the release and the comments are in then."""
    bundle = opens_answers(page, folder / "charity-key-file.key", CHARITY_WORDS, printed, folder)
    with survey.store.reading() as db:
        release = releases.released(db, CODE_OF_WAVE)
        assert release is not None
        assert release.fingerprint == printed
        assert comment_lists.waves_with_comments(db) == [CODE_OF_WAVE]
    return bundle


def test_from_the_first_key_to_a_bundle_that_is_whole(
    empty: OpenSurvey, phone: Phone, tmp_path: Path
) -> None:
    survey = empty
    admin = hired(survey, "boss@example.org", Role.ADMIN)
    backup_of_today(survey)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(admin, phone(width=1280, scripts="blocked"), base)
        page.set_default_timeout(90_000)
        walk(Walker(page, tmp_path), base)

        survey.clock.now = datetime(2027, 3, 2, 12, tzinfo=UTC)
        link = orders_a_letter(comes_back(admin, phone, base), tmp_path)
        people_answer(survey, link, base, phone)

        survey.clock.now = datetime(2027, 5, 10, 12, tzinfo=UTC)
        backup_of_today(survey)
        printed = closes(comes_back(admin, phone, base), base, CODE_OF_WAVE)

        analyst = hired(survey, "analyst@example.org", Role.ANALYST)
        page = seated(analyst, phone(width=1280, scripts="blocked"), base)
        page.set_default_timeout(90_000)
        bundle = opens(survey, page, printed, tmp_path)
        Hands(page).follow("Results")
        expect(page.get_by_role("main")).to_contain_text(CODE_OF_WAVE)
    said = CliRunner().invoke(
        command_line, ["verify", str(bundle), "--recipients", str(tmp_path / "recipients.txt")]
    )
    assert (said.exit_code, "Signed by a key of" in said.output) == (0, True), said.output
