"""The key pages as the virtual screen reader says them from top to end: kept, compared, held to rules.

## enter, wrong symbol                     the page, by the name under which it was saved; then its title,
Error: Enter your code - Your care survey  and a line for each thing that is said
[cy] button, Cymraeg, cy                   which the page marks as another language than its own
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.browser.hearing_rules import NAMES
from tests.browser.shelf import Shelf
from tests.browser.telling import some
from tests.browser.transcripts import FOLDER, RETURN_CODE, Frames, HeardPage, Step, write
from tests.browser_tools.virtual_reader import Phrase, read_aloud

# One of each kind of page, and of each thing that is said of a question.
HEARD = (
    "enter",
    "enter, wrong symbol",
    "welcome",
    "welcome, no consent",
    "month and year, clean",
    "month and year, wrong",
    "single, clean",
    "single, wrong",
    "question, not answered",
    "question, with the return code",
    "part start, on return",
    "sensitive multiple, wrong",
    "multiple, answered",
    "scale, clean",
    "text, answered",
    "several, wrong",
    "check",
    "stop",
    "done",
    "contact, wrong",
    "settings",
    "too busy",
)
UPDATE = "python3 dev.py accessibility virtual --update"

_CODE = re.compile(r"\b(?!7KQM-2D9F)[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}[0-9A-Z*]")
# No screen reader says where a paragraph or a link ends; all say it of landmarks, groups and lists.
_UNSAID = re.compile(
    r"(end of )?paragraph|end, .*|end of (?!(main|banner|contentinfo|form|group|list|alert|status)(,|$)).*"
)
_OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
_MARK = re.compile(r"\[\w+\] ")
_CONTROL = re.compile(r"(?:link|button|textbox|radio|checkbox|heading|alert|status)(?:, (.*))?")
# What can stand where a name is missing.
_STATE = re.compile(r"(not )?checked.*|invalid.*|level \d|position \d.*|selected")


def path_of(language: str) -> Path:
    """Where the transcript of a language is kept."""
    return FOLDER / f"virtual-{language}.txt"


def read_in(language: str, shelf: Shelf, context: BrowserContext) -> list[HeardPage]:
    """The key pages in a language, what they keep folded included. The shelf must have `reader_files`."""
    frames = Frames(head_ends="main", foot_begins="end of main")
    pages = []
    for page, tab in shelf.leaf(context, some(shelf.pages, HEARD, language)):
        tab.evaluate(_OPEN)
        lines = lines_of(read_aloud(tab), language)
        pages.append(HeardPage(page.name, [Step("", [tab.title(), *frames.shortened(lines)])]))
    return pages


def lines_of(phrases: Iterable[Phrase], language: str) -> list[str]:
    """What is kept of what was said on a page in `language`: no ends of small things, and no codes."""
    lines = []
    for phrase in phrases:
        words = " ".join(phrase.words.split())
        if not words or _UNSAID.fullmatch(words):
            continue
        words = _CODE.sub("<code>", RETURN_CODE.sub("<return code>", words))
        mark = f"[{phrase.language}] " if phrase.language not in ("", language) else ""
        lines.append(mark + ("end of group" if words.startswith("end of group") else words))
    return lines


def differences(language: str, pages: Sequence[HeardPage]) -> list[str]:
    """Where what was heard is not as it is kept."""
    path = path_of(language)
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    heard = write(pages)
    return list(
        difflib.unified_diff(kept.splitlines(), heard.splitlines(), "kept", "heard", n=1, lineterm="")
    )


def keep(language: str, pages: Sequence[HeardPage]) -> None:
    """Write the transcript of a language anew."""
    path_of(language).write_text(write(pages), encoding="utf-8")


def faults_of_reading(pages: Iterable[HeardPage], language: str) -> list[str]:
    """The rules that hold whatever the words are, where they are broken."""
    found = []
    for page in pages:
        marked = [line for step in page.steps for line in step.lines]
        lines = [_MARK.sub("", line, count=1) for line in marked]
        faults = (
            *_nameless(lines),
            *_outside_groups(lines),
            *_unsaid_errors(lines),
            *_mispronounced(marked, language),
        )
        found += [f"{page.title}: {fault}" for fault in faults]
    return found


def _mispronounced(lines: Sequence[str], language: str) -> Iterator[str]:
    """Names of languages that a voice of another would say. A control is marked itself, not by its label."""
    for line in lines:
        for code, name in NAMES.items():
            is_marked = line.startswith(f"[{code}] ")
            if code != language and name in line.removeprefix(f"[{code}] ").split(", ") and not is_marked:
                yield f"said in the page's language: {line}"


def _nameless(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        control = _CONTROL.fullmatch(line)
        is_named = control is None or line in ("alert", "status")
        if not is_named and (not control[1] or _STATE.fullmatch(control[1])):
            yield f"said without a name: {line}"


def _outside_groups(lines: Sequence[str]) -> Iterator[str]:
    """Choices of which one does not hear what they answer."""
    groups: list[str] = []
    for line in lines:
        if line.startswith("group"):
            groups.append(line.removeprefix("group").removeprefix(", "))
        elif line == "end of group":
            groups.pop()
        elif line.startswith("radio, ") and not any(groups):
            yield f"a choice in no group: {line}"


def _unsaid_errors(lines: Sequence[str]) -> Iterator[str]:
    """Problems that are not said first, or not again with the control or the group that they are about."""
    if not lines[0].split(" ")[0].endswith(":"):  # `Error: ` in any language begins the title
        return
    headings = [line for line in lines if line.startswith("heading, ")]
    if "alert" not in lines or not headings[0].endswith("level 2"):
        yield f"the list of problems is not the first heading: {headings[0]}"
        return
    begins = lines.index("alert")
    ends = lines.index("end of alert")
    for line in lines[begins:ends]:
        problem = line.removeprefix("link, ")
        about = [other for other in lines[ends:] if other.startswith(("textbox, ", "group, ", "checkbox, "))]
        if line.startswith("link, ") and not any(problem in other for other in about):
            yield f"a problem is not said where it is: {problem}"
