"""What a screen reader said, page by page and key by key, as a text that can be read, kept and compared.

## Enter your code - Your care survey      the page, by its title; then what is read on its arrival
> Tab                                      a key; then what is said of it
Skip to main content link.
[cy] Cymraeg push button.                  said by a voice of another language than the page's
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser_tools.orca import Utterance

FOLDER = Path(__file__).parent / "transcripts"
LANGUAGES = ("en", "cy", "ur")
LOADED = "Finished loading"
HEAD, FOOT = "(the head of the page, as before)", "(the foot of the page, as before)"
LONGEST_HEAD = 7

RETURN_CODE = re.compile(r"(?<!\d)\d{3} \d{3} \d{4}(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2} [^\d\s]+ 20\d\d(?!\d)")
# Said or not by how fast the machine is, and of Firefox rather than of the page.
_PASSING = re.compile(
    r"Loading\. Please wait\.|Selection deleted\.|Screen reader on\.|.* document web\.|.*Mozilla Firefox.*"
)


@dataclass
class Step:
    """One key, or the arrival of a page (no key), and what was said then."""

    key: str
    lines: list[str]


@dataclass
class HeardPage:
    """One page as it was heard."""

    title: str
    steps: list[Step] = field(default_factory=list)


def path_of(language: str) -> Path:
    """Where the transcript of a language is kept."""
    return FOLDER / f"orca-{language}.txt"


def normalised(said: Iterable[Utterance], language: str) -> list[str]:
    """The lines of what was said on a page in `language`, without what differs from run to run."""
    lines = []
    for one in said:
        words = _DATE.sub("<date>", RETURN_CODE.sub("<return code>", " ".join(one.words.split())))
        if words and not _PASSING.fullmatch(words):
            mark = f"[{one.language}] " if one.language not in ("", language) else ""
            lines.append(mark + words)
    return lines


def title_and_rest(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The title of a page that has arrived, and what was said after it."""
    places = [number for number, line in enumerate(lines) if line.startswith(LOADED)]
    assert places, f"no page has arrived: {lines}"
    last = places[-1]
    return lines[last].removeprefix(LOADED).strip().removesuffix("."), list(lines[last + 1 :])


class Frames:
    """The head and foot that pages share, written out at their first time only."""

    def __init__(self, head_ends: str = "main content", foot_begins: str = "leaving main content.") -> None:
        """Nothing was heard yet. The last line of a head and the first of a foot are Orca's."""
        self._head_ends, self._foot_begins = head_ends, foot_begins
        self._known: set[tuple[str, ...]] = set()

    def shortened(self, lines: list[str]) -> list[str]:
        """The lines of a whole page, where a head or foot heard before is one line."""
        foot = _index(lines, self._foot_begins, len(lines))
        head = _index(lines[:LONGEST_HEAD], self._head_ends, -1) + 1
        return [
            *self._once(lines[:head], HEAD),
            *lines[head:foot],
            *self._once(lines[foot:], FOOT),
        ]

    def _once(self, part: list[str], instead: str) -> list[str]:
        if not part:
            return []
        if tuple(part) in self._known:
            return [instead]
        self._known.add(tuple(part))
        return part


def _index(lines: list[str], line: str, otherwise: int) -> int:
    return lines.index(line) if line in lines else otherwise


def write(pages: Iterable[HeardPage]) -> str:
    """The transcript as it is kept."""
    blocks = []
    for page in pages:
        lines = [f"## {page.title}"]
        for step in page.steps:
            lines += [f"> {step.key}"] if step.key else []
            lines += step.lines
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def read(text: str) -> list[HeardPage]:
    """The pages of a kept transcript."""
    pages: list[HeardPage] = []
    for line in filter(None, text.splitlines()):
        if line.startswith("## "):
            pages.append(HeardPage(line[3:], [Step("", [])]))
        elif line.startswith("> "):
            pages[-1].steps.append(Step(line[2:], []))
        else:
            pages[-1].steps[-1].lines.append(line)
    return pages
