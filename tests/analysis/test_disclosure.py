"""The gate: who may be shown anything at all, and what a row may hold."""

from __future__ import annotations

import dataclasses
from random import Random

import pytest

from survey_engine.analysis.comments import Comments
from survey_engine.analysis.disclosure import (
    ALL_HOSPITALS,
    OTHER_HOSPITALS,
    Release,
    RowShape,
    RowsNotAvailableError,
    SafeResults,
    TooFewAnswersError,
    release_rows,
    suppress,
)
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.policy import CHARITY, Withheld
from survey_engine.analysis.results import count_results
from survey_engine.analysis.shuffling import in_memory
from survey_engine.questionnaire.answers import Response
from tests.analysis.made_up import OPENS_ON, TINY, leave_order, many, response


def released(responses: list[Response]) -> Release:
    return release_rows(responses, TINY, leave_order)


def test_nobody_else_can_make_what_writers_take() -> None:
    made = [
        (SafeResults, (CHARITY, (), {}, 0, "*", (), (), object())),
        (Release, (RowShape.BY_HOSPITAL, (), (), (), (), (), object())),
        (Comments, ((), None)),
    ]
    for kind, arguments in made:
        with pytest.raises(TypeError, match="only"):
            kind(*arguments)  # type: ignore[arg-type]


