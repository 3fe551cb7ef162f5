"""Views of staff: under 10 answers a hospital never stands alone, and no subtraction finds one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from survey_engine.analysis.comments import collect_comments
from survey_engine.analysis.disclosure import ALL_HOSPITALS, SafeResults, release_rows, suppress
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.policy import CHARITY, STAFF, Withheld, policy_of
from survey_engine.analysis.results import count_results
from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.opening import open_envelopes
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import AnsweredBy
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.synthetic import as_sent, synthetic_answers
from tests.analysis.made_up import OPENS_ON, TINY, leave_order, many, response
from tests.exchange.sealed_wave import charity, facts_of, seal_all

SURVEY = Catalogue.read([builtin_folder("questionnaires")]).get("staff_ready", 2)
OF_STAFF = replace(TINY, answered_by=AnsweredBy.STAFF)


def staff_of(**sizes: int) -> list[Response]:
    """Everybody of so many staff answers every question of the staff survey, with few blanks."""
    rng = Random(11)
    return [
        replace(
            response(hospital),
            questionnaire=SURVEY.id,
            version=SURVEY.version,
            answers={
                "st_time": "always",
                **as_sent(SURVEY, {**synthetic_answers(SURVEY, rng, 0.6), **fixed}),
            },
        )
        for hospital, size in sizes.items()
        for number in range(size)
        for fixed in [{"st_time": "always" if number % 3 else "never"}]
    ]


def shown(answers: list[Response]) -> SafeResults:
    return suppress(count_results(answers, SURVEY, OPENS_ON), policy_of(SURVEY))


def figures(answers: list[Response], hospital: str) -> list[Figure]:
    return [row.figure for row in shown(answers).rows if row.hospital == hospital]


def of_time(answers: list[Response], hospital: str) -> Figure:
    [found] = [
        row.figure for row in shown(answers).rows if (row.hospital, row.question) == (hospital, "st_time")
    ]
    return found


def test_the_definition_decides_whose_rules_hold() -> None:
    assert policy_of(SURVEY) is STAFF
    assert policy_of(TINY) is CHARITY
    assert STAFF.group == 10


def test_nine_of_a_hospital_never_stand_alone_and_ten_do() -> None:
    answers = staff_of(A=9, B=10, C=30)
    nothing = Figure(withheld=(Withheld.SMALL_GROUP,))
    assert all(figure == nothing for figure in figures(answers, "A"))
    assert of_time(answers, "B").base == 10
    assert "A" not in {row[0] for row in release_rows(answers, SURVEY, leave_order, policy=STAFF).rows}


@pytest.mark.parametrize("size", range(1, 10))
def test_one_hidden_hospital_leaves_no_trace_in_the_whole(size: int) -> None:
    """Whoever subtracts the hospitals that are shown from the whole finds nothing of the hidden one."""
    with_it, without = staff_of(B=12, C=30, A=size), staff_of(B=12, C=30)
    for whole, alone in zip(figures(with_it, ALL_HOSPITALS), figures(without, ALL_HOSPITALS), strict=True):
        assert replace(whole, withheld=()) == replace(alone, withheld=())


def test_two_hidden_ones_are_too_few_for_either_could_subtract_its_own() -> None:
    assert of_time(staff_of(A=9, B=9, C=30), ALL_HOSPITALS).base == 30


def test_three_hidden_ones_count_in_the_whole() -> None:
    whole = of_time(staff_of(A=9, B=8, D=7, C=30), ALL_HOSPITALS)
    assert whole.base == 54
    assert Withheld.HOSPITALS_LEFT_OUT not in whole.withheld


def test_a_role_is_never_shown_for_one_hospital() -> None:
    rows = {
        row.hospital: row.figure
        for row in shown(staff_of(A=40, B=30, C=30)).rows
        if row.question == "st_role"
    }
    assert rows["A"] == rows["B"] == Figure(withheld=(Withheld.NEVER_BY_HOSPITAL,))
    assert rows[ALL_HOSPITALS].counts


def test_what_staff_wrote_never_stands_with_a_hospital() -> None:
    written = many("A", "words", ("a text", 15)) + many("B", "words", ("another", 15))
    named = collect_comments(written, TINY, leave_order)
    assert {one.hospital for one in named.rows} == {"A", "B"}
    of_staff = collect_comments(written, OF_STAFF, leave_order, policy_of(OF_STAFF))
    assert {one.hospital for one in of_staff.rows} == {""}


def test_a_bundle_of_staff_views_keeps_their_rules_and_says_so(tmp_path: Path) -> None:
    answers = [response("A", kind="yes", words=f"text {n}") for n in range(30)]
    answers += [response("B", kind="yes", words=f"text {n}") for n in range(9)]
    envelopes = seal_all(answers)
    facts = facts_of(envelopes)
    opened = open_envelopes(envelopes, facts, charity().secret, OF_STAFF, Random(1))
    write_bundle(opened, OF_STAFF, facts, tmp_path / "w", identity_secret=charity().secret, random=Random(2))
    methods = (tmp_path / "w" / "methods.md").read_text("utf-8")
    assert "2026-1-staff" in methods
    assert "never shown alone" in methods
    assert "No hospital is named." in methods
    comments = (tmp_path / "w" / "comments.csv").read_text("utf-8-sig").splitlines()[1:]
    assert len(comments) == 39
    assert {line.split(",")[1] for line in comments} == {""}
