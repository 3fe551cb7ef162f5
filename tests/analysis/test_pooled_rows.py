"""Rows without hospitals: ten people share every combination of traits, with two answers or more among them.

pycanon counts the same two numbers, but asks for versions of numpy and scipy that nothing else here can use;
so they are counted here, by the definitions and by other code than the product's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace
from random import Random

import pytest

from survey_engine.analysis.checker import Made, attack
from survey_engine.analysis.codebook import codebook, for_pooled_rows
from survey_engine.analysis.disclosure import (
    Release,
    RowShape,
    RowsNotAvailableError,
    SafeResults,
    release_pooled_rows,
)
from survey_engine.analysis.groups import count_groups
from survey_engine.analysis.policy import CHARITY
from survey_engine.analysis.results import count_results
from survey_engine.analysis.withholding import settle, settle_with_rows
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Flag, QuestionId
from survey_engine.questionnaire.traits import Group, Trait
from tests.analysis.made_up import OPENS_ON, TINY, leave_order, response

EARLY, LATE = ("under_6_months", "6_to_12_months", "1_to_2_years"), ("2_to_5_years", "over_5_years")
MONTHS = Trait(
    "month",
    (
        (Group("new", "Under 1 year", EARLY[:2]), Group("middle", "1 to 5 years", (EARLY[2], LATE[0])),
         Group("old", "Over 5 years", LATE[1:])),
        (Group("to_5", "Up to 5 years", (*EARLY, LATE[0])), Group("over_5", "Over 5 years", LATE[1:])),
    ),
)  # fmt: skip
GENDER = Trait("gender", ((Group("g_yes", "Yes", ("yes",)), Group("g_no", "No", ("no",))),))
SURVEY = replace(TINY, traits=(MONTHS, GENDER))


def people(random: Random, size: int) -> list[Response]:
    return [
        response(
            random.choice("AAABBCD"),
            month=random.choice(["2026-03", "2025-09", "2025-01", "2023-05", "2012", None]),  # type: ignore[arg-type]
            gender=random.choices(["yes", "no", "pns", None], [12, 2, 1, 1])[0],
            pain=random.choices(["yes", "no", "pns", None], [2, 7, 1, 1])[0],
            kind=random.choice(["yes", "part", "no", "dk"]),
            helper="yes",
            where="yes",
        )
        for _ in range(size)
    ]  # fmt: skip


def released(wave: list[Response]) -> tuple[Release, Made]:
    results, counts = count_results(wave, SURVEY, OPENS_ON), count_groups(wave, SURVEY, OPENS_ON)

    def rows(safe: SafeResults, without: Collection[QuestionId]) -> Release:
        return release_pooled_rows(wave, SURVEY, leave_order, OPENS_ON, safe, without)

    settled, release = settle_with_rows(results, counts, CHARITY, rows, RowShape.POOLED)
    return release, Made(results, settled.safe, counts, settled.groups, release)


@pytest.mark.parametrize(("seed", "size"), [(1, 10), (2, 24), (3, 60), (4, 150), (5, 400)])
def test_ten_share_each_combination_with_two_answers_to_what_is_sensitive(seed: int, size: int) -> None:
    release, made = released(people(Random(seed), size))
    assert (release.shape, len(release.rows)) == (RowShape.POOLED, size)
    place = {name: number for number, name in enumerate(release.columns)}
    assert not {"hospital", "helper", "where", "told", "words"} & set(place)
    classes: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for row in release.rows:
        classes[row[0], row[1]].append(row)
    assert min(map(len, classes.values())) >= 10
    sensitive = [
        name for name in place if (q := SURVEY.question(name)) is not None and Flag.SENSITIVE in q.flags
    ]
    for rows in classes.values():
        for name in sensitive:
            assert len({row[place[name]] for row in rows} - {""}) >= 2
    assert attack(made) == []


def test_the_finest_steps_that_hold_are_taken_and_no_trait_is_wrong() -> None:
    wave = people(Random(6), 600)
    release, _ = released(wave)
    assert release.pooled is not None
    assert release.pooled.steps == (0, 0)
    told = Counter(row[:2] for row in release.rows)
    own = Counter(each.answers["gender"] for each in wave)  # type: ignore[index]
    assert sum(n for key, n in told.items() if key[1] == "g_no") <= own["no"]
    assert sum(n for key, n in told.items() if key[1] == "g_yes") <= own["yes"]
    assert release.pooled.hidden_traits < 60


def test_the_codebook_has_an_entry_for_every_column() -> None:
    release, _ = released(people(Random(7), 200))
    entries = {one.name: one for one in for_pooled_rows(codebook(SURVEY, {"A": "A"}), release)}
    assert set(release.columns) <= set(entries)
    assert [code.value for code in entries["gender"].codes] == ["g_yes", "g_no"]
    assert "responses.csv" not in entries["hospital"].files
    for number, name in enumerate(release.columns):
        codes = {code.value for code in entries[name].codes}
        assert {row[number] for row in release.rows} <= codes | {""}


def test_without_ladders_there_are_none() -> None:
    wave = people(Random(8), 60)
    settled = settle(count_results(wave, TINY, OPENS_ON), count_groups(wave, TINY, OPENS_ON))
    with pytest.raises(RowsNotAvailableError, match=r"no file disclosure\.yaml"):
        release_pooled_rows(wave, TINY, leave_order, OPENS_ON, settled.safe)


def test_the_same_wave_gives_the_same_rows() -> None:
    wave = people(Random(9), 120)
    first, _ = released(wave)
    again, _ = released(list(reversed(wave)))
    assert Counter(first.rows) == Counter(again.rows)
