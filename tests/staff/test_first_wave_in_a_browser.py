"""From no key to an open wave in a real browser, by keyboard and without scripts; and its close."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from survey_engine.records import waves
from survey_engine.records.staff import Role
from survey_engine.sealing.envelope import new_identity
from tests.browser.keyboard import Keyboard
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import OpenSurvey
from tests.staff.hands import faults_of, seated
from tests.staff.in_force import backup_of_today, keys_in_force
from tests.staff.office import hired
from tests.staff.test_first_wave import CHARITY_WORDS, CONTACT_WORDS, TRUSTEE_WORDS, sheet_of

GUIDE = "/charity/first-wave"


class Walker:
    """Somebody who uses the keys alone, and whose pages are all looked at."""

    def __init__(self, page: Page, folder: Path) -> None:
        """Begin on the page that is open."""
        self.page, self.keys, self.folder = page, Keyboard(page), folder
        self.faults: list[str] = []

    def looks(self) -> None:
        """Hold the page to the gates."""
        self.faults += faults_of(self.page)

    def follows(self, words: str) -> None:
        """Tab to a link, and press Enter."""
        self._reach(self.page.get_by_role("link", name=words, exact=True).first)
        self.keys.press_for_next_page("Enter")
        self.looks()

    def presses(self, words: str) -> None:
        """Tab to a button, and press Enter."""
        self._reach(self.page.get_by_role("button", name=words, exact=True))
        self.keys.press_for_next_page("Enter")
        self.looks()

    def writes(self, label: str, text: str, group: str = "") -> None:
        """Tab to a box, and type."""
        place = self.page.get_by_role("group", name=group) if group else self.page
        self._reach(place.get_by_label(label, exact=True))
        self.keys.type(text)

    def chooses(self, selector: str) -> None:
        """Tab to a group of radios, and choose its first."""
        self._reach(self.page.locator(selector))
        self.keys.press("Space")

    def saves(self, words: str) -> Path:
        """Press a button that answers with a file."""
        self._reach(self.page.get_by_role("button", name=words, exact=True))
        with self.page.expect_download() as saving:
            self.keys.press("Enter")
        target = self.folder / saving.value.suggested_filename
        saving.value.save_as(target)
        return target

    def _reach(self, wanted: Locator) -> None:
        """Tab until it has the focus; every stop on the way is seen."""
        for _ in range(150):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.keys.tab()
        raise AssertionError(f"{self.page.url}: {wanted} is not reached")


def walk(walker: Walker, base: str) -> None:
    """Make the keys, prove each, and open a wave."""
    page = walker.page
    page.goto(f"{base}{GUIDE}")
    walker.looks()
    walker.follows("Make the keys")
    walker.writes("Passphrase of the charity key file", CHARITY_WORDS)
    walker.writes("The same once more", CHARITY_WORDS)
    walker.writes("Passphrase of the recovery sheet", TRUSTEE_WORDS)
    walker.writes("The same once more, for the recovery sheet", TRUSTEE_WORDS)
    walker.writes("Passphrase of the contacts key file", CONTACT_WORDS)
    walker.writes("The same once more, for the contacts key file", CONTACT_WORDS)
    folder = walker.saves("Make the keys and save their files")
    with zipfile.ZipFile(folder) as packed:
        packed.extractall(walker.folder)
    walker.follows("When the files are there, go on with the guide")
    for name, words in (("charity-key-file.key", CHARITY_WORDS), ("contacts-key-file.key", CONTACT_WORDS)):
        walker.follows("Open a test answer")
        page.get_by_label("A key file from its stick").set_input_files(walker.folder / name)
        walker.writes("Its passphrase", words)
        walker.presses("Open a test answer")
        walker.follows("Go on with the guide")
    walker.follows("Open a test answer")
    walker.writes(
        "Or the nine lines of the recovery sheet",
        sheet_of((walker.folder / "recovery-sheet.pdf").read_bytes()),
    )
    walker.writes("Its passphrase", TRUSTEE_WORDS)
    walker.presses("Open a test answer")
    walker.follows("Go on with the guide")
    walker.follows("Plan a wave")
    walker.writes("A short code for the wave", "2027-A")
    walker.chooses("#asks")
    for name, month in (("First day for patients", "3"), ("Last day to begin", "4")):
        for label, text in (("Day", "1"), ("Month", month), ("Year", "2027")):
            walker.writes(label, text, name)
    walker.presses("Continue to the checklist")
    walker.presses("Open this wave")
    page.wait_for_url("**/charity/waves/2027-A")


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_from_the_first_key_to_an_open_wave_by_keyboard_without_scripts(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], tmp_path: Path, width: int
) -> None:
    admin = hired(survey, "boss@example.org", Role.ADMIN)
    backup_of_today(survey)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(admin, phone(width=width, scripts="blocked"), base)
        page.set_default_timeout(90_000)  # stretching a passphrase is slow on purpose
        walker = Walker(page, tmp_path)
        walk(walker, base)
    assert walker.faults == []
    with survey.store.reading() as db:
        wave = waves.wave(db, "2027-A")
        assert (wave.state, bool(wave.contacts_recipient), len(waves.signing_keys(wave))) == ("open", True, 2)


def test_a_close_by_keyboard_gives_a_fingerprint_that_prints_on_one_page(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    admin = hired(survey, "boss@example.org", Role.ADMIN)
    backup_of_today(survey)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(admin, phone(width=NARROW, scripts="blocked"), base)
        walker = Walker(page, tmp_path)
        page.goto(f"{base}/charity/waves")
        walker.follows("Look at wave W1")
        walker.follows("Give patients more time")
        walker.follows("Go back, and change nothing")
        walker.follows("Close the wave")
        walker.presses("Close the wave for good")
        walker.chooses("#sure")
        walker.presses("Close the wave for good")
        page.wait_for_url("**/fingerprint")
        walker.follows("Go to the wave")
        walker.follows("Delete the sealed answers")
        page.goto(f"{base}/charity/purge")
        walker.looks()
    assert walker.faults == []


def test_the_screens_keep_the_gates_where_something_waits(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    first = hired(survey, "boss@example.org", Role.ADMIN)
    keys_in_force(survey, "boss@example.org", new_identity(), new_identity())
    keys_in_force(survey, "boss@example.org", new_identity(), new_identity())  # waits for another admin
    second = hired(survey, "two@example.org", Role.ADMIN)
    assert first.is_signed_in
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(second, phone(width=NARROW), base)
        for address in (
            GUIDE,
            f"{GUIDE}/keys",
            f"{GUIDE}/keys-from-file",
            f"{GUIDE}/try",
            "/charity/waves/new",
        ):
            page.goto(base + address)
            faults += faults_of(page)
        page.goto(base + GUIDE)
        page.get_by_role("button", name="Agree to these keys").click()
        page.get_by_text("Agreed by two@example.org.").wait_for()
        page.goto(f"{base}{GUIDE}/try")
        page.get_by_role("button", name="Open a test answer").click()
        faults += faults_of(page)
    assert faults == []
