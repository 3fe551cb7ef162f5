"""`serve --gallery`: every tiny questionnaire is walked in a browser, from the gallery to the end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.person import Person
from tests.browser.serving import Served, free_port, wait_until_ready
from tests.page_rules import check_page

TINY = Path(__file__).parent.parent / "questionnaires"
EXHIBITS = sorted((path.parent.name, int(path.stem)) for path in TINY.glob("*/*.yaml"))
MARK = "This is a trial of the questions."
MOST_PAGES = 20
# What looks otherwise without scripts: boxes, the head of a part, an exclusive answer.
WALKS = [(*one, "on") for one in EXHIBITS] + [(name, 1, "off") for name in ("every_kind", "hard_part")]


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery that a developer's server shows."""
    with _serving() as base:
        yield base


@contextmanager
def _serving() -> Iterator[str]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    own = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_ENGINE_")}
    program = "from survey_engine.cli.main import main; main()"
    command = [sys.executable, "-c", program, "serve", "--gallery", "--port", str(port)]
    server = subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(f"{base}/readyz", server)
        yield base
    finally:
        server.terminate()
        server.wait(60)


def test_the_gallery_shows_every_tiny_questionnaire(
    gallery: str, phone: Callable[..., BrowserContext]
) -> None:
    page = phone().new_page()
    page.goto(f"{gallery}/gallery")
    heads = page.locator("h2").all_inner_texts()
    assert heads[: len(EXHIBITS)] == [f"{name}, version {version}" for name, version in EXHIBITS]
    assert check_page(page.content(), url=page.url, status=200) == []


@pytest.mark.parametrize(("name", "version", "scripts"), WALKS)
def test_each_is_walked_from_the_gallery_to_the_end(
    gallery: str, phone: Callable[..., BrowserContext], name: str, version: int, scripts: str
) -> None:
    page = phone(scripts=scripts).new_page()
    person = Person(page, Served(gallery, Path("unused")))
    person.open("/gallery")
    head = page.locator("h2", has_text=f"{name}, version {version}")
    code = head.locator("xpath=following::span[1]").inner_text()
    page.get_by_role("link", name=f"Begin {name} {version}", exact=True).click()
    if scripts == "off":  # what follows the # is read by the page's script alone
        person.type_code(code)
    else:
        person.press("Continue")
    person.choose("Yes, I want to try the questions.")
    person.press("Start")
    _walk(person)
    person.press("Send", exact=False)
    assert person.heading == "Thank you for trying the questions"


def _walk(person: Person) -> None:
    """Answer each page with its first option until the check."""
    for _page in range(MOST_PAGES):
        assert MARK in person.main
        assert check_page(person.page.content(), url=person.page.url, status=200) == []
        if person.where == "/check":
            return
        person.fill_page({})
        person.press("Continue")
    raise AssertionError(f"never came to the check; stopped at {person.where}")
