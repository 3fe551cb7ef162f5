"""Every patient page, as markup: what a browser, a screen reader and a content policy need of it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache

import html5lib
import pytest

from tests.browser_tools.html_checkers import html_validate, vnu
from tests.templates.rendering import render
from tests.templates.samples import HOSTILE, samples

NAMES = tuple(samples())
CONTROLS = ("input", "textarea", "select")


@cache
def page(name: str) -> ET.Element:
    """The sample, read by a parser that refuses what HTML does not allow."""
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False
    )
    root = parser.parse(render(samples()[name]))
    assert isinstance(root, ET.Element)
    return root


def text_of(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def controls(root: ET.Element) -> Iterator[ET.Element]:
    for tag in CONTROLS:
        yield from (one for one in root.iter(tag) if one.get("type") != "hidden")


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_one_heading_and_a_title_that_begins_with_the_page(name: str) -> None:
    root, sample = page(name), samples()[name]
    assert len(list(root.iter("h1"))) == 1
    title = text_of(next(root.iter("title")))
    assert title.startswith(f"Error: {sample.title}" if sample.errors else sample.title)
    assert title.endswith(" - Your care survey")
    assert "cancer" not in title.lower()


def test_language_and_direction_are_said(name: str) -> None:
    root = page(name)
    assert root.get("lang") == "en"
    assert root.get("dir") == "ltr"
    assert 'dir="rtl"' in render(samples()[name], direction="rtl") or samples()[name].bare


def test_ids_are_unique_and_what_is_referred_to_exists(name: str) -> None:
    root = page(name)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for one in root.iter():
        for reference in (one.get("aria-describedby") or "").split():
            assert reference in ids
        if (one.get("href") or "").startswith("#"):
            assert (one.get("href") or "")[1:] in ids
        if one.get("form"):
            assert one.get("form") in ids


def test_every_control_has_a_label_and_every_choice_a_named_group(name: str) -> None:
    root = page(name)
    labelled = {label.get("for"): text_of(label) for label in root.iter("label")}
    grouped = {id(one) for group in root.iter("fieldset") for one in controls(group)}
    names = [one.get("name") for one in controls(root)]
    for one in controls(root):
        assert labelled.get(one.get("id"))
        if one.get("type") == "radio" or names.count(one.get("name")) > 1:
            assert id(one) in grouped
    for group in root.iter("fieldset"):
        first = next(iter(group))
        assert first.tag == "legend"
        assert text_of(first)


def test_errors_are_said_beside_the_control_that_the_summary_leads_to(name: str) -> None:
    root, sample = page(name), samples()[name]
    messages = [one for one in root.iter("span") if (one.get("class") or "") == "nhsuk-error-message"]
    assert {text_of(one) for one in messages} == {f"Error: {error.text}" for error in sample.errors}
    ids = {one.get("id"): one for one in root.iter() if one.get("id")}
    for error in sample.errors:
        assert ids[error.href[1:]].tag in CONTROLS
    summaries = [one for one in root.iter("div") if one.get("class") == "nhsuk-error-summary"]
    assert len(summaries) == (1 if sample.errors else 0)
    assert all(one.get("tabindex") == "-1" and one.get("autofocus") is not None for one in summaries)


def test_only_boxes_of_text_are_called_invalid(name: str) -> None:
    for one in page(name).iter():
        if one.get("aria-invalid"):
            assert one.tag == "textarea" or one.get("type") in ("text", "tel", "email")


def test_nothing_inline_and_nothing_from_strangers(name: str) -> None:
    root = page(name)
    assert not list(root.iter("style"))
    for one in root.iter():
        assert not [
            attribute for attribute in one.attrib if attribute == "style" or attribute.startswith("on")
        ]
        for attribute in ("href", "src", "action", "formaction"):
            assert not re.match(r"[a-z]+:|//", one.get(attribute) or "") or one.get(attribute, "").startswith(
                "tel:"
            )
    assert all(one.get("src") and not one.text for one in root.iter("script"))


def test_every_form_that_posts_carries_the_token(name: str) -> None:
    for form in page(name).iter("form"):
        assert form.get("method") == "post"
        assert [one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token"] in (
            ["token"],
        )


def test_at_most_three_stops_before_the_question(name: str) -> None:
    """Skip link, whose survey this is, and at most one line more."""
    root, sample = page(name), samples()[name]
    if sample.errors:
        return  # then the list of problems comes first, on purpose
    stops = 0
    for one in root.iter():
        if one.tag == "h1":
            break
        if one.tag in ("a", "p", "button", "li", "h2"):
            stops += 1
    assert stops <= 3


def test_help_stands_in_the_same_place_with_a_telephone_first(name: str) -> None:
    footer = next(page(name).iter("footer"))
    links = [one.get("href") for one in footer.iter("a")]
    if samples()[name].bare:
        assert links[0] == "/help"
    else:
        assert links[:4] == ["tel:08088006000", "/help", "/privacy", "/accessibility"]


def test_what_a_person_typed_never_becomes_markup() -> None:
    for name in ("single-long", "text", "text-short", "check", "enter-error"):
        html = render(samples()[name])
        assert HOSTILE not in html
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_two_judges_that_nobody_here_wrote_find_nothing() -> None:
    pages = {name: render(sample) for name, sample in samples().items()}
    assert html_validate(pages) == []
    assert vnu(pages) == []
