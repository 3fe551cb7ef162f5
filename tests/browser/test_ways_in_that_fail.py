"""Every way in that fails shows a kind page: what is the matter, what to do, and whom to call."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from requirements.machine import find_browser
from survey_engine.sealing.codes import new_code, read_code, show_code, wave_symbol
from survey_engine.web.house import KEY
from survey_engine.web.lanes import Lane
from tests.browser.person import Person
from tests.browser.serving import Served, serve_here
from tests.browser_tools.phone import FLAGS
from tests.patient.survey import OpenSurvey


def is_kind(someone: Person) -> bool:
    """Help by telephone stands on the page, and nothing blames the person."""
    words = someone.page.locator("body").inner_text()
    blame = any(word in words.lower() for word in ("invalid", "failed", "illegal", "forbidden", "denied"))
    return someone.page.locator("footer a[href^='tel:']").count() > 0 and not blame


def unknown(code: str) -> str:
    """A well-formed code of the same wave that nobody was sent."""
    return show_code(new_code(wave_symbol(read_code(code)), lambda count: bytes([9]) * count))


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_a_wrong_symbol_names_the_group_and_keeps_the_code(
    person: Callable[..., Person], served: Served, scripts: str
) -> None:
    someone = person(served, scripts=scripts)
    code = served.codes[0]
    typed = f"{code[:-1]}*"
    someone.enter(typed)
    assert "group 3" in someone.main
    assert someone.value_of("code") == typed
    assert is_kind(someone)
    someone.page.locator("#code").fill(code)
    someone.press("Continue")
    assert someone.where == "/welcome"


def test_an_unknown_code(person: Callable[..., Person], served: Served) -> None:
    someone = person(served)
    someone.enter(unknown(served.codes[0]))
    assert "We could not find that code" in someone.main
    assert is_kind(someone)


def test_a_used_code(person: Callable[..., Person], served: Served) -> None:
    someone, code = person(served), served.new_code()
    someone.begin(code)
    someone.hurry_to_check()
    someone.press("Send now without these questions")
    other = person(served)
    other.page.goto(served.link(code))
    other.press("Continue")
    assert other.heading == "We already have your answers"
    assert is_kind(other)
    someone.page.go_back()  # the check, on a device that was forgotten
    assert is_kind(someone)


def test_before_the_survey_opens_and_after_it_closed(
    person: Callable[..., Person], survey: OpenSurvey, clocked: Served
) -> None:
    someone, code = person(clocked), clocked.new_code()
    survey.clock.now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    someone.enter(code)
    assert someone.heading == "This survey is not open yet"
    assert "1 November 2026" in someone.main
    assert is_kind(someone)
    survey.clock.now = datetime(2026, 12, 20, 12, tzinfo=UTC)
    someone.enter(code)
    assert someone.heading == "This survey has closed"
    assert is_kind(someone)


def test_when_too_many_begin_at_once(person: Callable[..., Person], survey: OpenSurvey) -> None:
    hurried = survey.build(random.Random(5), wait_seconds=0.05)
    with serve_here(hurried.wsgi_app) as base:
        someone = person(Served(base, survey.path))
        someone.open("/i")
        someone.page.locator("#code").fill(survey.codes[0])
        with hurried.extensions[KEY].lanes.slot(Lane.TYPED):
            someone.press("Continue")
        assert "very busy" in someone.main
        assert is_kind(someone)
        assert someone.value_of("code") == survey.codes[0]
        someone.press("Continue")  # when there is room again
        assert someone.where == "/welcome"


def test_after_ten_wrong_codes(person: Callable[..., Person], clocked: Served) -> None:
    someone = person(clocked)
    for _try in range(11):
        someone.open("/i")
        someone.page.locator("#code").fill(unknown(clocked.codes[0]))
        someone.press("Continue")
    assert "Scan the square pattern on your letter, wait 15 minutes, or call us." in someone.main
    assert someone.value_of("code") == unknown(clocked.codes[0])
    assert is_kind(someone)


@pytest.fixture
def blocking(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A browser whose owner blocks all cookies in its settings."""
    preferences = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=find_browser(), args=FLAGS, chromium_sandbox=False
    )
    yield context.pages[0]
    context.close()


def test_a_browser_that_blocks_cookies(blocking: Page, served: Served) -> None:
    someone, code = Person(blocking, served), served.codes[0]
    someone.enter(code)
    assert "Your browser is blocking cookies" in someone.main
    assert someone.value_of("code") == code
    assert is_kind(someone)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/nothing-here", "We could not find this page"),
        ("/start", "Enter the code from your letter"),
        ("/q/p03", "Enter the code from your letter"),
        ("/check", "Enter the code from your letter"),
    ],
)
def test_an_address_that_leads_nowhere(
    person: Callable[..., Person], served: Served, path: str, heading: str
) -> None:
    someone = person(served)
    someone.open(path)
    assert someone.heading == heading
    assert is_kind(someone)


def test_a_damaged_link_and_a_second_link_in_the_same_tab(
    person: Callable[..., Person], served: Served
) -> None:
    someone = person(served)
    someone.open("/i#%E0%A4%A")
    assert someone.value_of("code") == "%E0%A4%A"
    someone.page.evaluate("link => { location.href = link }", served.link(served.codes[0]))
    someone.page.wait_for_function("document.getElementById('code').value.length === 14")
    assert someone.value_of("code") == served.codes[0]
    assert someone.page.url.endswith("/i")
    someone.page.evaluate("location.hash = 'main-content'")
    someone.page.wait_for_url("**/i#main-content")
    assert someone.value_of("code") == served.codes[0]
