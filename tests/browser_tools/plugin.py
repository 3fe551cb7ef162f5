"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser_tools.phone import launch, open_phone
from tests.browser_tools.watch import Watch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for a whole run; each test opens its own phones in it."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open phones (arguments of `open_phone`).

    At the end each is closed, and the test fails if one called a stranger, broke the content policy, or had
    an error in a script.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_one(**options: object) -> BrowserContext:
        context = open_phone(browser, **options)
        opened.append((context, Watch(context)))
        return context

    yield open_one
    for context, _ in opened:
        context.close()
    problems = [problem for _, watch in opened for problem in watch.problems]
    assert problems == []
