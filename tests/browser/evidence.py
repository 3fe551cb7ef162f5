"""The page that says what was run, on what, and what came of it: docs/accessibility/evidence.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from requirements.machine import ROOT

PATH = ROOT / "docs" / "accessibility" / "evidence.md"
MOST_FAULTS = 50


@dataclass(frozen=True)
class Check:
    """One thing that was done, over how many of what, and what was wrong."""

    tool: str
    what: str
    extent: str
    faults: Sequence[str]

    @property
    def result(self) -> str:
        """In a table's cell."""
        return f"**{len(self.faults)} faults**" if self.faults else "no fault"


_HEAD = """# Accessibility: what was run, and what came of it

Written by `python3 dev.py accessibility`, which does all of this again; it is not written by hand.
It adds to the tests of every run (`python3 dev.py test`) what those cannot hold: a real screen reader,
a second browser engine, every page in every look, and a second judge of every page in every language.

Run on {day}, with {versions}.

| Tool | What was done | On | Result |
|---|---|---|---|
"""

_TAIL = """
## What the screen reader says

Real keys were pressed in a real window, and what Orca said was written down word by word. Read it:
{transcripts}. A run fails when a word differs from these files (`--update` writes them anew), or when
one of these rules is broken:

- at most three stops of Tab before the first control of a question;
- the whole question is said with its first control;
- the hint of a question is said on arrival or with its control, and an error with its control;
- after a mistake the list of problems is the first thing said, and it leads to the control;
- every word is said by a voice of the page's language, but for the names of other languages;
- no status is announced without its words, and no answer is passed over on the page that checks them.

## What the specifications have said

Guidepup's virtual screen reader reads the key pages from the top to the end as ARIA, HTML and the
computation of names have it, and notes the language that a page marks: {readings}.
The tests of every run read them too, and fail when a word differs (`dev.py accessibility virtual --update`
writes them anew), or when one of these rules is broken:

- every control and heading has a name, and every choice stands in a group that has one;
- after a mistake the list of problems is the first heading, and each problem is said where it is;
- the name of a language is marked as of that language, on its control too.

## What two judges of rules say

axe-core and IBM's checker find different faults. Of the 26 kinds of defect that the tests put into good
pages, IBM's finds crossed labels, choices without a group and choices in a table, which axe-core does not;
axe-core finds others. The tests of every run ask both. What IBM's checker says and is not so, or asks a
person to look at, is judged in [ibm.py](../../tests/browser_tools/ibm.py), each with its reason, and this
run says which of them nothing needs any more.

## What this does not show

- Orca 43 reads what describes a group of radio buttons or check boxes when it reads the page, and not again
  when Tab comes to the group. NVDA, JAWS and VoiceOver were not run: they need other systems than ours.
- A tool is not a person. People who use screen readers every day have not yet tested this survey.

## Pictures

The command leaves pictures of the main pages as they look on a phone (light, dark and forced colours, in
English and in Urdu, in Firefox and in Chromium), and each as PDF as it would be printed, in
`var/accessibility/`. They are not kept here.
"""


def page_of(checks: Sequence[Check], versions: Mapping[str, str], languages: Sequence[str], day: date) -> str:
    """The whole page."""
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    rows = [f"| {one.tool} | {one.what} | {one.extent} | {one.result} |" for one in checks]
    faults = [fault for one in checks for fault in one.faults]
    listed = ["", "## Faults", "", *(f"- {_in_line(fault)}" for fault in faults[:MOST_FAULTS])]
    folder = "../../tests/browser/transcripts"
    transcripts = ", ".join(f"[{code}]({folder}/orca-{code}.txt)" for code in languages)
    readings = ", ".join(f"[{code}]({folder}/virtual-{code}.txt)" for code in languages)
    return "\n".join(
        [
            _HEAD.format(day=day.isoformat(), versions=named) + "\n".join(rows),
            *(listed if faults else []),
            _TAIL.format(transcripts=transcripts, readings=readings),
        ]
    )


def _in_line(fault: str) -> str:
    return f"`{fault.replace('`', ' ')}`"
