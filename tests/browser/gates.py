"""Every gate that a page goes through, under a name; each seeded defect says which one must find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from playwright.sync_api import Page as Tab

from tests.browser.acting import acts_by_itself, false_buttons, none_problems
from tests.browser.album import SavedPage
from tests.browser.fitting import FocusPixels, plain_links, text_spacing_problems
from tests.browser.loading import controls_by_script, summary_problems, unusable_controls
from tests.browser.order import choices_in_a_row, reading_order_problems, tab_order_problems
from tests.browser.saved_pages import PASTED
from tests.browser_tools.axe import axe_violations
from tests.browser_tools.fitting import sideways_scroll, small_targets
from tests.browser_tools.ibm import ibm_violations
from tests.page_rules import check_page
from tests.parsed_page import Page, text_of
from tests.patient.leftovers import VERSIONS, language_problems
from tests.patient.reading import grade, long_sentences

HARDEST_GRADE = 6.0
# Every label that an answer has had in a version of the questionnaire.
LABELS: dict[tuple[str | None, str | None], set[str]] = {}
for version in VERSIONS:
    for question in version.questions:
        for option in question.options:
            LABELS.setdefault((question.id, option.id), set()).add(option.label)
ASKED = {question for question, _ in LABELS}


def rules_broken(page: SavedPage) -> list[str]:
    """The rules of the house."""
    return check_page(page.html, url=f"http://localhost{page.path}", status=page.status)


def answers_misnamed(page: SavedPage) -> list[str]:
    """Answers that would be recorded as others than the words beside them say, by the questionnaire."""
    if page.language != "en" or not page.path.startswith("/q/"):
        return []
    read = Page(page.html, page.path)
    labels = {label.get("for"): text_of(label) for label in read.all("label")}
    found = []
    for control in read.controls():
        is_choice = control.get("type") in ("radio", "checkbox") and control.get("name") in ASKED
        recorded = LABELS.get((control.get("name"), control.get("value")), set())
        shown = labels.get(control.get("id"), "")
        if is_choice and not shown.startswith(tuple(recorded)):
            found.append(f"{shown!r} is recorded as {recorded or 'nothing'}")
    return found


def languages_mixed(page: SavedPage) -> list[str]:
    """Parts in another language than they say."""
    found = language_problems(page.html, page.language)
    return found if f'<html lang="{page.language}"' in page.html else ["in another language", *found]


def hard_words(page: SavedPage) -> list[str]:
    """Words that are not easy; the measure is for English."""
    if page.language != "en":
        return []
    own = page.html.replace(PASTED, "")  # what she wrote is hers
    found = [f"a long sentence: {one}" for one in long_sentences(own)]
    reached = grade(own)
    return [*found, f"grade {reached:.1f}"] if reached > HARDEST_GRADE else found


def unseen_focus(tab: Tab) -> list[str]:
    """Stops of Tab whose focus is not seen well enough."""
    assert tab.context.browser is not None
    pixels = FocusPixels(tab.context.browser)
    found = pixels.problems(tab)
    pixels.close()
    return found


# What is written.
WRITTEN: Mapping[str, Callable[[SavedPage], list[str]]] = {
    "rules": rules_broken,
    "answers": answers_misnamed,
    "languages": languages_mixed,
    "words": hard_words,
}
# What is seen on a narrow screen. Each leaves the page as it was, but for the last.
SEEN: Mapping[str, Callable[[Tab], list[str]]] = {
    "axe": axe_violations,
    "targets": small_targets,
    "sideways": sideways_scroll,
    "spacing": text_spacing_problems,
    "reading order": reading_order_problems,
    "tab order": tab_order_problems,
    "rows": choices_in_a_row,
    "buttons": false_buttons,
    "links": plain_links,
    "none": none_problems,
}
# What happens while a page loads and when it is touched; the last changes the page.
LOADED: Mapping[str, Callable[[Tab], list[str]]] = {
    "summary": summary_problems,
    "controls": controls_by_script,
    "change": acts_by_itself,
}
# What is there without scripts.
UNSCRIPTED: Mapping[str, Callable[[Tab], list[str]]] = {
    "summary without scripts": summary_problems,
    "controls without scripts": unusable_controls,
}
# What takes so long that a few pages must do, or one of each build in two languages.
SLOW: Mapping[str, Callable[[Tab], list[str]]] = {"focus": unseen_focus, "ibm": ibm_violations}


def found_by(
    gates: Mapping[str, Callable[[Tab], list[str]]], pages: Iterable[tuple[SavedPage, Tab]]
) -> list[str]:
    """What the gates say of the pages, what they keep folded included."""
    found = []
    for page, tab in pages:
        tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found += [f"{page}: {name}: {problem}" for name, gate in gates.items() for problem in gate(tab)]
    return found
