"""What every page must be: read strictly as HTML, and held to the rules a reader relies on.

`check_page` returns problems as sentences; `tests.inspecting_client` asks it of every page a test fetches.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from tests import form_rules
from tests.parsed_page import Page, show, text_of

RIGHT_TO_LEFT = {"ar", "fa", "he", "ps", "ur"}
ADDRESSES = ("action", "data", "formaction", "href", "poster", "src", "srcset")
# Shared screens and browser histories show titles.
TELLING = re.compile(r"cancer|breast|tumou?r|oncolog|metasta|canser|کینسر", re.IGNORECASE)


def _parses(page: Page) -> Iterator[str]:
    for (line, column), code, _ in page.parse_errors:
        yield f"line {line}, column {column}: not strict HTML ({code})"


def _language(page: Page) -> Iterator[str]:
    language, direction = page.root.get("lang", ""), page.root.get("dir", "")
    if not language:
        yield "<html> has no lang"
    runs_left = language.split("-")[0] in RIGHT_TO_LEFT or language == "en-XB"  # made up, for tests
    expected = "rtl" if runs_left else "ltr"
    if direction != expected:
        yield f"<html lang={language!r}> has dir={direction!r}, not {expected!r}"


def _title(page: Page) -> Iterator[str]:
    titles = page.all("title")
    if len(titles) != 1:
        yield f"{len(titles)} titles"
        return
    title = text_of(titles[0])
    english = page.root.get("lang", "").startswith("en")
    if english and title.startswith("Error: ") != bool(page.summaries()):
        yield f"title {title!r} begins with 'Error: ' exactly where there is an error summary"
    short, _, rest = title.removeprefix("Error: ").partition(" - ")
    if not short.strip() or not rest.strip():
        yield f"title {title!r} is not 'short title - survey'"
    if TELLING.search(title):
        yield f"title {title!r} names the illness"


def _headings(page: Page) -> Iterator[str]:
    headings = page.all("h1", "h2", "h3", "h4", "h5", "h6")
    if sum(heading.tag == "h1" for heading in headings) != 1:
        yield f"{sum(heading.tag == 'h1' for heading in headings)} h1"
    for heading in headings:
        if not text_of(heading):
            yield f"{show(heading)} is empty"
    # The error summary's h2 stands above the h1 on purpose: it is read first.
    levels = [int(str(heading.tag)[1]) for heading in headings]
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"h{after} follows h{before}"


def _landmarks(page: Page) -> Iterator[str]:
    if len(page.all("main")) != 1:
        yield f"{len(page.all('main'))} main"
    for meta in page.all("meta"):
        if meta.get("name") == "viewport" and re.search(
            "user-scalable|maximum-scale", meta.get("content", "")
        ):
            yield "the viewport forbids zoom"
        if meta.get("http-equiv", "").lower() == "refresh":
            yield "the page moves on by itself"


def _ids(page: Page) -> Iterator[str]:
    for one, count in page.ids.items():
        if count > 1 or not one.strip() or re.search(r"\s", one):
            yield f"id {one!r} stands {count} times, or is no id"
    for element in page.elements:
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form"):
            for one in element.get(attribute, "").split():
                if one not in page.ids:
                    yield f"{show(element)} {attribute} names {one!r}, which is not there"


def _names(page: Page) -> Iterator[str]:
    labels = {label.get("for"): text_of(label) for label in page.all("label")}
    for control in page.controls():
        wrapped = any(around.tag == "label" and text_of(around) for around in page.above(control))
        aria = control.get("aria-label", "").strip() or any(page.named_by(control, "aria-labelledby"))
        if not (labels.get(control.get("id")) or wrapped or aria):
            yield f"{show(control)} has no label"
        if not control.get("name"):
            yield f"{show(control)} has no name"
    for element in page.all("button", "a"):
        if not (text_of(element) or element.get("aria-label", "").strip()):
            yield f"{show(element)} has no words"
    for image in page.all("img"):
        if "alt" not in image.attrib:
            yield f"{show(image)} has no alt"


def _groups(page: Page) -> Iterator[str]:
    choices = [control for control in page.controls() if control.get("type") in ("radio", "checkbox")]
    sizes = Counter(choice.get("name") for choice in choices)
    for choice in choices:
        if choice.get("type") == "checkbox" and sizes[choice.get("name")] == 1:
            continue  # one box to tick is named by its own label
        groups = [around for around in page.above(choice) if around.tag == "fieldset"]
        legends = [child for child in groups[0] if child.tag == "legend" and text_of(child)] if groups else []
        if not legends or next(iter(groups[0])) is not legends[0]:
            yield f"{show(choice)} is in no fieldset that begins with a legend"


def _error_summary(page: Page) -> Iterator[str]:
    summaries = page.summaries()
    if len(summaries) > 1:
        yield f"{len(summaries)} error summaries"
    for element in page.elements:
        if "autofocus" in element.attrib and element not in summaries:
            yield f"{show(element)} has autofocus, which is the error summary's alone"
    for summary in summaries:
        if "autofocus" not in summary.attrib or summary.get("tabindex") != "-1":
            yield "the error summary cannot take the focus"
        links = list(summary.iter("a"))
        # A line without a link says what went wrong with us: nothing she entered is to be mended.
        if not [line for line in summary.iter("li") if text_of(line)]:
            yield "the error summary has no line"
        for link in links:
            yield from _error_link(page, link)


def _error_link(page: Page, link: Element) -> Iterator[str]:
    href = link.get("href", "")
    target = page.by_id.get(href.removeprefix("#")) if href.startswith("#") else None
    if target is None or target not in page.controls():
        yield f"the error link {href!r} hits no control"
        return
    groups = [around for around in page.above(target) if around.tag == "fieldset"]
    beside = [text for one in (target, *groups) for text in page.named_by(one, "aria-describedby")]
    if not any(text.endswith(text_of(link)) for text in beside):
        yield f"the words of the error link {href!r} do not describe the control it hits"


def _nothing_inline(page: Page) -> Iterator[str]:
    for element in page.elements:
        if element.tag == "style" or (
            element.tag == "script" and (not element.get("src") or text_of(element))
        ):
            yield f"inline <{element.tag}>"
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"{show(element)} has the inline attribute {attribute}"
        if int(element.get("tabindex", "0")) > 0:
            yield f"{show(element)} has a tabindex above 0"


def _addresses(page: Page) -> Iterator[str]:
    for element in page.elements:
        for attribute in ADDRESSES:
            address = urlsplit(element.get(attribute, "").strip())
            spoken = element.tag == "a" and address.scheme in ("tel", "mailto")
            if spoken or (not address.scheme and not address.netloc):
                continue
            if address.scheme not in ("", "http", "https") or address.netloc != page.host:
                yield f"{show(element)} {attribute} leads elsewhere: {address.geturl()[:60]}"


def _forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        fields = {field.get("name"): field for field in form.iter("input")}
        token = fields.get("csrf_token")
        if form.get("method", "get").lower() == "post" and (token is None or not token.get("value")):
            yield f"{show(form)} is posted without csrf_token"
        buttons = [button for button in form.iter("button") if button.get("type", "submit") == "submit"]
        values = [button.get("value") for button in buttons]
        if "next" in values and values[0] != "next":
            yield f"{show(form)}: Enter presses {values[0]!r}, not Continue"
        if not buttons:
            yield f"{show(form)} has no button"


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    _parses,
    _language,
    _title,
    _headings,
    _landmarks,
    _ids,
    _names,
    _groups,
    _error_summary,
    _nothing_inline,
    _addresses,
    _forms,
    *form_rules.RULES,
)


def check_page(html: str, *, url: str, status: int) -> list[str]:
    """Every rule the page breaks, as sentences; an empty list for a good page."""
    page = Page(html, url)
    problems = [problem for rule in RULES for problem in rule(page)]
    if status == 422 and not page.summaries():
        problems.append("status 422 without an error summary")
    return problems
