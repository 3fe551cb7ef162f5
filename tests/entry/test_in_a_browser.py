"""In a real browser, by number keys and Tab alone: three forms keyed twice, one difference, sent, opened."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page

from survey_engine.exchange.opening import Opened, open_envelopes
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import closing, responses, waves
from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.axe import axe_violations
from tests.browser_tools.fitting import NARROW, sideways_scroll, small_targets
from tests.entry.desk import FORM, HOME
from tests.entry.test_paper import rows
from tests.patient.survey import CHARITY, CLOSES, HOSPITAL, OPENS, RECOVERY, WAVE, OpenSurvey
from tests.staff.office import PASSWORD, invite

# A practised typist makes 5 keys a second: 900 in three minutes, looking at the paper included.
MOST_KEYS_A_QUESTION = 3
QUESTIONS = 55
SCREENS = 11
MOST_SECONDS_A_SCREEN = 0.5  # of the server; a person waits for it 11 times a form


class Fingers:
    """Someone who keys forms: no mouse, and every key is counted."""

    def __init__(self, page: Page) -> None:
        """Hold the browser."""
        self.page, self.keys = page, 0

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def enter(self) -> None:
        """Press Enter, and wait for the next screen."""
        self.keys += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @property
    def focus(self) -> str:
        """The id of what has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))

    def lay_down(self, code: str) -> None:
        """Type the code, tick consent, go on."""
        assert self.focus == "code"
        self.type(code)
        self.press("Tab", "Space")
        self.enter()

    def key(self, entries: Mapping[str, str]) -> None:
        """Key every screen of a form, box after box."""
        while f"{HOME}/form/" in self.page.url:
            self.screen(entries)

    def screen(self, entries: Mapping[str, str]) -> None:
        """Key one screen: the first box has the focus, Tab leads on, Enter sends it."""
        boxes = self.page.evaluate(
            "[...document.querySelectorAll('#page-form :is([data-keyed], textarea:not(#margin-notes))')]"
            ".map((box) => [box.id, box.tagName])"
        )
        for place, (name, tag) in enumerate(boxes):
            assert self.focus == name
            self.type(entries.get(name, ""))
            if place < len(boxes) - 1 or tag == "TEXTAREA":
                self.press("Tab")
        self.enter()


def sign_in(survey: OpenSurvey, page: Page, base: str, email: str) -> Page:
    """Take up an invitation with the role `entry`."""
    _officer, link = invite(survey, email, [Role.ENTRY])
    page.goto(base + link)
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Continue")
    press(page, "Use an app")
    secret = page.locator("bdi.code").inner_text().replace(" ", "")
    number = pyotp.TOTP(secret).at(int(survey.clock.now.timestamp()))
    page.get_by_label("Number from the app").fill(str(number))
    press(page, "Continue")
    page.goto(base + HOME)
    return page


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def forms() -> list[dict[str, str]]:
    """Three forms as they lie on the desk."""
    return [
        dict(FORM),
        {**FORM, "overall": "3", "best_thing": ""},
        {**FORM, "dx_where": "3", "plan_say": "*"},
    ]


def opened_after_the_close(survey: OpenSurvey) -> Opened:
    """Close the wave, and open its envelopes as the charity does."""
    with survey.store.writing() as db:
        [tally] = closing.close_wave(db, WAVE, today=CLOSES)
        facts = WaveFacts(
            code=WAVE, questionnaire="sbc_patient", version=1, short_form=False,
            hospitals={HOSPITAL: "Northfield Hospital"}, posting=waves.wave(db, WAVE).posting,
            opens_on=OPENS, closes_on=CLOSES, recipients=(CHARITY.recipient, RECOVERY.recipient),
            digest=tally.digest, hashes=closing.counted_hashes(db, WAVE), tally=(),
        )  # fmt: skip
        questionnaire = Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1)
        return open_envelopes(responses.envelopes(db, WAVE), facts, CHARITY.secret, questionnaire)


