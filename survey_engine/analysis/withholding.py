"""What must be withheld beside the table's rules, found by attack: until no hidden number can be worked out.

Source: secondary cell suppression (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4.4), here
by hiding whole distributions and figures, which needs no search among cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from survey_engine.analysis.attack import Recovered
from survey_engine.analysis.checker import Made, attack
from survey_engine.analysis.disclosure import ALL_HOSPITALS, Release, RowShape, SafeResults, suppress
from survey_engine.analysis.groups import GroupCounts, SafeGroups, suppress_groups, withhold_groups
from survey_engine.analysis.policy import CHARITY, Policy
from survey_engine.analysis.results import Results
from survey_engine.questionnaire.definition import QuestionId

WHOLE = 2

Pair = tuple[str, str]
"""A hospital (or ALL_HOSPITALS, or a trait), and a question."""

RowMaker = Callable[[SafeResults, Collection[QuestionId]], Release]
"""Makes the rows beside these tables, with some questions left out (or blank where hospitals are merged)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A release of which no hidden number can be worked out.

    more: what was withheld beside the rules: 1 the single options, 2 the whole. The same goes to whoever
    makes other figures of these results.
    left: what could still be worked out when nothing more could be withheld; the checker blocks it then.
    misread: questions of which the program could not read a figure, or its reading contradicted the answers.
    That is a fault of the program. These figures are withheld as if they told all, and methods.md names them.
    """

    safe: SafeResults
    groups: SafeGroups
    more: dict[Pair, int]
    left: tuple[Recovered, ...] = ()
    misread: tuple[str, ...] = ()


def settle(results: Results, counts: GroupCounts, policy: Policy = CHARITY) -> Settled:
    """The tables as they may be written. Raises TooFewAnswersError.

    Whatever a number came out of is withheld, the narrowest first, until nothing comes out: at worst all that
    is shown of the questions joined to it. Nothing is left to subtract from then, so there is an end.
    """
    work = _Settling(results, counts, policy)
    work.withhold_until_safe()
    return work.settled()


def settle_with_rows(
    results: Results, counts: GroupCounts, policy: Policy, make_rows: RowMaker, shape: RowShape
) -> tuple[Settled, Release]:
    """The tables and the rows beside them, as they may be written. Raises what `make_rows` raises."""
    work = _Settling(results, counts, policy)
    if shape is RowShape.POOLED:
        work.withhold_until_safe()  # rows without hospitals hold only what the tables leave
    release = work.with_rows(make_rows)
    return work.settled(), release


class _Settling:
    """One release while it is made ever safer."""

    def __init__(self, results: Results, counts: GroupCounts, policy: Policy) -> None:
        self._results, self._counts, self._policy = results, counts, policy
        self._more, self._dropped = Counter[Pair](), set[QuestionId]()
        self._misread, self._left = dict[str, None](), list[Recovered]()
        self._safe = suppress(results, policy)
        self._as_counted = self._groups = suppress_groups(counts, policy)
        self._make_rows: RowMaker | None = None
        self._release: Release | None = None

    def settled(self) -> Settled:
        """What was reached."""
        misread = tuple(self._misread)
        return Settled(self._safe, self._groups, dict(self._more), tuple(self._left), misread)

    def with_rows(self, make_rows: RowMaker) -> Release:
        """The rows, when they and the tables are safe side by side."""
        release = make_rows(self._safe, self._dropped)
        self._set_beside(release, make_rows)
        self.withhold_until_safe()
        return release if self._release is None else self._release

    def _set_beside(self, release: Release, make_rows: RowMaker) -> None:
        self._release, self._make_rows = release, make_rows

    def withhold_until_safe(self) -> None:
        """Attacks and withholds until nothing comes out, or nothing more can be withheld."""
        only: set[str] | None = None
        while found := self._attack(only):
            self._misread |= dict.fromkeys(each.protected.question for each in found if each.misread)
            dropped, more = set(self._to_drop(found)), set(self._next(found))
            if not dropped and not more:
                break
            is_whole = any(each.misread for each in found)  # then nobody can say what else is joined to it
            only = None if is_whole else {question for each in found for question in each.joined}
            self._withhold(dropped, more)
        self._left = [each for each in found if not each.misread]

    def _attack(self, only: Collection[str] | None) -> list[Recovered]:
        return attack(Made(self._results, self._safe, self._counts, self._groups, self._release), only)

    def _withhold(self, dropped: Collection[QuestionId], more: Collection[Pair]) -> None:
        self._dropped.update(dropped)
        if more:
            self._more.update(more)
            self._safe = suppress(self._results, self._policy, self._more)
            self._groups = withhold_groups(self._as_counted, self._more)
        follows = self._release is not None and self._release.pooled is not None
        if self._make_rows is not None and (dropped or (more and follows)):
            self._release = self._make_rows(self._safe, self._dropped)

    def _to_drop(self, found: Iterable[Recovered]) -> Iterable[QuestionId]:
        """Questions by whose rows a number came out: it was open as long as there were only tables."""
        release = self._release
        if release is None:
            return
        told = release.pooled.told_of if release.pooled is not None else None
        for each in found:
            question = QuestionId(each.protected.question)
            is_told = each.protected.who in release.merged if told is None else question in told
            if is_told and question not in self._dropped:
                yield question

    def _next(self, found: Sequence[Recovered]) -> Iterable[Pair]:
        """What to withhold for each number that came out, where it is not in rows that can be left out."""
        in_rows = set(self._to_drop(found))
        bases: dict[Pair, int] = {
            (row.hospital, row.question): row.figure.base
            for row in self._safe.rows
            if row.figure.base is not None
        }
        traits = {(row.trait, row.question) for row in self._groups.rows if row.base is not None}
        for each in found:
            if each.protected.question not in in_rows:
                yield from _narrowest(each, bases, traits)


def _narrowest(each: Recovered, bases: dict[Pair, int], traits: Collection[Pair]) -> Collection[Pair]:
    """Its own figure, or else what it was subtracted from, first what is missed least."""
    question, who = each.protected.question, each.protected.trait or each.protected.who
    beside = [pair for pair in traits if pair[1] == question]
    of_others = [pair for pair in bases if pair[1] == question and pair[0] != ALL_HOSPITALS]
    joined = [pair for pair in bases if pair[1] in each.joined]
    ways = (
        [pair for pair in ((who, question),) if pair in bases or pair in traits],
        beside,
        [pair for pair in joined if pair[0] == who],
        [pair for pair in ((ALL_HOSPITALS, question),) if pair in bases],
        sorted(of_others, key=lambda pair: (bases[pair], pair))[:1],
        [*joined, *(pair for pair in traits if pair[1] in each.joined)],
    )
    return next((way for way in ways if way), ())
