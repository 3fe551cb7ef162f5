"""A link may say how to be shown; and who would like to do more says so apart from the survey."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from survey_engine.records import contacts
from survey_engine.records.store import Store
from survey_engine.sealing.codes import read_code, sign_link
from survey_engine.sealing.envelope import new_identity
from tests.browser.person import Person
from tests.browser.serving import Served, serve_here
from tests.patient.survey import SECRET_KEY, WAVE, Clock, OpenSurvey, prepare

PHONES = Callable[..., BrowserContext]
CONTACTS = new_identity()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    path = tmp_path_factory.mktemp("wishes") / "survey.sqlite"
    codes, refs = prepare(f"sqlite:///{path}", contacts=CONTACTS.recipient)
    return path, codes, refs


@pytest.fixture
def here(made: tuple[Path, list[str], list[str]], tmp_path: Path) -> Iterator[Served]:
    """A survey in three languages that takes focus-group slips."""
    path, codes, refs = made
    copy = Path(shutil.copy(path, tmp_path / "survey.sqlite"))
    languages = ("en", "cy", "ur")
    survey = OpenSurvey(copy, list(codes), list(refs), Clock(), random.Random(5), languages=languages)
    with serve_here(survey.app.wsgi_app) as base:
        yield Served(base, copy, list(codes))
    survey.store.engine.dispose()


def size_of(page: Page) -> str:
    """The size of its text in CSS pixels."""
    return str(page.evaluate("getComputedStyle(document.documentElement).fontSize"))


def wish(served: Served, code: str, rest: str) -> str:
    """The letter's link with a wish behind it."""
    return f"{served.base}/i#{code}.{sign_link(read_code(code), [SECRET_KEY])}{rest}"


def test_a_link_may_carry_a_language_and_large_print(here: Served, phone: PHONES) -> None:
    page, code = phone().new_page(), here.new_code()
    page.goto(wish(here, code, "&language=ur&size=largest"))
    page.wait_for_url("**/language")
    assert page.locator("html").get_attribute("lang") == "ur"
    assert page.locator("#code").input_value() == code
    assert page.locator("[data-signature]").input_value()
    assert size_of(page) == "24px"
    page.locator("#page-form button[type=submit]").first.click()
    page.wait_for_url("**/welcome")
    assert page.locator("html").get_attribute("lang") == "ur"
    assert size_of(page) == "24px"


def test_large_print_alone_shows_at_once_and_holds(here: Served, phone: PHONES) -> None:
    page, code = phone().new_page(), here.new_code()
    page.goto(wish(here, code, "&size=large"))
    assert size_of(page) == "20px"
    assert page.url == f"{here.base}/i"
    assert page.locator("#code").input_value() == code
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/welcome")
    assert size_of(page) == "20px"


@pytest.mark.parametrize("rest", ["&language=xx&size=huge", "&size=%22%5D", "&&&=", "&language=en"])
def test_a_wish_that_cannot_be_met_leaves_the_code(here: Served, phone: PHONES, rest: str) -> None:
    page, code = phone().new_page(), here.new_code()
    page.goto(wish(here, code, rest))
    assert page.locator("#code").input_value() == code
    assert page.locator("html").get_attribute("lang") == "en"
    assert size_of(page) == "16px"


def test_a_wish_without_a_code_leaves_the_box_empty(here: Served, phone: PHONES) -> None:
    page = phone().new_page()
    page.goto(f"{here.base}/i#size=large")
    assert size_of(page) == "20px"
    assert page.locator("#code").input_value() == ""


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_after_the_thank_you_she_offers_to_do_more(
    here: Served, person: Callable[..., Person], scripts: str
) -> None:
    someone = person(here, scripts=scripts)
    someone.begin(here.new_code())
    someone.hurry_to_check()
    someone.press("Send", exact=False)
    someone.follow("Tell us if you would like to take part in more")
    assert someone.where == "/contact"
    someone.press("Send my details")
    assert someone.heading == "Take part in more"
    assert someone.page.locator(".nhsuk-error-summary a").count() == 3
    someone.choose("Talk in a group online")
    someone.write("email", "jo@example.org")
    someone.page.get_by_label("may keep these details", exact=False).check()
    someone.press("Send my details")
    assert someone.heading == "Thank you for offering"
    store = Store(f"sqlite:///{here.database}")
    with store.reading() as db:
        assert len(contacts.slips(db, WAVE)) == 1
    store.close()


def test_only_send_me_takes_the_others_away(here: Served, person: Callable[..., Person]) -> None:
    someone = person(here)
    someone.open("/contact")
    someone.choose("Talk in a group online")
    someone.choose("Only send me what you learn")
    assert someone.chosen() == ["results"]
