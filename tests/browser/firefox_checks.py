"""The survey in Firefox as it is shipped: the whole way, with scripts and without, and how pages look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.album import SavedPage
from tests.browser.serving import Served
from tests.browser.shelf import Shelf
from tests.browser_tools.axe import OPTIONS, axe_source
from tests.browser_tools.marionette import Firefox
from tests.browser_tools.phone import HEIGHT, WIDTH

LONGEST_WALK = 80
SCRIPTS = "javascript.enabled"
DARK = "layout.css.prefers-color-scheme.content-override"
FORCED = "browser.display.document_color_use"
# The preferences of each look; what a look does not name stands as in the first.
PLAIN: dict[str, Any] = {DARK: 1, FORCED: 0}
LOOKS: dict[str, dict[str, Any]] = {
    "light": PLAIN,
    "dark": {**PLAIN, DARK: 0},
    "forced colours": {**PLAIN, FORCED: 2},
}
QUERIES = {"dark": "(prefers-color-scheme: dark)", "forced colours": "(forced-colors: active)"}

_AXE = "return axe.run(document, arguments[0])"
_OPEN = "for (const one of document.querySelectorAll('details')) one.open = true"
_ANSWER = "#page-form .nhsuk-radios__input, #page-form .nhsuk-checkboxes__input"


def walk(firefox: Firefox, served: Served) -> list[str]:
    """From the code, mistyped once, to the thanks; returns what was not as it should be."""
    firefox.open(f"{served.base}/i")
    found = list(_mistype(firefox))
    firefox.open(f"{served.base}/i")
    firefox.type(firefox.all("#code")[0], served.new_code())
    _press(firefox, "#page-form button")
    firefox.click(firefox.all("#consent")[0])
    _press(firefox, "button[value=start]")
    for _page in range(LONGEST_WALK):
        if path_of(firefox) == "/check":
            break
        _answer(firefox)
        _press(firefox, "button[value=next]")
    else:
        return [*found, f"never came to the check; stopped at {path_of(firefox)}"]
    _press(firefox, "button[value=send]")
    return found if path_of(firefox) == "/done" else [*found, f"not sent; stopped at {path_of(firefox)}"]


def path_of(firefox: Firefox) -> str:
    """Where Firefox is."""
    return urlsplit(firefox.url).path


def _mistype(firefox: Firefox) -> Iterator[str]:
    firefox.type(firefox.all("#code")[0], "7KQM")
    _press(firefox, "#page-form button")
    yield from summary_faults(firefox)


def summary_faults(firefox: Firefox) -> Iterator[str]:
    """Whether the list of problems has the focus, and its first link leads to a control."""
    focus = firefox.attribute(firefox.focused, "class")
    if focus != "nhsuk-error-summary":
        yield f"{path_of(firefox)}: the list of problems has no focus, but {focus!r}"
    for link in firefox.all(".nhsuk-error-summary a")[:1]:
        target = firefox.attribute(link, "href")
        firefox.click(link)
        if f"#{firefox.attribute(firefox.focused, 'id')}" != target:
            yield f"{path_of(firefox)}: {target} does not take the focus"


def _press(firefox: Firefox, selector: str) -> None:
    firefox.click(firefox.all(selector)[0])


def _answer(firefox: Firefox) -> None:
    """The first answer of the first question, or words in its box."""
    if choices := firefox.all(_ANSWER):
        firefox.click(choices[0])
    elif boxes := firefox.all("#page-form .nhsuk-date-input input"):
        firefox.type(boxes[-1], "2024")
    elif boxes := firefox.all("#page-form textarea"):
        firefox.type(boxes[0], "In Firefox.")


def look_at(firefox: Firefox, shelf: Shelf, pages: Iterable[SavedPage], look: str) -> list[str]:
    """What axe finds on the pages in one look, what they keep folded included; and if they fit a phone."""
    firefox.prefer(LOOKS[look])
    firefox.resize(WIDTH, HEIGHT)
    found = []
    for page in pages:
        firefox.open(shelf.address_of(page))
        if look in QUERIES and not firefox.run("return matchMedia(arguments[0]).matches", QUERIES[look]):
            found.append(f"Firefox does not show {look}")
        firefox.run(_OPEN)
        result = firefox.run(f"{axe_source()}; {_AXE}", OPTIONS)
        found += [f"{page}, {look}: {one['id']}: {one['help']}" for one in result["violations"]]
        if firefox.run("return document.scrollingElement.scrollWidth > innerWidth"):
            found.append(f"{page}, {look}: it scrolls sideways")
    return found


def check_summaries(firefox: Firefox, shelf: Shelf, pages: Iterable[SavedPage]) -> list[str]:
    """Every list of problems: its focus and where it leads."""
    found = []
    for page in pages:
        firefox.open(shelf.address_of(page))
        found += [f"{page}: {fault}" for fault in summary_faults(firefox)]
    return found


def draw(firefox: Firefox, shelf: Shelf, pages: Iterable[SavedPage], folder: Path) -> int:
    """Pictures of the pages in each look, and each as it is printed; returns how many files there are."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = list(pages)
    for look, preferences in LOOKS.items():
        firefox.prefer(preferences)
        firefox.resize(WIDTH, HEIGHT)
        for page in pages:
            firefox.open(shelf.address_of(page))
            (folder / f"{file_name(page)}-{look.replace(' ', '-')}.png").write_bytes(firefox.screenshot())
    firefox.prefer(PLAIN)
    for page in pages:
        firefox.open(shelf.address_of(page))
        (folder / f"{file_name(page)}.pdf").write_bytes(firefox.printed())
    return len(pages) * (len(LOOKS) + 1)


def file_name(page: SavedPage) -> str:
    """The name of a page as part of a file's name."""
    return f"{page.language}-{page.name.replace(',', '').replace(' ', '-')}"
