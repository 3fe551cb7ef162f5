"""Which saved pages tell enough: one of each build, and a few that hold everything there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from playwright.sync_api import BrowserContext

from tests.browser.album import SavedPage

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

_TAG = re.compile(r"<(/?\w+)([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
# Everything that a style sheet, a script or a screen reader goes by, but for words, names and addresses.
_WORDLESS = {"class", "type", "role", "dir", "lang", "data-behaviour"}
_LONGEST_RUN = 14  # tags of the longest thing that a page repeats: a row of the check


def some(pages: Iterable[SavedPage], names: Iterable[str] = TELLING, language: str = "en") -> list[SavedPage]:
    """The pages of these names in one language, all of which there must be."""
    by_name = {page.name: page for page in pages if page.language == language}
    return [by_name[name] for name in names]


def page_types(pages: Iterable[SavedPage]) -> list[SavedPage]:
    """One page of each build: of those that differ in their words alone, the one with the longest word."""
    builds: dict[tuple[str, ...], SavedPage] = {}
    for page in pages:
        build = build_of(page.html)
        if build not in builds or _length(page) > _length(builds[build]):
            builds[build] = page
    return list(builds.values())


def build_of(html: str) -> tuple[str, ...]:
    """How a page is made, whatever its words say and however often a part of it is repeated."""
    parts = []
    for tag, attributes in _TAG.findall(html):
        kept = (
            f"{name}={value}" if name in _WORDLESS else name for name, value in _ATTRIBUTE.findall(attributes)
        )
        parts.append(" ".join((tag, *kept)))
    for length in range(1, _LONGEST_RUN + 1):
        parts = _without_repeats(parts, length)
    return tuple(parts)


def _without_repeats(parts: list[str], length: int) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(parts):
        if parts[at : at + length] == kept[-length:]:
            at += length
        else:
            kept.append(parts[at])
            at += 1
    return kept


def _length(page: SavedPage) -> tuple[int, int]:
    words = re.sub(r"<[^>]*>", " ", page.html).split()
    return max(map(len, words)), len(words)
