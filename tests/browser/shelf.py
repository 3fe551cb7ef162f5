"""Saved pages, served again: one save, and as many looks at it as there are gates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from playwright.sync_api import BrowserContext, Page

from survey_engine.web.static_files import StaticFiles
from tests.browser.saved_pages import SavedPage


class Shelf:
    """`/saved/7/normal/normal/normal` is the page as it was, for any browser and any number of times.

    `/saved/7/high/large/wide` is that page as the Settings would show it: contrast, text size and spacing are
    attributes of `<html>`, which the server writes from a cookie, and nothing else of the page changes.
    """

    def __init__(self, pages: Sequence[SavedPage]) -> None:
        """`base` is known once it is served."""
        self.pages = tuple(pages)
        self.base = ""
        self.application = StaticFiles(self._answer).wsgi

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        found = re.fullmatch(r"/saved/(\d+)/(\w+)/(\w+)/(\w+)", environ["PATH_INFO"])
        if found is None:
            start("404 Not Found", [("Content-Length", "0")])
            return [b""]
        page = self.pages[int(found[1])]
        body = _as_chosen(page.html, *found.groups()[1:]).encode()
        headers = [(name, value) for name, value in page.headers if name != "Content-Length"]
        start("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def address_of(
        self, page: SavedPage, contrast: str = "normal", text_size: str = "normal", spacing: str = "normal"
    ) -> str:
        """Where the page can be seen again."""
        return f"{self.base}/saved/{self.pages.index(page)}/{contrast}/{text_size}/{spacing}"

    def open(self, context: BrowserContext, page: SavedPage, **chosen: str) -> Page:
        """The page in a new tab."""
        tab = context.new_page()
        tab.goto(self.address_of(page, **chosen))
        return tab

    def turn(
        self, context: BrowserContext, pages: Iterable[SavedPage], **chosen: str
    ) -> Iterator[tuple[SavedPage, Page]]:
        """One page after the other in one tab."""
        tab = context.new_page()
        for page in pages:
            tab.goto(self.address_of(page, **chosen))
            yield page, tab


def _as_chosen(html: str, contrast: str, text_size: str, spacing: str) -> str:
    chosen = {"text-size": text_size, "contrast": contrast, "spacing": spacing}
    attributes = "".join(f' data-{name}="{value}"' for name, value in chosen.items() if value != "normal")
    return re.sub(r"(<html[^>]*)>", rf"\1{attributes}>", html, count=1)
