"""The 26 kinds of defect that a survey page can have, each put into a good page of a fitting type.

Tests of the tests: for each, one named gate must speak, which is silent on the page as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tests.browser.album import SavedPage
from tests.browser.shelf import Shelf

KINDS = (
    "labels",
    "groups",
    "summary links",
    "error ties",
    "contrast",
    "focus",
    "language of parts",
    "targets",
    "refresh",
    "titles",
    "language of page",
    "false buttons",
    "crossed labels",
    "tab order",
    "submit on change",
    "fixed width",
    "clipping",
    "zoom",
    "colour alone",
    "headings",
    "grids",
    "script-only questions",
    "reversed order",
    "hidden summary",
    "hard words",
    "none not exclusive",
)


@dataclass(frozen=True)
class Defect:
    """One fault: what is done to which page, and which gate must say what."""

    kind: str
    page: str
    gate: str
    finding: str
    edits: tuple[tuple[str, str], ...] = ()  # pattern and what stands there instead, where it is found first
    style: str = ""
    script: str = ""
    language: str = "en"

    def __str__(self) -> str:
        """Its name in the list of tests."""
        return f"{self.kind} by {self.gate}: {self.finding}"


def spoilt(defect: Defect, good: SavedPage) -> Shelf:
    """A shelf with the page as it was and as the defect makes it."""
    html = good.html
    for pattern, instead in defect.edits:
        html, changed = re.subn(pattern, instead, html, count=1, flags=re.DOTALL)
        assert changed, f"{defect}: {pattern!r} is not on the page any more"
    if defect.style:
        html = html.replace("</head>", '<link rel="stylesheet" href="/seeded.css">\n</head>')
    if defect.script:
        html = html.replace("</head>", '<script type="module" src="/seeded.js"></script>\n</head>')
    bad = replace(good, name=f"{good.name}, spoilt", html=html)
    return Shelf((good, bad), {"/seeded.css": defect.style, "/seeded.js": defect.script})
