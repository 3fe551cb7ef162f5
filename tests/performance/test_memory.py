"""Making a bundle takes the same memory however many answers there are: a short version of the bench."""

from __future__ import annotations

from tests.performance.release import measured_apart

MOST_GROWTH = 16  # MB, between 2,000 and 10,000 answers: blocks that fill; lists would take 100 more
MOST = 250  # MB, all in all: a part of the .sav file is held in memory


def test_memory_does_not_grow_with_the_answers() -> None:
    few, many = measured_apart(2_000), measured_apart(10_000)
    name = "and before the files for statistics programs"
    assert many[name] - few[name] <= MOST_GROWTH, (few, many)
    assert many["peak MB"] <= MOST
    assert {"Writing responses.csv", "Writing responses.sav", "Counting"} <= set(many["stages"])
