"""The attack on a release: how far a reader can narrow a hidden number down, by integer linear programming.

Source: the shuttle and linear-programming bounds of statistical disclosure control (Hundepool et al. 2012,
Statistical Disclosure Control, chapter 4.3), solved with HiGHS.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import cast

import highspy

from survey_engine.analysis.knowledge import Cell, Knowledge, Protected, Shown

_NEAR = 1e-6
_SECONDS = 10.0  # for one bound; the best table found until then counts
_new_program = cast(Callable[[], highspy.Highs], highspy.Highs)  # it says nothing of its types
_SENSES = (highspy.ObjSense.kMaximize, highspy.ObjSense.kMinimize)
_ENDED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)


class UnlikeTruthError(Exception):
    """What a reader is taken to know does not hold for the true numbers: the attack would prove nothing."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A protected number that a reader can narrow down too far: it lies between the two ends."""

    protected: Protected
    least: int
    most: int


def recover(
    knowledge: Knowledge, truth: Mapping[Cell, int], only: Collection[str] | None = None
) -> list[Recovered]:
    """The protected numbers of which a reader is left fewer values than they must keep.

    `truth` gives each cell's true number (0 where it names none): one table that fits all that is shown, so a
    number is safe as soon as other fitting tables are far enough from it. Questions that nothing joins are
    attacked one by one; with `only`, those joined to these questions. Raises UnlikeTruthError.
    """
    for shown in knowledge.shown:
        value = _value(shown.weights, truth)
        if (shown.least is not None and value < shown.least) or (
            shown.most is not None and value > shown.most
        ):
            raise UnlikeTruthError(f"{sorted(shown.weights)}: {shown.least} to {shown.most}, not {value}")
    found: list[Recovered] = []
    for shown_together, protected in _parts(knowledge):
        if only is not None and not any(each.question in only for each in protected):
            continue
        found.extend(_Part(shown_together, protected, truth).recovered())
    return found


def _value(weights: Mapping[Cell, int], table: Mapping[Cell, int]) -> int:
    return sum(weight * table.get(cell, 0) for cell, weight in weights.items())


def _parts(knowledge: Knowledge) -> Iterable[tuple[list[Shown], list[Protected]]]:
    """Sums that share a cell, directly or through others, and what is protected among them."""
    head: dict[Cell, Cell] = {}

    def top(cell: Cell) -> Cell:
        while head.setdefault(cell, cell) != cell:
            head[cell] = head[head[cell]]
            cell = head[cell]
        return cell

    together: list[Shown | Protected] = [*knowledge.shown, *knowledge.protected]
    for each in together:
        first, *others = each.weights
        for other in others:
            head[top(other)] = top(first)
    parts: dict[Cell, tuple[list[Shown], list[Protected]]] = {}
    for shown in knowledge.shown:
        parts.setdefault(top(next(iter(shown.weights))), ([], []))[0].append(shown)
    for protected in knowledge.protected:
        parts.setdefault(top(next(iter(protected.weights))), ([], []))[1].append(protected)
    return [part for part in parts.values() if part[1]]


class _Part:
    """One set of joined sums, as a linear program."""

    def __init__(
        self, shown: Sequence[Shown], protected: Sequence[Protected], truth: Mapping[Cell, int]
    ) -> None:
        together: list[Shown | Protected] = [*shown, *protected]
        named = (cell for each in together for cell in each.weights)
        self._place = {cell: place for place, cell in enumerate(dict.fromkeys(named))}
        self._shown, self._protected = shown, protected
        start = [truth.get(cell, 0) for cell in self._place]
        self._seen = [(value, value) for value in (self._of(each, start) for each in protected)]
        self._programs: dict[bool, highspy.Highs] = {}

    def recovered(self) -> Iterable[Recovered]:
        """Each number whose two ends lie too near."""
        for sense in _SENSES:  # one table that is far off everywhere opens most of them at once
            self._look([each for n, each in enumerate(self._protected) if not self._is_open(n)], sense)
        for number, each in enumerate(self._protected):
            if self._is_open(number):
                continue
            most, least = (self._look([each], sense) for sense in _SENSES)
            # The program of fractions reaches a little further than that of people: one value to spare.
            if floor(most + _NEAR) - ceil(least - _NEAR) > each.values or self._is_open(number):
                continue
            for sense in _SENSES:
                if not self._is_open(number):
                    self._look([each], sense, whole=True)
            if not self._is_open(number):
                yield Recovered(each, *self._seen[number])

    def _is_open(self, number: int) -> bool:
        least, most = self._seen[number]
        return most - least + 1 >= self._protected[number].values

    def _of(self, each: Protected, table: Sequence[int]) -> int:
        return sum(weight * table[self._place[cell]] for cell, weight in each.weights.items())

    def _look(self, wanted: Sequence[Protected], sense: highspy.ObjSense, *, whole: bool = False) -> float:
        """The largest or smallest sum of some numbers; a table of whole numbers found widens all ends."""
        costs: dict[int, float] = {}
        for each in wanted:
            for cell, weight in each.weights.items():
                costs[self._place[cell]] = costs.get(self._place[cell], 0.0) + weight
        values = self._solve(costs, sense, whole=whole) if costs else []
        table = [round(value) for value in values]
        if all(abs(value - kept) < _NEAR for value, kept in zip(values, table, strict=True)) and table:
            self._widen(table)
        return sum(cost * values[place] for place, cost in costs.items()) if values else 0.0

    def _widen(self, table: Sequence[int]) -> None:
        for number, each in enumerate(self._protected):
            value, (least, most) = self._of(each, table), self._seen[number]
            self._seen[number] = (min(least, value), max(most, value))

    def _solve(self, costs: Mapping[int, float], sense: highspy.ObjSense, *, whole: bool) -> list[float]:
        program = self._programs.get(whole) or self._program(whole=whole)
        for place, cost in costs.items():
            program.changeColCost(place, cost)
        program.changeObjectiveSense(sense)
        program.run()
        values = list(program.getSolution().col_value) if program.getModelStatus() in _ENDED else []
        for place in costs:  # only now: a new cost wipes the solution
            program.changeColCost(place, 0.0)
        return values

    def _program(self, *, whole: bool) -> highspy.Highs:
        program = _new_program()
        program.silent()
        program.setOptionValue("time_limit", _SECONDS)
        program.setOptionValue("threads", 1)
        count = len(self._place)
        program.addVars(count, [0.0] * count, [float(MOST)] * count)
        for shown in self._shown:
            least = -highspy.kHighsInf if shown.least is None else float(shown.least)
            most = highspy.kHighsInf if shown.most is None else float(shown.most)
            places = [self._place[cell] for cell in shown.weights]
            program.addRow(least, most, len(places), places, [float(w) for w in shown.weights.values()])
        if whole:
            for place in range(count):
                program.changeColIntegrality(place, highspy.HighsVarType.kInteger)
        self._programs[whole] = program
        return program


MOST = 10**6  # people in one cell: no wave has more
