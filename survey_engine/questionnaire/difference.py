"""What was found between two versions: changes with what they do to a trend, and contradictions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from survey_engine.questionnaire.definition import Comparison, Question, Questionnaire


class ChangeKind(StrEnum):
    """The kinds of change. The values stand in files and scripts and never change."""

    NEW = "new"
    RETIRED = "retired"
    REPLACED = "replaced"  # a new meaning under a new id
    TYPE_REPLACED = "type_replaced"  # asked in another way under a new id, joined by a derived variable
    REWORDED = "reworded"
    HINT = "hint"
    OPTION_ADDED = "option_added"
    SCORED_OPTION_ADDED = "scored_option_added"
    OPTION_RETIRED = "option_retired"
    OPTION_RELABELLED = "option_relabelled"
    OPTION_ORDER = "option_order"
    OPTION_EXCLUSIVE = "option_exclusive"
    OPTION_ESCAPE = "option_escape"
    SCORING = "scoring"
    MOVED = "moved"
    ROUTING = "routing"
    LIMITS = "limits"
    LINES = "lines"  # of the box for a text: one or several
    LENGTH = "length"  # of a text
    BAND = "band"
    ANSWERED_BY = "answered_by"
    SHARED = "shared"
    STANDARDS = "standards"
    FLAGS = "flags"
    SHORT_FORM = "short_form"
    SECTION = "section"
    DECLARED = "declared"  # the file says that it compares with caution, though nothing of the above changed


class Trend(StrEnum):
    """What a change does to a trend over versions."""

    KEPT = "kept"
    WITH_CAUTION = "with_caution"
    RESTATED = "restated"  # older answers are scored again by the newer rule, and both are shown
    FREQUENCIES_ONLY = "frequencies_only"
    BROKEN = "broken"
    STARTS = "starts"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `part` is the id of a question or section, or the questionnaire's for its standards."""

    kind: ChangeKind
    part: str
    trend: Trend
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A change that cannot be what the newer file says it is: what, and what to write instead."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One question in both versions."""

    old: Questionnaire
    new: Questionnaire
    before: Question
    now: Question

    @property
    def is_carried_on(self) -> bool:
        """Whether all that the file says was said of the version in which this question replaced another."""
        said = [(one.compares, one.compares_why, one.replaces) for one in (self.before, self.now)]
        return self.now.replaces is not None and said[0] == said[1]

    @property
    def compares(self) -> Comparison:
        """How the newer file says that the two compare."""
        return Comparison.SAME if self.is_carried_on else self.now.compares

    @property
    def why(self) -> str:
        """The reason that the newer file gives, or nothing."""
        return "" if self.is_carried_on else self.now.compares_why


@dataclass
class Difference:
    """Every change in the order of the newer version, then what is gone; and every contradiction."""

    changes: list[Change] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)

    def note(self, kind: ChangeKind, part: str, trend: Trend, text: str) -> None:
        """Add a change."""
        self.changes.append(Change(kind, part, trend, text))

    def note_as_declared(self, kind: ChangeKind, pair: Pair, text: str) -> None:
        """Add a change that keeps the trend, unless the file says that it compares with caution."""
        cautious = pair.compares is not Comparison.SAME
        trend = Trend.WITH_CAUTION if cautious else Trend.KEPT
        self.note(kind, pair.now.id, trend, f"{text} {pair.why}".strip())

    def require_caution(self, kind: ChangeKind, pair: Pair, text: str) -> None:
        """Add a change that compares with caution at best: refused where the file does not say so."""
        if pair.compares is Comparison.WITH_CAUTION:
            self.note(kind, pair.now.id, Trend.WITH_CAUTION, f"{text} {pair.why}")
        else:
            self.refuse(pair.now.id, f"{text} Write `compares: with_caution` and `compares_why`.")

    def refuse(self, part: str, text: str) -> None:
        """Add a contradiction."""
        self.contradictions.append(Contradiction(part, text))
