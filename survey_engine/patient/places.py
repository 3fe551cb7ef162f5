"""The places of the survey that another page leads back to, by short names that say nothing of a person."""

from __future__ import annotations

import re
from typing import Final

from flask import url_for

_PAGE: Final = re.compile(r"(p\d{2,3})(-check)?\Z")  # "p07-check": she came there from "Check your answers"
_ENDPOINTS: Final = {
    "welcome": "welcome.welcome",
    "resume": "welcome.resume",
    "check": "sending.check",
    "stop": "stopping.stop",
    "contact": "contact.contact",
    "answers": "sending.answers_to_print",
    "done": "sending.done",
    "help": "information.help",
    "privacy": "information.privacy",
    "accessibility": "information.accessibility",
    "pledges": "pledges.listed",
}

# Buttons that lead away from a form for a moment, and back to it.
ASIDE: Final = {
    "settings": "comfort.settings",
    "help": "information.help",
    "privacy": "information.privacy",
    "accessibility": "information.accessibility",
}


def page_place(page_id: str, *, from_check: bool) -> str:
    """The name of a survey page as a place."""
    return f"{page_id}-check" if from_check else page_id


def known_place(name: str | None) -> str:
    """`name` where it names a place of our own, else nothing."""
    return name if name and (name in _ENDPOINTS or _PAGE.match(name)) else ""


def place_url(name: str) -> str:
    """The address of a known place; the code box for any other name."""
    page = _PAGE.match(name)
    if page:
        address = url_for("pages.show", page_id=page[1])
        return f"{address}?from=check" if page[2] else address
    return url_for(_ENDPOINTS.get(name, "entry.enter"))
