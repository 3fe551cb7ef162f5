"""A whole survey in Welsh and in Urdu, on devices that make it hard; and over days, on two devices."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.box import answers_in
from tests.browser.person import Person
from tests.browser.serving import Served, serve_here
from tests.browser_tools.fitting import NARROW, sideways_scroll
from tests.browser_tools.phone import open_phone, start
from tests.patient.survey import Clock, OpenSurvey

FEWEST_ANSWERS = 45
# What Chromium does on a phone with little memory, and a heap of a size that such a phone gives a page.
LITTLE = ["--enable-low-end-device-mode", "--js-flags=--max-old-space-size=64", "--renderer-process-limit=1"]


class Polyglot(Person):
    """Someone who knows buttons by what they do, in any language."""

    def do(self, action: str) -> None:
        """Press the button of the page's form with this value."""
        with self.page.expect_navigation():
            self.page.locator(f"#page-form button[value='{action}']").click()

    def start(self, code: str, language: str) -> None:
        """From the first page to the first question."""
        self.open("/i")
        with self.page.expect_navigation():
            self.page.locator(f"button[name=language][lang={language}]").click()
        self.page.locator("#code").fill(code)
        with self.page.expect_navigation():
            self.page.locator("#page-form button[type=submit]").first.click()
        self.page.locator("#consent").check()
        self.do("start")

    def answer_all_and_send(self, each_page: Callable[[], None]) -> dict[str, str]:
        """Answer every page, the equality questions too, and send; returns what was given."""
        given: dict[str, str] = {}
        while self.where != "/check":
            each_page()
            given |= self.fill_page({})
            self.do("next")
        with self.page.expect_navigation():
            self.page.locator("main a[href^='/q/p5'].nhsuk-button").click()
        while self.where != "/check":
            given |= self.fill_page({})
            self.do("next")
        self.do("send")
        assert self.where == "/done"
        return given


@pytest.fixture
def clock() -> Clock:
    """The clock of the survey below."""
    return Clock()


@pytest.fixture
def abroad(prepared: tuple[Path, list[str], list[str]], tmp_path: Path, clock: Clock) -> Iterator[Served]:
    """A survey of its own in three languages."""
    path, codes, refs = prepared
    copy = Path(shutil.copy(path, tmp_path / "abroad.sqlite"))
    languages = ("en", "cy", "ur")
    survey = OpenSurvey(copy, list(codes), list(refs), clock, random.Random(9), languages=languages)
    with serve_here(survey.app.wsgi_app) as base:
        yield Served(base, copy, list(codes))
    survey.store.engine.dispose()


def only_answers(served: Served) -> dict[str, object]:
    """The one answer in the box."""
    [found] = answers_in(served.database)
    return {name: value for name, value in found.items() if value}


def test_in_welsh_on_a_narrow_phone_with_text_at_200_percent_and_forced_colours(
    abroad: Served, phone: Callable[..., BrowserContext]
) -> None:
    someone = Polyglot(phone(width=NARROW, forced_colours=True).new_page(), abroad)
    someone.start(abroad.new_code(), "cy")
    problems: list[str] = []

    def look() -> None:
        assert someone.page.locator("html").get_attribute("lang") == "cy"
        someone.page.evaluate("document.documentElement.style.fontSize = '200%'")
        width = someone.page.evaluate("document.scrollingElement.scrollWidth")
        problems.extend([f"{someone.where}: {width} px wide"] if width > NARROW else [])

    given = someone.answer_all_and_send(look)
    assert problems == []
    assert sideways_scroll(someone.page) == []
    assert len(given) > FEWEST_ANSWERS
    assert set(only_answers(abroad)) == set(given) - {"best_thing", "change_thing"}


def test_in_urdu_on_a_phone_with_little_memory_whose_scripts_fail_half_way(
    abroad: Served, browser: Browser
) -> None:
    little = start(browser.browser_type, LITTLE)
    try:
        context = open_phone(little)
        page = context.new_page()
        failed: list[str] = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        someone = Polyglot(page, abroad)
        someone.start(abroad.new_code(), "ur")
        seen: list[str] = []

        def look() -> None:
            assert page.locator("html").get_attribute("dir") == "rtl"
            seen.append(someone.where)
            if len(seen) == 20:
                _fail_scripts(context, page)

        given = someone.answer_all_and_send(look)
    finally:
        little.close()
    assert len(failed) > FEWEST_ANSWERS - 20
    assert len(given) > FEWEST_ANSWERS
    assert set(only_answers(abroad)) == set(given) - {"best_thing", "change_thing"}


def _fail_scripts(context: BrowserContext, page: Page) -> None:
    """From here on the script arrives broken, as from a proxy that cut it short."""

    def cut(route: Route) -> None:
        route.fulfill(status=200, content_type="text/javascript", body="const half = () => {")

    context.route("**/*.js*", cut)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})


def test_a_three_hour_pause_on_a_page_loses_nothing(
    abroad: Served, clock: Clock, person: Callable[..., Person]
) -> None:
    someone = person(abroad)
    someone.begin(abroad.new_code())
    someone.walk_to("/q/p03")
    someone.choose("Somewhere else")
    clock.forward(hours=3)
    someone.press("Continue")
    assert someone.where == "/q/p04"
    someone.open("/q/p03")
    assert someone.chosen() == ["elsewhere"]


def test_fifteen_answers_on_a_tablet_that_is_shut_and_the_rest_on_a_borrowed_laptop(
    abroad: Served, clock: Clock, phone: Callable[..., BrowserContext]
) -> None:
    code = abroad.new_code()
    tablet = Polyglot(phone(width=820).new_page(), abroad)
    tablet.begin(code)
    given: dict[str, str] = {}
    return_code = ""
    while len(given) < 15:
        given |= tablet.fill_page({})
        tablet.do("next")
        if not return_code and "return code" in tablet.main:
            return_code = tablet.return_code()  # she writes it on her letter when the page says so
    tablet.page.context.close()  # the cover is shut: no Stop, no goodbye
    clock.forward(days=3)
    laptop = Polyglot(phone(width=1366).new_page(), abroad)
    laptop.enter(code)
    laptop.press("I began on another device")
    laptop.page.get_by_label("I am on a shared computer", exact=False).check()
    laptop.page.get_by_label("Enter your return code").press_sequentially(return_code)
    laptop.press("Continue")
    assert "Welcome back." in laptop.main
    given |= laptop.answer_all_and_send(lambda: None)
    found = only_answers(abroad)
    assert set(found) == set(given) - {"best_thing", "change_thing"}
    names = {cookie["name"] for cookie in laptop.page.context.cookies()}
    assert not any(name.startswith(("survey", "device")) for name in names)
