"""Which saved pages tell enough: one of each build, for looks that differ in nothing but colour and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playwright.sync_api import BrowserContext

from tests.browser.saved_pages import SavedPage

Phone = Callable[..., BrowserContext]
TELLING = (
    "enter",
    "enter, wrong symbol",
    "welcome, no consent",
    "month and year, wrong",
    "sensitive multiple, answered",
    "scale, clean",
    "text, wrong",
    "several, wrong",
    "part start, on return",
    "question, with the return code",
    "check",
    "stop",
    "settings",
    "too busy",
)


def some(pages: Iterable[SavedPage], names: Iterable[str] = TELLING) -> list[SavedPage]:
    """The pages of these names, all of which there must be."""
    by_name = {page.name: page for page in pages}
    return [by_name[name] for name in names]


def page_types(pages: Iterable[SavedPage]) -> list[SavedPage]:
    """Every page type in every state, without the fifty pages that differ in their words alone."""
    return [page for page in pages if not page.name.startswith("question p")]