def test_what_was_made_cannot_be_changed() -> None:
    release = released(many("RXQ", "kind", ("yes", 20)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        release.rows = ()  # type: ignore[misc]


def test_a_wave_of_nine_answers_is_refused_in_plain_words() -> None:
    nine = many("RXQ", "kind", ("yes", 9))
    for refused in (
        lambda: suppress(count_results(nine, TINY, OPENS_ON)),
        lambda: released(nine),
    ):
        with pytest.raises(TooFewAnswersError, match="Fewer than 10 people sent answers") as error:
            refused()
        assert "who said what" in str(error.value)


def test_the_pooled_shape_is_refused_by_name() -> None:
    with pytest.raises(RowsNotAvailableError, match="by-hospital"):
        release_rows(many("RXQ", "kind", ("yes", 30)), TINY, leave_order, shape=RowShape.POOLED)


def test_a_row_holds_the_hospital_and_unflagged_scored_and_descriptive_answers() -> None:
    full = response(
        kind="part", where="yes", told="yes", told_more="no", pain="yes", vote=("a", "c"), unsaid="yes",
        month="2020-01", nurses="3", overall="7", words="mine", helper="yes", gender="no",
    )  # fmt: skip
    release = released([full] * 20)
    assert release.columns == ("hospital", "kind", "vote__a", "vote__b", "vote__c", "overall")
    assert set(release.rows) == {("RXQ", "part", "1", "0", "1", "7")}


def test_all_that_is_no_answer_is_one_blank() -> None:
    kinds_of_nothing = [
        response(kind="dk", overall="dk"),
        response(kind=None, vote=None, overall=None),
        response(),
        response(partial=True, mode="paper"),
    ]
    release = released(kinds_of_nothing * 5)
    assert set(release.rows) == {("RXQ", "", "", "", "", "")}


def test_rows_are_shuffled_by_the_chance_given() -> None:
    responses = [response(overall=str(n % 11)) for n in range(60)]
    kept = [row[-1] for row in release_rows(responses, TINY, leave_order).rows]
    shuffled = [row[-1] for row in release_rows(responses, TINY, in_memory(Random(7).shuffle)).rows]
    assert kept == [str(n % 11) for n in range(60)]
    assert shuffled != kept
    assert sorted(shuffled) == sorted(kept)
    again = [row[-1] for row in release_rows(responses, TINY, in_memory(Random(7).shuffle)).rows]
    assert shuffled == again


def sized(**sizes: int) -> Release:
    return released([each for code, size in sizes.items() for each in many(code, "kind", ("yes", size))])


def test_a_hospital_of_20_keeps_its_rows() -> None:
    release = sized(A=20, B=30)
    assert {row[0] for row in release.rows} == {"A", "B"}
    assert (release.merged, release.left_out) == ((), ())


def test_small_hospitals_are_merged_from_three_hospitals_and_20_rows() -> None:
    release = sized(A=30, B=8, C=8, D=4)
    assert {row[0] for row in release.rows} == {"A", OTHER_HOSPITALS}
    assert sum(row[0] == OTHER_HOSPITALS for row in release.rows) == 20
    assert (release.merged, release.left_out) == (("B", "C", "D"), ())


@pytest.mark.parametrize("small", [{"B": 19, "C": 19}, {"B": 7, "C": 7, "D": 5}])
def test_fewer_small_hospitals_have_no_rows(small: dict[str, int]) -> None:
    release = sized(A=30, **small)
    assert {row[0] for row in release.rows} == {"A"}
    assert (release.merged, release.left_out) == ((), tuple(small))


def test_results_name_every_hospital_and_all_together() -> None:
    responses = many("A", "kind", ("yes", 3)) + many("B", "kind", ("no", 30))
    results = suppress(count_results(responses, TINY, OPENS_ON))
    kinds = [row for row in results.rows if row.question == "kind"]
    assert [row.hospital for row in kinds] == ["A", "B", ALL_HOSPITALS]
    assert kinds[0].figure.withheld == (Withheld.SMALL_GROUP,)
    assert results.responses == 35
    assert {row.question for row in results.rows} == {q.id for q in TINY.asked()} - {"words", "more_words"}


def test_a_hospital_without_an_answer_looks_like_one_with_nine() -> None:
    responses = many("A", "kind", ("yes", 9)) + many("B", "kind", ("no", 30))
    results = suppress(count_results(responses, TINY, OPENS_ON, ["A", "B", "C"]))
    kinds = {row.hospital: row.figure for row in results.rows if row.question == "kind"}
    assert kinds["C"] == kinds["A"] == Figure(withheld=(Withheld.SMALL_GROUP,))
    without = suppress(count_results(responses, TINY, OPENS_ON))
    assert [row for row in results.rows if row.hospital != "C"] == list(without.rows)


def test_merged_rows_of_a_question_that_one_of_three_nobody_answered_are_blank() -> None:
    people = [
        *many("A", "kind", ("yes", 8)),
        *many("B", "kind", ("no", 8)),
        *many("C", "vote", (("a",), 8)),  # type: ignore[arg-type]
    ]
    assert "kind" in released(people).blanked


def test_the_mode_mix_is_pooled_and_rounded() -> None:
    responses = [response(mode="web")] * 33 + [response(mode="paper")] * 7
    results = suppress(count_results(responses, TINY, OPENS_ON))
    assert results.modes == (("paper", "*"), ("web", "35"))


def test_rows_of_small_hospitals_less_their_shown_scores_leave_no_hidden_hospital() -> None:
    """18, 18 and 1 answers: two scores are shown, and the third person would be what remains of the rows."""
    people = [
        *many("A", "kind", ("yes", 9), ("part", 9)),
        *many("B", "kind", ("yes", 12), ("no", 6)),
        *many("C", "kind", ("no", 1)),
    ]
    made = released(people)
    kind = made.columns.index("kind")
    assert set(made.merged) == {"A", "B", "C"}
    assert "kind" in made.blanked
    assert {row[kind] for row in made.rows} == {""}


def test_rows_of_small_hospitals_keep_what_is_hidden_among_three_and_ten() -> None:
    people = [one for name in "ABC" for one in many(name, "kind", ("yes", 4), ("no", 3))]
    made = released(people)
    kind = made.columns.index("kind")
    assert sum(row[kind] == "yes" for row in made.rows) == 12


def test_all_hospitals_less_the_rows_leave_no_hidden_hospital() -> None:
    """Rows of D and E stand under their names: beside them C alone would be hidden in the whole."""
    people = [
        *many("A", "kind", ("yes", 20), ("no", 15)),
        *many("D", "kind", ("yes", 5), ("no", 3), (None, 20)),
        *many("E", "kind", ("yes", 4), ("no", 3), (None, 20)),
        *many("C", "kind", ("no", 1)),
    ]
    results = suppress(count_results(people, TINY, OPENS_ON))
    whole = next(row for row in results.rows if row.question == "kind" and row.hospital == "all hospitals")
    assert whole.figure.base == 35
