"""What must be withheld beside the table's rules, found by attack: until no hidden number can be worked out.

Source: secondary cell suppression (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4.4), here
by hiding whole distributions and figures, which needs no search among cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from survey_engine.analysis.attack import Recovered
from survey_engine.analysis.checker import Made, attack_rows, attack_tables
from survey_engine.analysis.disclosure import (
    ALL_HOSPITALS,
    Release,
    SafeResults,
    release_pooled_rows,
    suppress,
)
from survey_engine.analysis.groups import GroupCounts, SafeGroups, suppress_groups
from survey_engine.analysis.policy import CHARITY, Policy
from survey_engine.analysis.results import Results
from survey_engine.analysis.shuffling import NewShuffle
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import QuestionId

_ROUNDS = 6
WHOLE = 2


@dataclass(frozen=True, slots=True)
class Settled:
    """Tables from which no hidden number of them can be worked out.

    more: what was withheld beside the rules, by hospital (or ALL_HOSPITALS, or a trait) and question: 1 the
    single options, 2 the whole. The same goes to whoever makes other figures of these results.
    left: what could still be worked out when the rounds were over; the checker blocks such a release.
    """

    safe: SafeResults
    groups: SafeGroups
    more: dict[tuple[str, str], int]
    left: tuple[Recovered, ...] = ()


def settle(results: Results, counts: GroupCounts, policy: Policy = CHARITY) -> Settled:
    """The tables as they may be written. Raises TooFewAnswersError.

    Where a number could still be worked out after six rounds, the checker blocks the release (checker.py).
    """
    more = Counter[tuple[str, str]]()
    only: set[str] | None = None
    settled = _make(results, counts, policy, more)
    for _ in range(_ROUNDS):
        made = Made(results, settled.safe, counts, settled.groups)
        found = attack_tables(made, only)
        if not found:
            return settled
        more.update(set(_next(found, settled)))
        only = {each.protected.question for each in found}
        settled = _make(results, counts, policy, more)
    left = attack_tables(Made(results, settled.safe, counts, settled.groups))
    return replace(settled, left=tuple(left))


def settle_pooled_rows(
    responses: Collection[Response], made: Made, new_shuffle: NewShuffle, opens_on: date
) -> Release:
    """Rows without hospitals, less the questions by which they and the tables would give a number away.

    Raises TooFewAnswersError, RowsNotAvailableError.
    """
    questionnaire, dropped = made.results.questionnaire, set[QuestionId]()
    while True:
        release = release_pooled_rows(responses, questionnaire, new_shuffle, opens_on, made.safe, dropped)
        found = {QuestionId(each.protected.question) for each in attack_rows(replace(made, release=release))}
        told = set(release.pooled.told_of) if release.pooled is not None else set()
        if not found & told:
            return release
        dropped |= found & told


def _make(results: Results, counts: GroupCounts, policy: Policy, more: Counter[tuple[str, str]]) -> Settled:
    safe = suppress(results, policy, more)
    return Settled(safe, suppress_groups(counts, policy, more), dict(more))


def _next(found: Iterable[Recovered], settled: Settled) -> Iterable[tuple[str, str]]:
    """What to withhold for each number that came out: its own figure, or else what it was subtracted from."""
    shown = {(row.hospital, row.question) for row in settled.safe.rows if row.figure.base is not None}
    traits = {(row.trait, row.question) for row in settled.groups.rows if row.base is not None}
    for each in found:
        question = each.protected.question
        own = (each.protected.trait or each.protected.who, question)
        beside = [pair for pair in traits if pair[1] == question]
        if own in shown or own in traits:
            yield own
        elif beside:
            yield from beside
        elif (ALL_HOSPITALS, question) in shown:
            yield (ALL_HOSPITALS, question)
        else:
            yield from (pair for pair in shown if pair[1] == question)
