"""The checker: attacks a release with all that its reader has had, and blocks it where a number comes out.

Source: rule 6 of disclosure control. A hidden cell of a sensitive, quasi-identifying or high-risk question
must keep three values or more, a "fewer than 3" cell (and a side told in words) two. Waves are of other
answers, and a release is frozen, so an earlier wave adds no sum to those of this one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey_engine.analysis.attack import Recovered, cannot_be_read, recover
from survey_engine.analysis.comparators import comparator_figure
from survey_engine.analysis.disclosure import ALL_HOSPITALS, Release, SafeResults
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.flags import Standing, Treatment, standings
from survey_engine.analysis.group_reading import read_groups
from survey_engine.analysis.groups import GroupCounts, SafeGroups
from survey_engine.analysis.knowledge import Cell, Knowledge, Protected
from survey_engine.analysis.policy import Policy
from survey_engine.analysis.pooling import contributing
from survey_engine.analysis.public_figures import figure_of, published_alone
from survey_engine.analysis.reading import (
    ELIGIBLE,
    Cells,
    known_of_any,
    read_eligible,
    read_figure,
    read_withheld,
    true_cells,
)
from survey_engine.analysis.results import Count, Results
from survey_engine.analysis.row_reading import read_rows
from survey_engine.analysis.suppression import ALL_BUT_FEWER, FEW_BY_HES, FEWER, SMALL
from survey_engine.questionnaire.definition import All, Condition, Is, Kind, Question, QuestionId, Score

OF_FLAGGED, OF_FEW = 3, 2  # values that a hidden number must keep
_FLAGGED = (Treatment.GUARDED_SCORE, Treatment.GUARDED, Treatment.POOLED)
_SIDES = (Score.POSITIVE, Score.NEGATIVE)
_NO_TABLE = (Treatment.COMMENT, Treatment.FIGURE)


class RecoverableError(Exception):
    """Somebody could work out a hidden number from the release. The text names question and hospital."""


@dataclass(frozen=True, slots=True)
class Made:
    """A release as it would be written, with the raw counts behind it."""

    results: Results
    safe: SafeResults
    group_counts: GroupCounts | None = None
    groups: SafeGroups | None = None
    release: Release | None = None


def demand_unrecoverable(found: Sequence[Recovered]) -> None:
    """Raises RecoverableError where a reader could narrow a protected number down too far."""
    if not found:
        return
    worst, more = found[0], len({(each.protected.question, each.protected.who) for each in found}) - 1
    number = str(worst.least) if worst.least == worst.most else f"{worst.least} to {worst.most}"
    others = f" {more} more could be found in the same way." if more else ""
    raise RecoverableError(
        f"This release is blocked. From all that it shows, somebody could work out a number that is hidden: "
        f"{worst.protected.who} at the question {worst.protected.question} would be {number}.{others} "
        "Nothing was written. Tell the people who look after survey-engine."
    )


def attack(made: Made, only: Collection[str] | None = None) -> list[Recovered]:
    """What a reader could find of every table (all hospitals, all together, the groups), and of the rows.

    With `only`, among these questions, which must be all that are joined to one of them. What rows say openly
    is hidden from their reader in no table, so those numbers are attacked with the tables alone.
    """
    known, truth = table_knowledge(made, only)
    found = [cannot_be_read(each) for each in known.unread]
    if made.release is None:
        return found + recover(known, truth)
    everything = Knowledge(list(known.shown), known.protected)
    said_openly = read_rows(made.release, made.results, made.safe, everything, only)
    return found + recover(everything, truth) + recover(Knowledge(known.shown, said_openly), truth)


def table_knowledge(made: Made, only: Collection[str] | None = None) -> tuple[Knowledge, dict[Cell, int]]:
    """What the tables show (of the questions `only`), and the true numbers."""
    known, truth = Knowledge(), dict[Cell, int]()
    results, policy = made.results, made.safe.policy
    figures: dict[QuestionId, dict[str, Figure]] = {}
    first_asked: dict[Condition | None, Question] = {}
    for row in made.safe.rows:
        figures.setdefault(row.question, {})[row.hospital] = row.figure
    for name, standing in standings(results.questionnaire).items():
        question = results.questionnaire.question(name)
        if question is None or standing.treatment in _NO_TABLE or (only is not None and name not in only):
            continue
        condition = results.questionnaire.shown_when(question)
        first = first_asked.setdefault(condition, question)
        _Table(question, standing, figures[name], results, policy, condition, first).read(known, truth)
    if made.groups is not None and made.group_counts is not None:
        read_groups(made.groups, made.group_counts, results.hospitals, known, truth, only)
    return known, truth


@dataclass(frozen=True, slots=True)
class _Table:
    """The figures of one question. first: the first question that is shown on the same condition."""

    question: Question
    standing: Standing
    figures: Mapping[str, Figure]
    results: Results
    policy: Policy
    condition: Condition | None
    first: Question

    def read(self, known: Knowledge, truth: dict[Cell, int]) -> None:
        """Adds what they show, and what they hide."""
        everybody = {name: Cells(self.question, name) for name in self.results.hospitals}
        treatment, policy = self.standing.treatment, self.policy
        for name, cells in everybody.items():
            truth |= true_cells(cells, self.results.count(name, self.question.id))
            figure, people = self.figures[name], self.results.responses[name]
            known_of_any(cells, known, people, people if self.condition is None else None)
            self._read_filter(cells, known, truth)
            read_withheld(figure, cells, treatment, policy, known)
            self._read(figure, [cells], known, alone=True)
            self._protect([cells], figure, known, name)
        if treatment is Treatment.EVALUATIVE:  # those of others are made from what is shown
            self._read_comparators(everybody, known)
        whole, in_rows = self.figures.get(ALL_HOSPITALS), self._in_rows()
        hospitals = {name: self.figures[name] for name in everybody}
        members = contributing(self._counts(), hospitals, self.standing, policy, in_rows)
        together = [everybody[name] for name in members]
        if whole is not None and together:
            self._read(whole, together, known, alone=False)
            self._read_published(whole, everybody, known)
            if treatment in _FLAGGED and whole.counts:
                self._protect(together, whole, known, ALL_HOSPITALS)

    def _read(self, figure: Figure, several: Sequence[Cells], known: Knowledge, *, alone: bool) -> None:
        """Adds what a figure shows, or notes that the program cannot read it."""
        try:
            read_figure(figure, several, self.standing.treatment, self.policy, known, alone=alone)
        except ValueError:
            weights = {cell: 1 for cells in several for cell in cells.answered}
            who = several[0].who if alone else ALL_HOSPITALS
            known.unread.append(Protected(weights, OF_FEW, self.question.id, who))
        if self.condition is not None:  # of others everybody's number is known
            read_eligible(figure, several, known)

    def _read_published(self, whole: Figure, everybody: Mapping[str, Cells], known: Knowledge) -> None:
        """The public's sum, where it is of other hospitals; all else in public is made from what is shown."""
        if self.standing.treatment not in (Treatment.EVALUATIVE, Treatment.DESCRIPTIVE):
            return
        counts, figures = self._counts(), {name: self.figures[name] for name in everybody}
        fine = published_alone(counts, figures, whole, self.standing, self.policy, list(everybody))
        if fine:
            figure = figure_of(fine, counts, figures, self.question, self.standing, self.policy)
            self._read(figure, [everybody[name] for name in fine], known, alone=False)

    def _counts(self) -> dict[str, Count]:
        return {name: self.results.count(name, self.question.id) for name in self.results.hospitals}

    def _in_rows(self) -> set[str]:
        """The hospitals whose own rows hold this question."""
        if not self.standing.may_be_in_rows:
            return set()
        return {name for name, size in self.results.responses.items() if size >= self.policy.rows_hospital}

    def _read_comparators(self, everybody: Mapping[str, Cells], known: Knowledge) -> None:
        """A hospital is compared with all others together (comparators.py)."""
        counts, policy, in_rows = self._counts(), self.policy, self._in_rows()
        figures = {name: self.figures[name] for name in everybody}
        for hospital in everybody:
            figure = comparator_figure(
                hospital, counts, figures, self.question, self.standing, policy, in_rows
            )
            rest = {name: count for name, count in counts.items() if name != hospital}
            members = contributing(rest, {n: figures[n] for n in rest}, self.standing, policy, in_rows)
            if figure.score:
                several = [everybody[name] for name in members]
                read_figure(figure, several, self.standing.treatment, policy, known, alone=False)

    def _read_filter(self, cells: Cells, known: Knowledge, truth: Mapping[Cell, int]) -> None:
        """Who could see a question is who gave the answers that lead to it, and who saw others so asked."""
        eligible = cells.option(ELIGIBLE)
        if self.condition is not None and self.first is not self.question:
            known.weigh({eligible: 1, Cells(self.first, cells.who).option(ELIGIBLE): -1}, 0, 0)
        for part in _simple(self.condition):
            earlier = self.results.questionnaire.question(part.question)
            if earlier is None or earlier.kind is not Kind.SINGLE:
                continue
            leading = [Cells(earlier, cells.who).option(name) for name in part.options]
            count = self.results.count(cells.who, earlier.id)
            same = sum(count.options[name] for name in part.options) == truth[eligible]
            known.weigh({**dict.fromkeys(leading, 1), eligible: -1}, 0, 0 if same else None)

    def _protect(self, several: list[Cells], figure: Figure, known: Knowledge, who: str) -> None:
        for name in self._hidden_options(several[0], figure):
            values = self._values(figure, who, name)
            known.protect([cells.option(name) for cells in several], values, self.question.id, who)
        if not self.question.is_scored or len(several) > 1:
            return
        is_hidden = figure.base is None or figure.percent is None
        if self.standing.treatment is Treatment.GUARDED_SCORE or is_hidden:
            for score in _SIDES:
                known.protect(several[0].side(score), self._values(figure, who), self.question.id, who)

    def _values(self, figure: Figure, who: str, name: str = "") -> int:
        """How many values a hidden number must keep: no more than the people it is among, and none of them.

        How many answered is known, and beside an exact base so are those whose answer does not count.
        """
        values = OF_FLAGGED if self.standing.treatment in _FLAGGED else OF_FEW
        people = self.results.responses.get(who)
        if people is None:
            return values
        option = self.question.option(name)
        if self.standing.treatment is Treatment.EVALUATIVE and option and option.score not in _SIDES:
            people -= figure.base or 0
        return min(values, people + 1)

    def _hidden_options(self, cells: Cells, figure: Figure) -> list[str]:
        """The options of which no number is shown. Beside a mean, those of a scale that few people chose."""
        shown = dict(figure.counts)
        if figure.mean and self.standing.treatment is Treatment.EVALUATIVE:
            numbers = self.results.count(cells.who, self.question.id).options
            return [name for name in cells.names if numbers[name] < SMALL]
        if self.standing.treatment in _FLAGGED:
            return [name for name in cells.names if shown.get(name, FEW_BY_HES) == FEW_BY_HES]
        return [name for name in cells.names if shown.get(name) in (FEWER, ALL_BUT_FEWER)]


def _simple(condition: Condition | None) -> Iterable[Is]:
    """The parts of a condition that must all hold and name one earlier question each."""
    match condition:
        case Is():
            yield condition
        case All():
            for part in condition.conditions:
                yield from _simple(part)
        case _:
            return
