"""Groups of people: one trait at a time, all hospitals together, HES rule, 50 and over beside 10 others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from survey_engine.analysis.groups import (
    GroupRow,
    GroupWithheld,
    SafeGroups,
    count_groups,
    suppress_groups,
    told_apart,
)
from survey_engine.analysis.policy import CHARITY
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.traits import Group, Trait
from tests.analysis.made_up import OPENS_ON, TINY, response

LADDER = ((Group("early", "Under 2 years", ("under_6_months", "6_to_12_months", "1_to_2_years")),
           Group("late", "2 years or over", ("2_to_5_years", "over_5_years"))),)  # fmt: skip
SURVEY = replace(TINY, traits=(Trait("gender"), Trait("month", LADDER)))


def rows(responses: list[Response]) -> dict[tuple[str, str, str], GroupRow]:
    safe = suppress_groups(count_groups(iter(responses), SURVEY, OPENS_ON))
    return {(row.trait, row.group.id, row.question): row for row in safe.rows}


def people(*shape: tuple[str, str | None, int], **answers: str) -> list[Response]:
    """So many of each hospital with this answer to the trait."""
    return [response(hospital, gender=gender, **answers) for hospital, gender, n in shape for _ in range(n)]


def test_only_suppress_makes_them() -> None:
    with pytest.raises(TypeError, match=r"only groups\.suppress_groups"):
        SafeGroups(CHARITY, (), object())


def test_a_group_of_50_beside_10_others_is_shown_by_the_hes_rule() -> None:
    wave = people(
        ("A", "yes", 18), ("B", "yes", 17), ("C", "yes", 16), ("A", "no", 9), ("B", None, 1), kind="yes"
    )
    wave[0] = replace(wave[0], answers={**wave[0].answers, "kind": "no"})  # type: ignore[dict-item]
    row = rows(wave)["gender", "yes", "kind"]
    assert (row.base, row.withheld) == (50, None)
    assert dict(row.counts) == {"yes": "50", "part": "*", "no": "*", "dk": "*"}
    assert rows(wave)["gender", "no", "kind"].withheld is GroupWithheld.UNDER_50


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        ([("A", "yes", 17), ("B", "yes", 16), ("C", "yes", 16), ("A", "no", 20)], GroupWithheld.UNDER_50),
        ([("A", "yes", 20), ("B", "yes", 20), ("C", "yes", 20), ("A", "no", 9)], GroupWithheld.REST_UNDER_10),
        ([("A", "yes", 30), ("B", "yes", 30), ("C", "no", 20)], GroupWithheld.FEW_HOSPITALS),
        (
            [("A", "yes", 40), ("B", "yes", 20), ("C", "yes", 19), ("C", "no", 20)],
            GroupWithheld.FEW_HOSPITALS,
        ),
    ],
)
def test_why_a_group_is_withheld(shape: list[tuple[str, str, int]], why: GroupWithheld) -> None:
    row = rows(people(*shape, kind="yes"))["gender", "yes", "kind"]
    assert (row.base, row.counts, row.withheld) == (None, (), why)


def test_two_traits_are_never_crossed_and_no_text_or_number_is_told_apart() -> None:
    names = {question.id for question in told_apart(SURVEY)}
    assert names == {"kind", "where", "told", "told_more", "pain", "vote", "unsaid", "overall", "helper"}


def test_a_ways_out_and_those_who_did_not_say_are_in_no_group() -> None:
    found = rows(people(("A", "pns", 60), ("B", "pns", 60), ("C", "pns", 60), kind="yes"))
    assert {group for trait, group, _ in found if trait == "gender"} == {"yes", "no"}
    assert all(row.base is None for row in found.values())


def test_the_step_of_the_ladder_is_taken_by_which_more_groups_are_large() -> None:
    months = {"2026-03": 20, "2025-10": 20, "2025-01": 20, "2023-01": 30, "2018-01": 25}
    wave = [
        response("ABC"[n % 3], month=month, kind="yes") for month, n_of in months.items() for n in range(n_of)
    ]
    found = rows(wave)
    groups = Counter(group for trait, group, question in found if (trait, question) == ("month", "kind"))
    assert set(groups) == {"early", "late"}
    assert (found["month", "early", "kind"].base, found["month", "late", "kind"].base) == (60, 55)
    larger = [each for each in wave for _ in range(3)]
    assert {group for trait, group, _ in rows(larger) if trait == "month"} > {"under_6_months"}


def test_every_number_is_what_a_second_count_finds() -> None:
    random = Random(7)
    wave = [
        response(
            random.choice("ABCD"), gender=random.choice(["yes", "no", "pns", None]),  # type: ignore[arg-type]
            kind=random.choice(["yes", "part", "no", "dk", None]), pain=random.choice(["yes", "no", "pns"]),
        )
        for _ in range(600)
    ]  # fmt: skip
    found = rows(wave)
    for gender in ("yes", "no"):
        for name in ("kind", "pain"):
            own = [each.answers[name] for each in wave if each.answers["gender"] == gender]  # type: ignore[index]
            row, counted = found["gender", gender, name], Counter(value for value in own if value)
            assert row.base == 5 * ((sum(counted.values()) + 2) // 5)
            for option, shown in row.counts:
                exact = counted[option]
                assert shown == ("*" if exact < 8 else str(5 * ((exact + 2) // 5)))
