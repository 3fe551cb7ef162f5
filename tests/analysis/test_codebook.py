"""The codebook explains every column there is, and every question there is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_engine.analysis.codebook import COMMENTS, ONE_BLANK, RESPONSES, RESULTS, Code, Variable, codebook
from survey_engine.analysis.disclosure import release_rows
from survey_engine.analysis.rows import row
from survey_engine.questionnaire.definition import QuestionId
from tests.analysis.made_up import TINY, leave_order, many, response

VARIABLES = {variable.name: variable for variable in codebook(TINY, {"RXQ": "Royal"})}


def test_it_has_one_variable_for_each_column_in_the_order_of_the_file() -> None:
    release = release_rows(many("RXQ", "kind", ("yes", 20)), TINY, leave_order)
    assert tuple(name for name, each in VARIABLES.items() if RESPONSES in each.files) == release.columns


def test_every_question_is_in_it_and_the_missing_ones_say_why() -> None:
    assert {each.question for each in VARIABLES.values()} - {None} == {q.id for q in TINY.asked()}
    for each in VARIABLES.values():
        assert bool(each.left_out) is (RESPONSES not in each.files), each.name


def test_a_scored_question() -> None:
    found = VARIABLES["kind"]
    assert found == Variable(
        name="kind",
        question=QuestionId("kind"),
        label="Text of kind?",
        kind="single",
        codes=(
            Code("yes", "Label of yes", "positive"),
            Code("part", "Label of part", "negative"),
            Code("no", "Label of no", "negative"),
            Code("dk", "Label of dk", "none"),
        ),
        missing=ONE_BLANK,
        flags=(),
        inherited=(),
        standards=("IS1",),
        core=False,
        section="Section s",
        position=1,
        files=(RESPONSES, RESULTS),
        left_out="",
    )


def test_flags_own_and_inherited_are_told() -> None:
    assert VARIABLES["where"].flags == ("quasi_identifier",)
    assert VARIABLES["told_more"].inherited == ("quasi_identifier",)
    assert "earlier" in VARIABLES["told"].left_out


def test_each_option_of_several_is_a_column() -> None:
    assert [code.value for code in VARIABLES["vote__a"].codes] == ["1", "0"]
    assert "vote" not in VARIABLES


def test_the_hospitals_are_values_of_their_column() -> None:
    codes = {code.value: code.label for code in VARIABLES["hospital"].codes}
    assert codes["RXQ"] == "Royal"
    assert set(codes) == {"RXQ", "other hospitals", "all hospitals"}


def test_a_text_is_in_the_comments_alone() -> None:
    assert VARIABLES["words"].files == (COMMENTS,)


def test_two_columns_of_one_name_are_refused() -> None:
    section = TINY.sections[0]
    clash = replace(section.pages[0].questions[0], id=QuestionId("hospital"))
    page = replace(section.pages[0], questions=(clash,))
    changed = replace(TINY, sections=(replace(section, pages=(page, *section.pages[1:])),))
    with pytest.raises(ValueError, match="hospital"):
        codebook(changed, {})


def test_a_whole_row_tells_kinds_of_missing_apart() -> None:
    cells = row(response(kind="yes", where="no", pain=None, vote=("b",)), TINY)
    assert cells["kind"] == "yes"
    assert cells["told"] == "not_shown"
    assert cells["pain"] == "skipped"
    assert cells["overall"] == "not_reached"
    assert (cells["vote__a"], cells["vote__b"]) == ("0", "1")
    assert set(cells) == set(VARIABLES) | {"hospital"}
