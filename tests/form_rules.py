"""What every form must be, beyond its labels: whose label is whose, no grid, nothing said by colour alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.parsed_page import Page, show, text_of

CHOICES = ("radio", "checkbox")
# What only links, buttons and controls may be.
ACTING = {"button", "checkbox", "link", "menuitem", "option", "radio", "switch", "tab"}


def labels_in_order(page: Page) -> Iterator[str]:
    """Labels come in the order of their controls, each beside its own."""
    place = {element: number for number, element in enumerate(page.elements)}
    named = [
        (label, page.by_id[label.get("for", "")])
        for label in page.all("label")
        if label.get("for") in page.by_id
    ]
    for (_, before), (label, control) in itertools.pairwise(named):
        if place[control] < place[before]:
            yield f"the label {text_of(label)!r} is for a control that stands elsewhere"
    controls = page.controls()
    for label, control in named:
        near = min(controls, key=lambda one: _distance(place[one], place[label], one))
        if near is not control:
            yield f"the label {text_of(label)!r} is for {show(control)} and stands beside {show(near)}"


def _distance(control: int, label: int, element: Element) -> int:
    """A choice stands before its label, a box behind it."""
    behind = control - label
    wanted = behind < 0 if element.get("type") in CHOICES else behind > 0
    return abs(behind) if wanted else abs(behind) + 10_000


def no_grid(page: Page) -> Iterator[str]:
    """One question under another: a table of choices cannot be read on a phone, or by ear."""
    for control in page.controls():
        for around in page.above(control):
            if around.tag == "table" or around.get("role") in ("grid", "table", "treegrid"):
                yield f"{show(control)} stands in a table"
                break


def wrong_in_words(page: Page) -> Iterator[str]:
    """What is marked as wrong says so in words, beside the control and in the list of problems."""
    for element in page.elements:
        marked = any(name.endswith("--error") for name in element.get("class", "").split())
        if not marked and element.get("aria-invalid") != "true":
            continue
        around = [one for one in (element, *page.above(element)) if "form-group" in one.get("class", "")]
        messages = [
            one for group in around[:1] for one in group.iter() if "error-message" in one.get("class", "")
        ]
        if not any(text_of(message) for message in messages) or not page.summaries():
            yield f"{show(element)} is marked as wrong without words"


def true_buttons(page: Page) -> Iterator[str]:
    """What acts is a button, a link or a control, which every keyboard and screen reader knows."""
    for element in page.elements:
        role = element.get("role", "")
        if role in ACTING and element.tag not in ("button", "input"):
            yield f"{show(element)} plays a {role}"
        if element.tag == "a" and element.get("href", "#") == "#":
            yield f"{show(element)} is a link that leads nowhere"
        if element.get("tabindex") == "0":
            yield f"{show(element)} is a stop of Tab by its own wish"


RULES = (labels_in_order, no_grid, wrong_in_words, true_buttons)
