"""The gate of comments: two people or none there, and no theme that points at one or two writers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from survey_engine.analysis.released_comments import (
    NotReleasedError,
    ReleasedComments,
    ReviewCounts,
    ReviewedComment,
    count_themes,
    let_through,
)

NONE = ReviewCounts(0, 0, {}, 0)


def reviewed(number: int, hospital: str = "RXQ", *themes: str) -> ReviewedComment:
    return ReviewedComment("best_thing", hospital, f"Text {number}", themes, "ann", "ben")


def released(themes: Mapping[str, int], hospital: str = "RXQ") -> ReleasedComments:
    """So many texts with each theme, one theme each."""
    named = [theme for theme, count in themes.items() for _text in range(count)]
    return let_through("W1", [reviewed(number, hospital, one) for number, one in enumerate(named)], NONE)


@pytest.mark.parametrize(
    ("reviewer", "releaser", "alone", "passes"),
    [
        ("ann", "ben", False, True),
        ("ann", "ann", True, True),
        ("ann", "ann", False, False),
        ("", "ben", False, False),
        ("ann", "", True, False),
    ],
)
def test_a_text_that_one_person_read_alone_passes_only_where_it_says_so(
    reviewer: str, releaser: str, alone: bool, passes: bool
) -> None:
    one = ReviewedComment("best_thing", "", "Text", (), reviewer, releaser, alone)
    if passes:
        assert [text.text for text in let_through("W1", [one], NONE).comments] == ["Text"]
        return
    with pytest.raises(NotReleasedError):
        let_through("W1", [one], NONE)


def test_a_theme_of_one_or_two_people_is_never_counted_out() -> None:
    rows = count_themes(released({"Waiting": 17, "Being told": 3, "A fall": 2, "My name": 1})).rows
    assert {(one.hospital, one.theme, one.count) for one in rows} == {
        (place, theme, count)
        for place in ("", "RXQ")
        for theme, count in (
            ("Waiting", "17"), ("Being told", "3"), ("A fall", "fewer than 3"), ("My name", "fewer than 3")
        )
    }  # fmt: skip


def test_a_hospital_reads_its_own_texts_and_none_that_stands_without_a_hospital() -> None:
    texts = [reviewed(1), reviewed(2, "ZZZ"), reviewed(3, "")]
    found = let_through("W1", texts, NONE)
    assert [one.text for one in found.of_hospital("RXQ")] == ["Text 1"]
    assert [one.text for one in found.of_hospital("ZZZ")] == ["Text 2"]
    assert len(found.comments) == 3
