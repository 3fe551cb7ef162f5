"""Saved pages, served again: one save, and as many looks at it as there are gates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from playwright.sync_api import BrowserContext, Page

from survey_engine.web.static_files import StaticFiles
from tests.browser.album import SavedPage

_KINDS = {"css": "text/css", "js": "text/javascript"}
# The window stays, and with it the style sheet, the policy, and what an engine has made ready.
_LEAF = """html => {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const root = document.documentElement;
  for (const name of root.getAttributeNames()) root.removeAttribute(name);
  for (const {name, value} of fresh.documentElement.attributes) root.setAttribute(name, value);
  document.title = fresh.title;
  document.body.replaceWith(document.adoptNode(fresh.body));
  scrollTo(0, 0);
}"""


class Shelf:
    """`/saved/7/normal/normal/normal` is the page as it was, for any browser and any number of times.

    `/saved/7/high/large/wide` is that page as the Settings would show it: contrast, text size and spacing are
    attributes of `<html>`, which the server writes from a cookie, and nothing else of the page changes.
    """

    def __init__(self, pages: Sequence[SavedPage], files: Mapping[str, str] | None = None) -> None:
        """`base` is known once it is served; `files` (address to text) stand beside the product's own."""
        self.pages = tuple(pages)
        self.files = dict(files or {})
        self.base = ""
        self.application = StaticFiles(self._answer).wsgi

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        found = re.fullmatch(r"/saved/(\d+)/(\w+)/(\w+)/(\w+)", address)
        headers: list[tuple[str, str]] = []
        status, body = "200 OK", b""
        if found is not None:
            page = self.pages[int(found[1])]
            body = _as_chosen(page.html, *found.groups()[1:]).encode()
            headers = [(name, value) for name, value in page.headers if name != "Content-Length"]
        elif address in self.files:
            body = self.files[address].encode()
            headers = [("Content-Type", _KINDS[address.rpartition(".")[2]])]
        else:
            status = "404 Not Found"
        start(status, [*headers, ("Content-Length", str(len(body)))])
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
        """One page after the other in one tab, each loaded as a browser loads it."""
        tab = context.new_page()
        for page in pages:
            tab.goto(self.address_of(page, **chosen))
            yield page, tab

    def leaf(
        self, where: BrowserContext | Page, pages: Iterable[SavedPage], **chosen: str
    ) -> Iterator[tuple[SavedPage, Page]]:
        """One page after the other in one window, a new one or one in which a page is open.

        Only what differs is put in its place, which takes a quarter of the time. Nothing that happens while
        a page loads happens again: for that, `turn`.
        """
        tab = where if isinstance(where, Page) else self.open(where, self.pages[0], **chosen)
        looks = [chosen.get(name, "normal") for name in ("contrast", "text_size", "spacing")]
        for page in pages:
            tab.evaluate(_LEAF, _as_chosen(page.html, *looks))
            yield page, tab


def _as_chosen(html: str, contrast: str, text_size: str, spacing: str) -> str:
    chosen = {"text-size": text_size, "contrast": contrast, "spacing": spacing}
    attributes = "".join(f' data-{name}="{value}"' for name, value in chosen.items() if value != "normal")
    return re.sub(r"(<html[^>]*)>", rf"\1{attributes}>", html, count=1)