def test_three_forms_keyed_twice_with_one_difference(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    with serve_here(survey.app.wsgi_app) as base:
        page = sign_in(survey, phone(width=1280).new_page(), base, "ann@example.org")
        press(page, "Begin a batch")
        number = page.locator("bdi.code").inner_text()
        with page.expect_navigation():
            page.get_by_role("link", name="First form").click()
        first = Fingers(page)
        for code, entries in zip(survey.codes, forms(), strict=False):
            first.lay_down(code)
            first.key(entries)
            assert "The form is kept, sealed." in page.inner_text("main")
        assert (rows(survey, "draft"), rows(survey, "response")) == (3, 0)

        other = sign_in(survey, phone(width=1280).new_page(), base, "ben@example.org")
        other.get_by_label("Number on the slip").fill(number)
        press(other, "Take up the batch")
        other.locator("#code").focus()
        second = Fingers(other)
        for place, (code, entries) in enumerate(zip(survey.codes, forms(), strict=False)):
            second.lay_down(code)
            second.key({**entries, "gp_times": "4"} if place == 1 else entries)
            if place == 1:
                assert "The two keyings differ on 1 question." in other.inner_text("main")
                second.press("Tab")
                second.type("1")
            else:
                assert "The two keyings agree." in other.inner_text("main")
                second.press("Tab")
            second.enter()
            assert "Tear off its strip, and destroy it now." in other.inner_text("main")
        assert "Done so far: 3." in other.inner_text("main")
    assert (rows(survey, "draft"), rows(survey, "response"), rows(survey, "spent")) == (0, 3, 3)
    check_answers(opened_after_the_close(survey))


def check_answers(opened: Opened) -> None:
    assert opened.refused == ()
    assert [one.mode for one in opened.responses] == ["paper"] * 3
    by_score = {one.answers["overall"]: one for one in opened.responses if one.answers["plan_say"]}
    assert set(by_score) == {"9", "3"}
    assert by_score["3"].answers["gp_times"] is None  # the first keying was right
    assert by_score["3"].answers["best_thing"] is None
    [elsewhere] = [one for one in opened.responses if one.answers["dx_where"] == "other_nhs"]
    assert "told_caring" not in elsewhere.answers  # ticked on paper, and off the path
    assert {name: reason.value for name, reason in elsewhere.unclear.items()} == {"plan_say": "several"}


def test_a_whole_form_takes_few_keys_and_little_waiting(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    with serve_here(survey.app.wsgi_app) as base:
        page = sign_in(survey, phone(width=1280).new_page(), base, "ann@example.org")
        press(page, "Begin a batch")
        with page.expect_navigation():
            page.get_by_role("link", name="First form").click()
        catalogue = Catalogue.read([builtin_folder("questionnaires")])
        asked = [one.id for one in catalogue.get("sbc_patient", 1).asked()]
        assert len(asked) == QUESTIONS
        entries = {**dict.fromkeys(asked, "1"), "dx_month": "3 2024", "best_thing": "", "change_thing": ""}
        fingers = Fingers(page)
        fingers.lay_down(survey.codes[0])
        before, screens = fingers.keys, 0
        waited = 0.0
        while f"{HOME}/form/" in page.url:
            screens += 1
            fingers.screen(entries)
            begun = time.monotonic()
            page.request.get(page.url)
            waited = max(waited, time.monotonic() - begun)
        assert "The form is kept, sealed." in page.inner_text("main")
    assert fingers.keys - before <= MOST_KEYS_A_QUESTION * QUESTIONS
    assert screens == SCREENS
    assert waited < MOST_SECONDS_A_SCREEN


class Looker:
    """Looks at each screen as it comes, and remembers what is wrong with it."""

    def __init__(self, page: Page, base: str) -> None:
        """Hold the browser."""
        self.page, self.base = page, base
        self.faults: list[str] = []

    def press(self, name: str) -> None:
        """Press a button, and look."""
        press(self.page, name)
        self.look()

    def look(self) -> None:
        """The gates of every screen."""
        found = axe_violations(self.page) + sideways_scroll(self.page) + small_targets(self.page)
        self.faults.extend(f"{self.page.url}: {one}" for one in found)

    def home(self) -> None:
        """Go to where keying begins."""
        self.page.goto(self.base + HOME)

    def lay_down(self, code: str, button: str) -> None:
        """Type a code, tick consent, go on."""
        self.page.locator("#code").fill(code)
        self.page.locator("#consent").check()
        self.press(button)

    def rest_of_the_form(self) -> None:
        """Leave the rest empty, and look no more."""
        while f"{HOME}/form/" in self.page.url:
            press(self.page, "Continue")

    def fill(self, name: str, keyed: str) -> None:
        """Key one box."""
        self.page.locator(f"#{name}").fill(keyed)


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_the_screens_keep_the_gates(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    with serve_here(survey.app.wsgi_app) as base:
        page = sign_in(survey, phone(width=width).new_page(), base, "ann@example.org")
        looker = Looker(page, base)
        looker.look()
        looker.press("Begin a batch")
        number = page.locator("bdi.code").inner_text()
        page.goto(f"{base}{HOME}/form#code")
        looker.press("Key the form")
        looker.lay_down(survey.codes[0], "Key the form")
        looker.fill("dx_first", "9")
        looker.press("Continue")
        looker.fill("dx_first", "1")
        looker.rest_of_the_form()
        key_again(looker, number, survey.codes[0])
        by_telephone(looker, survey.codes[1])
        page.goto(f"{base}{HOME}/spare")
        looker.look()
        looker.press("Make the codes")
    assert looker.faults == []


def key_again(looker: Looker, number: str, code: str) -> None:
    looker.home()
    looker.page.get_by_label("Number on the slip").fill(number)
    looker.press("Take up the batch")
    looker.page.locator("#alone").check()
    press(looker.page, "Take up the batch")
    looker.lay_down(code, "Key the form")
    looker.fill("dx_month", "2024")
    looker.rest_of_the_form()
    looker.look()
    looker.press("Send")


def by_telephone(looker: Looker, code: str) -> None:
    looker.home()
    looker.press("Take calls")
    looker.lay_down(code, "Begin")
    looker.fill("dx_where", "1")
    looker.press("Continue")
    looker.press("They stop here")
