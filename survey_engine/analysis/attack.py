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
_SCATTERED, _FEW_CLOSED, _TOO_MANY, _GOLDEN = 12, 4, 0.9, 0.6180339887498949
_SECONDS = 10.0  # for one bound; the best table found until then counts
_new_program = cast(Callable[[], highspy.Highs], highspy.Highs)  # it says nothing of its types
_SENSES = (highspy.ObjSense.kMaximize, highspy.ObjSense.kMinimize)
_FITS = 2  # HiGHS: the solution holds for every row, also where time was over before it was the best


@dataclass(frozen=True, slots=True)
class Recovered:
    """A protected number that a reader can narrow down too far: it lies between the two ends.

    joined: the questions whose shown numbers it came out of, directly or through others. misread: the number
    is that of a sum that the reading of a figure says wrong, a fault of the program: nobody can say what such
    a figure tells, so it counts as telling all.
    """

    protected: Protected
    least: int
    most: int
    joined: frozenset[str] = frozenset()
    misread: bool = False


def recover(
    knowledge: Knowledge, truth: Mapping[Cell, int], only: Collection[str] | None = None
) -> list[Recovered]:
    """The protected numbers of which a reader is left fewer values than they must keep.

    `truth` gives each cell's true number (0 where it names none): one table that fits all that is shown, so a
    number is safe as soon as other fitting tables are far enough from it. Questions that nothing joins are
    attacked one by one; with `only`, those joined to these questions. Sums that the truth contradicts come
    first, as misread; they are left out of the attack.
    """
    wrong = [shown for shown in knowledge.shown if not _holds(shown, truth)]
    known = Knowledge([shown for shown in knowledge.shown if _holds(shown, truth)], knowledge.protected)
    found = [_misread(shown, _value(shown.weights, truth)) for shown in wrong]
    for shown_together, protected in _parts(known):
        if only is not None and not any(each.question in only for each in protected):
            continue
        found.extend(_Part(shown_together, protected, truth).recovered())
    return found


def _holds(shown: Shown, truth: Mapping[Cell, int]) -> bool:
    value = _value(shown.weights, truth)
    above = shown.least is None or value >= shown.least
    return above and (shown.most is None or value <= shown.most)


def _misread(shown: Shown, value: int) -> Recovered:
    question, who, _ = next(iter(shown.weights))
    trait = who.partition("=")[0] if "=" in who else ""
    joined = frozenset(cell[0] for cell in shown.weights)
    return Recovered(Protected(shown.weights, 1, question, who, trait), value, value, joined, misread=True)


def cannot_be_read(figure: Protected) -> Recovered:
    """A figure of which the program cannot say what it tells: it counts as telling all."""
    joined = frozenset(cell[0] for cell in figure.weights) | {figure.question}
    return Recovered(figure, 0, 0, joined, misread=True)


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
        self._places = [[(self._place[cell], w) for cell, w in each.weights.items()] for each in protected]
        start = [_value(each.weights, truth) for each in protected]
        self._seen = [(value, value) for value in start]
        self._reached = [(float(value), float(value)) for value in start]
        self._programs: dict[bool, highspy.Highs] = {}

    def recovered(self) -> Iterable[Recovered]:
        """Each number whose two ends lie too near."""
        joined = frozenset(cell[0] for cell in self._place)
        self._scatter()
        for number, each in enumerate(self._protected):
            if self._is_open(number):
                continue
            for sense in _SENSES:
                self._look({number: 1.0}, sense)
            for sense in _SENSES:
                if self._may_be_open(number) and not self._is_open(number):
                    self._look({number: 1.0}, sense, whole=True)
            if not self._is_open(number):
                yield Recovered(each, *self._seen[number], joined)

    def _scatter(self) -> None:
        """Looks for tables that are far off in all directions: each opens many numbers at once."""
        for turn in range(1, _SCATTERED + 1):
            closed = [number for number in range(len(self._protected)) if not self._is_open(number)]
            if len(closed) < _FEW_CLOSED:
                return
            # Weights from -1 to 1 that never repeat: the multiples of an irrational number.
            weights = {
                n: 2 * ((place * turn * _GOLDEN + turn / 7) % 1) - 1 for place, n in enumerate(closed, 1)
            }
            for sense in _SENSES:
                self._look(weights, sense)
            if sum(not self._is_open(number) for number in closed) > _TOO_MANY * len(closed):
                return

    def _is_open(self, number: int) -> bool:
        values = self._protected[number].values
        (least, most), (lowest, highest) = self._seen[number], self._reached[number]
        # The program of fractions reaches a little further than that of people: one value to spare.
        return most - least + 1 >= values or floor(highest + _NEAR) - ceil(lowest - _NEAR) > values

    def _may_be_open(self, number: int) -> bool:
        """Whether whole numbers could be far enough apart, once the ends of fractions are known."""
        lowest, highest = self._reached[number]
        return floor(highest + _NEAR) - ceil(lowest - _NEAR) + 1 >= self._protected[number].values

    def _look(self, wanted: Mapping[int, float], sense: highspy.ObjSense, *, whole: bool = False) -> None:
        """Finds the table at which the wanted numbers, each by its weight, are largest (or smallest)."""
        costs: dict[int, float] = {}
        for number, wish in wanted.items():
            for cell, weight in self._protected[number].weights.items():
                costs[self._place[cell]] = costs.get(self._place[cell], 0.0) + wish * weight
        if values := self._solve(costs, sense, whole=whole):
            self._widen(values)

    def _widen(self, values: Sequence[float]) -> None:
        """Every table that fits moves the ends; one of whole numbers moves those of people too."""
        is_whole = all(abs(value - round(value)) < _NEAR for value in values)
        for number, places in enumerate(self._places):
            reached = sum(weight * values[place] for place, weight in places)
            lowest, highest = self._reached[number]
            self._reached[number] = (min(lowest, reached), max(highest, reached))
            if is_whole:
                (least, most), value = self._seen[number], round(reached)
                self._seen[number] = (min(least, value), max(most, value))

    def _solve(self, costs: Mapping[int, float], sense: highspy.ObjSense, *, whole: bool) -> list[float]:
        program = self._programs.get(whole) or self._program(whole=whole)
        for place, cost in costs.items():
            program.changeColCost(place, cost)
        program.changeObjectiveSense(sense)
        program.run()
        fits = program.getInfo().primal_solution_status == _FITS
        values = list(program.getSolution().col_value) if fits else []
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


def _scattered(place: int, turn: int) -> float:
    """A weight from -1 to 1 that never comes again: the multiples of an irrational number."""
    return 2 * ((place * turn * _GOLDEN + turn / 7) % 1) - 1


MOST = 10**6  # people in one cell: no wave has more
