"""What waits in a scratch file comes out whole, in an order that says nothing; nobody else can read it."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from scipy.stats import chisquare

from survey_engine.analysis.shuffling import NewShuffle, Record, in_memory
from survey_engine.exchange.kept_responses import keep_responses
from survey_engine.exchange.scratch import MOST_BUCKET_BYTES, in_scratch
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.questionnaire.modes import Unclear
from tests.analysis.made_up import TINY, response


def put(new_shuffle: NewShuffle, records: list[Record]) -> list[Record]:
    shuffle = new_shuffle()
    for record in records:
        shuffle.add(record)
    found = shuffle.shuffled()
    assert len(found) == len(records)
    first = list(found)
    assert list(found) == first  # again, in the same order
    return first


@pytest.mark.parametrize("size", [0, 1, 2, 5_000])
def test_every_record_comes_out_once_in_another_order(size: int) -> None:
    records: list[Record] = [(str(n), "", "\N{GRINNING FACE}\n\x00 words" * (n % 7)) for n in range(size)]
    for new_shuffle in (in_scratch(Random(1)), in_memory(Random(1).shuffle)):
        found = put(new_shuffle, records)
        assert sorted(found) == sorted(records)
        assert size < 3 or found != records


def test_every_order_is_as_likely_as_any_other() -> None:
    letters: list[Record] = [("a",), ("b",), ("c",), ("d",)]
    chance = Random(2026)
    seen = Counter("".join(one for (one,) in put(in_scratch(chance), letters)) for _ in range(4_800))
    counts = [seen["".join(order)] for order in permutations("abcd")]
    assert sum(counts) == 4_800
    assert chisquare(counts).pvalue > 0.01


def test_who_came_early_is_anywhere_among_many() -> None:
    """The place at which the first tenth comes out is uniform, over buckets and blocks alike."""
    records: list[Record] = [(str(n), "x" * 400) for n in range(20_000)]
    found = put(in_scratch(Random(5)), records)
    tenths = [0] * 10
    for place, (number, _) in enumerate(found):
        if int(number) < 2_000:
            tenths[place // 2_000] += 1
    assert chisquare(tenths).pvalue > 0.01


class _Lopsided(Random):
    """Throws everything into one bucket at first."""

    thrown = 0

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        self.thrown += 1
        return 0 if self.thrown <= 400 else super().randrange(start, stop, step)


def test_a_bucket_that_memory_should_not_hold_is_thrown_again() -> None:
    chance = _Lopsided(3)
    records: list[Record] = [(str(n), "x" * (2 * MOST_BUCKET_BYTES // 400)) for n in range(400)]
    assert sorted(put(in_scratch(chance), records)) == sorted(records)
    assert chance.thrown == 800


def test_the_file_has_no_name_and_no_word_of_it_can_be_read(tmp_path: Path) -> None:
    shuffle = in_scratch(Random(1), tmp_path)()
    for n in range(3_000):
        shuffle.add((f"MARKER-OF-A-PERSON {n}",))
    kept = shuffle.shuffled()
    assert list(tmp_path.iterdir()) == []
    contents = [
        link.read_bytes()
        for link in Path("/proc/self/fd").iterdir()
        if str(link.resolve()).startswith(str(tmp_path))
    ]
    assert sum(map(len, contents)) > 3_000 * len("MARKER-OF-A-PERSON")
    assert not any(b"MARKER" in content for content in contents)
    assert len(kept) == 3_000


def test_what_is_shuffled_takes_nothing_more() -> None:
    shuffle = in_scratch()()
    shuffle.shuffled()
    with pytest.raises(ValueError, match="already"):
        shuffle.add(("late",))
    with pytest.raises(ValueError, match="already"):
        shuffle.shuffled()


def test_a_response_comes_back_as_it_was_but_for_its_id() -> None:
    people: list[Response] = [
        response("RXQ", kind="yes", vote=("a", "c"), words="\u0627\n=1\N{GRINNING FACE}", overall=None),
        response("RYJ", mode="paper"),
        Response(
            TINY.id, TINY.version, TINY.content_hash, "W26", "RXQ", "cy", "paper", True, True,
            {QuestionId("kind"): None}, "", {QuestionId("kind"): Unclear.SEVERAL},
        ),
    ]  # fmt: skip
    kept = keep_responses(people, TINY, "W26", Random(1))
    assert len(kept) == len(people)
    assert all(person in kept for person in people)
