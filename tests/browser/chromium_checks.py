"""Every saved page in Chromium, in every look; and the main pages as they are printed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import Browser, Page

from tests.browser.album import SavedPage
from tests.browser.firefox_checks import file_name
from tests.browser.shelf import Shelf
from tests.browser_tools.axe import axe_violations
from tests.browser_tools.ibm import ibm_findings, no_longer_needed
from tests.browser_tools.phone import HEIGHT, WIDTH, open_phone

# A name, what the device is set to, and what is chosen on the Settings page.
LOOKS: tuple[tuple[str, dict[str, Any], dict[str, str]], ...] = (
    ("light", {}, {}),
    ("dark", {"colour_scheme": "dark"}, {}),
    ("forced colours", {"forced_colours": True}, {}),
    ("dark chosen, largest text", {}, {"contrast": "dark", "text_size": "largest"}),
    ("strongest contrast", {}, {"contrast": "high"}),
    ("wide spacing, large text", {}, {"spacing": "wide", "text_size": "large"}),
)
# What a look can change of what axe looks at; the rest is the same text in the same order.
OF_LOOKS = ("color-contrast", "color-contrast-enhanced", "link-in-text-block", "target-size")
PAPER = 718  # CSS pixels between margins of 1 cm on A4
_OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
_TOO_WIDE = "document.scrollingElement.scrollWidth > innerWidth"


def look_at(
    browser: Browser,
    shelf: Shelf,
    pages: Sequence[SavedPage],
    look: tuple[str, dict[str, Any], dict[str, str]],
) -> list[str]:
    """What axe finds on the pages in one look, what they keep folded included; and if they fit a phone.

    In looks that are not the plain one it is asked only for what a look can change.
    """
    name, device, chosen = look
    context = open_phone(browser, **device)
    rules = OF_LOOKS if device or chosen else ()
    found = []
    for page, tab in shelf.leaf(context, pages, **chosen):
        tab.evaluate(_OPEN)
        found += [f"{page}, {name}: {problem}" for problem in axe_violations(tab, rules)]
        if tab.evaluate(_TOO_WIDE):
            found.append(f"{page}, {name}: it scrolls sideways")
    context.close()
    return found


def ask_ibm(browser: Browser, shelf: Shelf, pages: Sequence[SavedPage]) -> list[str]:
    """What IBM's checker finds on the pages; and the exemptions from it that none of them needs any more."""
    context = open_phone(browser)
    found, all_findings = [], []
    for page, tab in shelf.leaf(context, pages):
        tab.evaluate(_OPEN)
        findings = ibm_findings(tab)
        found += [f"{page}: {finding}" for finding in findings if not finding.judged]
        all_findings += findings
    context.close()
    return found + no_longer_needed(all_findings)


def draw(browser: Browser, shelf: Shelf, pages: Iterable[SavedPage], folder: Path) -> tuple[int, list[str]]:
    """Pictures of the pages by device and each as PDF: how many files, and what is wrong with the PDFs."""
    folder.mkdir(parents=True, exist_ok=True)
    files, found = 0, []
    pages = list(pages)
    for name, device, chosen in LOOKS[:3]:
        context = open_phone(browser, **device)
        for page, tab in shelf.turn(context, pages, **chosen):
            tab.screenshot(
                path=folder / f"{file_name(page)}-{name.replace(' ', '-')}.png", full_page=True, scale="css"
            )
            files += 1
        context.close()
    context = open_phone(browser)
    for page, tab in shelf.turn(context, pages):
        path = folder / f"{file_name(page)}.pdf"
        path.write_bytes(tab.pdf(format="A4", tagged=True, print_background=False))
        files += 1
        found += [
            f"{page}, printed: {fault}" for fault in _print_faults(tab, path.read_bytes(), page.language)
        ]
    context.close()
    return files, found


def _print_faults(tab: Page, data: bytes, language: str) -> list[str]:
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            found.append("the PDF has no tags")
        if str(pdf.Root.get("/Lang", "")) != language:
            found.append(f"the PDF's language is {pdf.Root.get('/Lang', 'not told')}")
        if not str(pdf.docinfo.get("/Title", "")):
            found.append("the PDF has no title")
    tab.set_viewport_size({"width": PAPER, "height": PAPER})
    tab.emulate_media(media="print")
    if tab.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"):
        found.append("it does not fit the paper")
    tab.emulate_media(media="screen")
    tab.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return found
