"""The checker finds what plain hiding gives away, lets pass what the real rules make, and blocks in words.

What a reader could find is also tried in another way: every table there can be, one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_engine.analysis.attack import Recovered, recover
from survey_engine.analysis.checker import Made, RecoverableError, attack, demand_unrecoverable
from survey_engine.analysis.disclosure import ALL_HOSPITALS, Release, RowShape, SafeResults, release_rows
from survey_engine.analysis.figures import Figure, hospital_figure
from survey_engine.analysis.flags import Treatment, standings
from survey_engine.analysis.groups import count_groups
from survey_engine.analysis.knowledge import Knowledge, Protected
from survey_engine.analysis.policy import CHARITY, Withheld
from survey_engine.analysis.pooling import pooled_figure
from survey_engine.analysis.reading import Cells, known_of_any, read_figure, true_cells
from survey_engine.analysis.results import Count, count_results
from survey_engine.analysis.withholding import Settled, settle_with_rows
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Question, QuestionId
from tests.analysis.made_up import OPENS_ON, TINY, leave_order, response

KIND = TINY.question("kind")
STANDING = standings(TINY)[QuestionId("kind")]
NAMES = ("yes", "part", "no", "dk")


def counted(*numbers: int) -> Count:
    yes, part, no, _dk = numbers
    return Count(dict(zip(NAMES, numbers, strict=True)), sum(numbers), sum(numbers), yes, part + no)


def attacked(figure: Figure, count: Count) -> list[Recovered]:
    """What one hospital's figure of `kind` gives away of its small cells."""
    assert KIND
    cells, known = Cells(KIND, "A"), Knowledge()
    known_of_any(cells, known, 200)
    read_figure(figure, [cells], Treatment.EVALUATIVE, CHARITY, known, alone=True)
    for name, shown in figure.counts:
        if not shown.isdecimal():
            known.protect([cells.option(name)], 2, "kind", "A")
    return recover(known, true_cells(cells, count))


def hidden_plainly(count: Count) -> Figure:
    """What one would do without thinking: the sum, and each number under 3 hidden alone."""
    shown = tuple((name, str(n) if n > 2 else "fewer than 3") for name, n in count.options.items())
    percent = int(100 * count.positive / count.scored + 0.5)
    return Figure(base=count.scored, percent=percent, score=str(percent), counts=shown)


def test_plain_hiding_is_caught_and_the_rules_are_not() -> None:
    random = Random(3)
    plain = real = small = 0
    for _ in range(60):
        yes, part = random.randint(8, 30), random.randint(3, 9)
        count = counted(yes, part, random.randint(0, 5), random.randint(0, 4))
        if count.scored < 20 or count.positive == count.scored:
            continue
        small += sum(n < 3 for n in count.options.values())
        plain += len(attacked(hidden_plainly(count), count))
        real += len(attacked(hospital_figure(count, KIND, STANDING, CHARITY), count))  # type: ignore[arg-type]
    assert small > 40
    assert plain > small / 4
    assert real == 0


def test_a_number_that_is_left_two_values_of_three_is_recovered() -> None:
    known = Knowledge()
    man, woman = ("q", "A", "man"), ("q", "A", "woman")
    known.tell([man, woman], 30, 30)
    known.tell([woman], 28, 29)
    known.protect([man], 3, "q", "A")
    (found,) = recover(known, {man: 1, woman: 29})
    assert (found.least, found.most) == (1, 2)
    known.protected = [Protected({man: 1}, 2, "q", "A")]
    assert recover(known, {man: 1, woman: 29}) == []


def test_what_no_table_fits_is_said_rather_than_passed() -> None:
    known = Knowledge()
    known.tell([("q", "A", "x")], 5, 9)
    (found,) = recover(known, {("q", "A", "x"): 4})
    assert (found.misread, found.protected.question, found.protected.who) == (True, "q", "A")


