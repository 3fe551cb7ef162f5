"""How many answered, told beside exact bases: a reader is left three numbers of people or more.

A hospital also sees counts while the wave is open, rounded down to fives. They stand still in the last week,
so they say how many answered at least. Where they went on to the end, they would say how many at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_engine.analysis.attack import Recovered, recover
from survey_engine.analysis.checker import Made, attack, table_knowledge
from survey_engine.analysis.disclosure import ALL_HOSPITALS, suppress
from survey_engine.analysis.flags import Treatment, standings
from survey_engine.analysis.knowledge import Knowledge, Shown
from survey_engine.analysis.people import people_shown
from survey_engine.analysis.reading import ELIGIBLE
from survey_engine.analysis.results import count_results
from survey_engine.analysis.suppression import FEWER
from survey_engine.questionnaire.answers import Response
from tests.analysis.made_up import OPENS_ON, TINY, many, response
from tests.analysis.test_checker import settled_wave
from tests.analysis.test_figures import figure

ALWAYS = {question.id for question in TINY.asked() if TINY.shown_when(question) is None}


def fitting(size: int, base: int, counted: int = 0) -> list[int]:
    """The numbers of people that fit the number shown, the largest base and an earlier count."""
    told, before = people_shown(size, [base]), counted - counted % 5
    return [n for n in range(max(base, before), told + 6) if people_shown(n, [base]) == told]


@pytest.mark.parametrize("size", range(10, 70))
def test_every_number_of_answers_keeps_three_values(size: int) -> None:
    for base in range(max(10, size - 12), size + 1):
        for counted in range(size + 1):
            found = fitting(size, base, counted)
            assert size in found
            assert len(found) >= 3, (base, counted)
            assert found[-1] > base  # so somebody may have been unsure


def test_a_question_that_everybody_sees_says_the_same_number_everywhere() -> None:
    """Alone, `told` would say "20" beside a base of 18: with 22 answers to `kind`, nobody would be unsure."""
    people = many("RXQ", "kind", ("yes", 12), ("no", 10))
    for place, each in enumerate(people[:18]):
        each.answers.update({"overall": ("9", "7", "3")[place % 3]})  # type: ignore[attr-defined]
    assert (figure(people, "kind").base, figure(people, "kind").eligible) == (22, 25)
    assert (figure(people, "overall").base, figure(people, "overall").eligible) == (18, 25)


@pytest.mark.parametrize("sizes", [(23, 24), (24, 24), (22, 22, 22), (13, 18, 23), (9, 9, 24)])
def test_the_whole_wave_leaves_each_hospital_its_values(sizes: tuple[int, ...]) -> None:
    """47 to the nearest 5 is "45": beside a "25" (23 or more) the other hospital would have 24 or fewer."""
    people = [
        each
        for name, size in zip("ABC", sizes, strict=False)
        for each in many(name, "kind", ("yes", size - size // 2 - (name == "A")), ("no", size // 2))
        + many(name, "unsaid", ("yes", int(name == "A")))
    ]
    safe = suppress(count_results(people, TINY, OPENS_ON))
    bases = {
        row.hospital: row.figure.base or 0
        for row in safe.rows
        if row.question == "kind" and row.hospital != ALL_HOSPITALS
    }
    least = {name: max(bases[name], safe.people.get(name, 2) - 2) for name in bases}
    for name, base in bases.items():
        others = sum(number for other, number in least.items() if other != name)
        assert safe.people[ALL_HOSPITALS] + 2 - others >= base + 2


def hospital_knows(made: Made, least: dict[str, int], most: dict[str, int]) -> list[Recovered]:
    """What hospitals find that hold no code: they know how many answered from these numbers alone.

    Every "fewer than 3" must keep two values here, and what is flagged three, whoever it is among.
    """
    known, truth = table_knowledge(made)
    shown = [each for each in known.shown if not _is_size(each, made)]
    for name in made.results.hospitals:
        for cell in ((question, name, ELIGIBLE) for question in ALWAYS):
            if cell in truth:  # it has a table
                shown.append(Shown({cell: 1}, least[name], most[name]))
    for question in ALWAYS:  # and of the whole wave together
        if all((question, name, ELIGIBLE) in truth for name in made.results.hospitals):
            everybody = {(question, name, ELIGIBLE): 1 for name in made.results.hospitals}
            shown.append(Shown(everybody, None, made.safe.people[ALL_HOSPITALS] + 2))
    view = Knowledge(shown)
    treated = standings(TINY)
    for row in made.safe.rows:
        if row.hospital != ALL_HOSPITALS and treated[row.question].treatment is Treatment.EVALUATIVE:
            for name, cell in row.figure.counts:
                if cell == FEWER:
                    view.protect([(row.question, row.hospital, name)], 2, row.question, row.hospital)
    return recover(view, truth)


def _is_size(shown: Shown, made: Made) -> bool:
    """Whether a sum says how many answered in a hospital, as the charity knows it."""
    ((question, who, name), *more) = shown.weights
    return not more and name == ELIGIBLE and question in ALWAYS and who in made.results.hospitals


def full_wave(random: Random, sizes: Iterable[int], skipping: float) -> list[Response]:
    """Small hospitals in which nearly everybody answers nearly everything, on scales near their ends too."""
    people = []
    for place, size in enumerate(sizes):
        liked = random.choice([("10", "9", "8"), ("9", "8", "0"), ("10", "9", "7", "5", "0", "dk")])
        for _ in range(size):
            given = {
                "kind": random.choices(["yes", "part", "no", "dk"], [12, 4, 4, skipping * 20])[0],
                "where": random.choice(["yes", "yes", "no"]),
                "told": random.choice(["yes", "part", "no"]),
                "told_more": random.choice(["yes", "part", "no"]),
                "pain": random.choice(["yes", "no"]),
                "overall": random.choice(liked),
                "gender": random.choice(["yes", "no"]),
                "vote": (random.choice("abc"),),
            }
            kept = {name: value for name, value in given.items() if random.random() > skipping}
            people.append(response("ABCDEF"[place], **kept))  # type: ignore[arg-type]
    return people


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    sizes=st.lists(st.integers(7, 40), min_size=1, max_size=5),
    skipping=st.sampled_from([0.0, 0.02, 0.1]),
    seed=st.integers(0, 999),
)
def test_nobody_finds_a_hidden_number_of_small_hospitals(
    sizes: list[int], skipping: float, seed: int
) -> None:
    if sum(sizes) < 10:
        sizes = [*sizes, 10]
    settled, made = settled_wave(full_wave(Random(seed), sizes, skipping))
    assert settled.left == settled.misread == ()
    assert attack(made) == []  # the charity, which knows exactly how many answered
    own, told = made.results.responses, settled.safe.people
    least = {name: size - size % 5 if size >= 10 else 0 for name, size in own.items()}  # the latest count
    most = {name: told[name] + 2 if name in told else 9 for name in own}
    assert hospital_knows(made, least, most) == []


def test_a_count_on_the_last_day_would_tell_that_nobody_was_unsure() -> None:
    people = many("A", "kind", ("yes", 10), ("part", 7), ("no", 7))
    settled, made = settled_wave(people)
    shown = dict(next(row for row in settled.safe.rows if row.question == "kind").figure.counts)
    assert shown["dk"] == FEWER
    assert hospital_knows(made, {"A": 20}, {"A": settled.safe.people["A"] + 2}) == []
    (found,) = hospital_knows(made, {"A": 20}, {"A": 24})  # "20", in steps of five, and nobody came after it
    assert (found.protected.question, found.least, found.most) == ("kind", 0, 0)
