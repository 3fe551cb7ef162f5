"""The gate of comments: what two people have let through, and nothing else, for a report or a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LEAST_FOR_THEMES: Final = 20  # comments under which no theme is counted: a descriptive question's base
LEAST_OF_A_THEME: Final = 3
FEW: Final = "fewer than 3"

_MADE_HERE = object()


class NotReleasedError(Exception):
    """A text came to the gate that the rules of release do not let through."""


@dataclass(frozen=True, slots=True)
class ReviewedComment:
    """One released text as it is kept. hospital is empty where it stands without; themes are names.

    reviewer and releaser are accounts: never the same one, but where `alone` says that nobody else was there
    for two days. is_summary: words of the charity about the comments without a hospital, in place of them.
    """

    question: str
    hospital: str
    text: str
    themes: tuple[str, ...]
    reviewer: str
    releaser: str
    alone: bool = False
    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class ReleasedComment:
    """One text that may be shown. hospital is empty where it stands without."""

    question: str
    hospital: str
    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """What the review of a wave did: texts not used or released by one person alone, changes by reason."""

    unused: int
    alone: int
    changes: Mapping[str, int]
    translated: int


@dataclass(frozen=True, slots=True)
class ReleasedComments:
    """The released texts of one wave. Only `let_through` makes it.

    summaries: question -> the charity's words about its comments without a hospital.
    """

    wave: str
    comments: tuple[ReleasedComment, ...]
    summaries: Mapping[str, str]
    counts: ReviewCounts
    token: object = field(repr=False)

    def __post_init__(self) -> None:
        if self.token is not _MADE_HERE:
            raise TypeError("only released_comments.let_through makes ReleasedComments")

    def of_hospital(self, hospital: str) -> tuple[ReleasedComment, ...]:
        """What one hospital may read: its own texts. Those without a hospital are never of one."""
        return tuple(one for one in self.comments if one.hospital == hospital)


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """In how many released texts of a question a theme is. hospital is empty for all together."""

    question: str
    hospital: str
    theme: str
    count: str  # a number, or "fewer than 3"
    base: int


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of one wave that may be shown. Only `count_themes` makes it."""

    wave: str
    rows: tuple[ThemeCount, ...]
    token: object = field(repr=False)

    def __post_init__(self) -> None:
        if self.token is not _MADE_HERE:
            raise TypeError("only released_comments.count_themes makes Themes")


def let_through(wave: str, reviewed: Sequence[ReviewedComment], counts: ReviewCounts) -> ReleasedComments:
    """The texts that may be shown, sorted by question, hospital and words: by nothing that tells an order.

    Raises NotReleasedError where one person did both parts and it was not a release alone. Source: rule 5 of
    disclosure control.
    """
    comments, summaries = [], {}
    for one in reviewed:
        if not one.reviewer or not one.releaser or (one.reviewer == one.releaser and not one.alone):
            raise NotReleasedError("a comment was not looked at by a second person")
        if one.is_summary:
            summaries[one.question] = one.text
            continue
        comments.append(ReleasedComment(one.question, one.hospital, one.text, tuple(sorted(one.themes))))
    ordered = sorted(comments, key=lambda one: (one.question, one.hospital, one.text))
    return ReleasedComments(wave, tuple(ordered), summaries, counts, _MADE_HERE)


def read_back(wave: str, comments: Iterable[ReleasedComment]) -> ReleasedComments:
    """The texts of the charity's own file of released comments, which are past the gate already.

    Summaries and what the review counted are not in that file.
    """
    ordered = sorted(comments, key=lambda one: (one.question, one.hospital, one.text))
    return ReleasedComments(wave, tuple(ordered), {}, ReviewCounts(0, 0, {}, 0), _MADE_HERE)


def count_themes(released: ReleasedComments) -> Themes:
    """How often each theme is in the released texts of a question: of all hospitals, and of each one.

    Like a descriptive question: from 20 texts on, counts under 3 as "fewer than 3".
    """
    rows: list[ThemeCount] = []
    for question in sorted({one.question for one in released.comments}):
        asked = [one for one in released.comments if one.question == question]
        rows += _counted(question, "", asked)
        for hospital in sorted({one.hospital for one in asked if one.hospital}):
            rows += _counted(question, hospital, [one for one in asked if one.hospital == hospital])
    return Themes(released.wave, tuple(rows), _MADE_HERE)


def _counted(question: str, hospital: str, texts: Sequence[ReleasedComment]) -> Iterable[ThemeCount]:
    if len(texts) < LEAST_FOR_THEMES:
        return
    counts = Counter(theme for one in texts for theme in one.themes)
    for theme, count in sorted(counts.items()):
        shown = str(count) if count >= LEAST_OF_A_THEME else FEW
        yield ThemeCount(question, hospital, theme, shown, len(texts))