def test_a_block_names_question_and_hospital() -> None:
    found = [Recovered(Protected({("pain", "RXQ", "no"): 1}, 3, "pain", "RXQ"), 1, 2)]
    with pytest.raises(RecoverableError, match=r"RXQ at the question pain would be 1 to 2\. Nothing was"):
        demand_unrecoverable(found)
    demand_unrecoverable([])


def wave(random: Random, sizes: list[int]) -> list[Response]:
    return [
        response(
            "ABCDEF"[place],
            kind=random.choices([*NAMES, None], [12, 3, 2, 2, 1])[0],
            where=random.choice(["yes", "yes", "no", "pns"]),
            told=random.choice(["yes", "yes", "part", "no", "dk"]),
            pain=random.choice(["yes", "no", "no", "no", "pns"]),
            vote=tuple(name for name in "abc" if random.random() < 0.4),
            overall=random.choice(["10", "9", "7", "dk"]),
            gender=random.choice(["yes", "yes", "yes", "no", "pns"]),
        )
        for place, size in enumerate(sizes)
        for _ in range(size)
    ]  # fmt: skip


def settled_wave(people: list[Response]) -> tuple[Settled, Made]:
    results, counts = count_results(people, TINY, OPENS_ON), count_groups(people, TINY, OPENS_ON)

    def rows(_safe: SafeResults, blank: Collection[QuestionId]) -> Release:
        return release_rows(people, TINY, leave_order, blank=blank)

    settled, release = settle_with_rows(results, counts, CHARITY, rows, RowShape.BY_HOSPITAL)
    return settled, Made(results, settled.safe, counts, settled.groups, release)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(sizes=st.lists(st.integers(0, 60), min_size=1, max_size=6), seed=st.integers(0, 999))
def test_no_release_lets_a_hidden_number_be_worked_out(sizes: list[int], seed: int) -> None:
    if sum(sizes) < 10:
        sizes = [*sizes[:-1], 10]
    settled, made = settled_wave(wave(Random(seed), sizes))
    assert settled.left == settled.misread == ()
    assert attack(made) == []
    shown = {row.hospital for row in settled.safe.rows if row.question == "kind" and row.figure.base}
    shown.discard(ALL_HOSPITALS)
    if len(shown) <= 2 and KIND:
        tried_one_by_one(settled, made, KIND, sorted(shown))


def tried_one_by_one(settled: Settled, made: Made, question: Question, shown: list[str]) -> None:
    """Every pair of tables that would show the same: each hidden number still has two values among them."""
    figures = {row.hospital: row.figure for row in settled.safe.rows if row.question == question.id}
    if any(Withheld.COULD_BE_WORKED_OUT in figures[name].withheld for name in shown):
        return  # less is shown than the rules alone would show
    fitting = {name: list(tables_like(figures[name], question)) for name in shown}
    whole, several = figures[ALL_HOSPITALS], len(shown) > 1
    hidden = {
        name: made.results.count(name, question.id)
        for name in figures
        if name not in shown and name != ALL_HOSPITALS
    }
    values: dict[tuple[str, str], set[int]] = {}
    for tables in product(*(fitting[name] for name in shown)):
        counts = {**dict(zip(shown, tables, strict=True)), **hidden}
        own = {name: figures[name] for name in counts}
        again = pooled_figure(counts, own, question, STANDING, CHARITY)
        if not several or (again.base, again.score) == (whole.base, whole.score):
            for name, table in zip(shown, tables, strict=True):
                for option, number in table.options.items():
                    values.setdefault((name, option), set()).add(number)
    for name in shown:
        for option, cell in figures[name].counts:
            if cell == "fewer than 3":
                assert len(values[name, option]) >= 2


def tables_like(figure: Figure, question: Question) -> Iterator[Count]:
    """Every table of one hospital that would show this figure, found by trying."""
    base = figure.base or 0
    for yes in range(base + 1):
        for part in range(base - yes + 1):
            for dk in range(12):
                count = counted(yes, part, base - yes - part, dk)
                again = hospital_figure(count, question, STANDING, CHARITY)
                same = (again.score, again.counts) == (figure.score, figure.counts)
                if same and again.answered == figure.answered:
                    yield count
