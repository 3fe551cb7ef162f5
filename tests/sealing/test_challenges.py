"""Challenges for passkeys: each good for one purpose, one sitting and ten minutes."""

from __future__ import annotations

import random

import pytest

from survey_engine.sealing.challenges import (
    CHALLENGE_BYTES,
    VALID_SECONDS,
    Purpose,
    challenge_is_ours,
    expiry_of,
    make_challenge,
)

NOW = 1_800_000_000
SECRET, OLDER = b"s" * 32, b"o" * 32
MADE = make_challenge(Purpose.ADD, b"hers", NOW, SECRET, random.Random(1).randbytes)


def test_it_is_ours_until_its_time_is_over() -> None:
    assert len(MADE) == CHALLENGE_BYTES
    assert expiry_of(MADE) == NOW + VALID_SECONDS
    assert challenge_is_ours(MADE, Purpose.ADD, b"hers", NOW, [SECRET])
    assert challenge_is_ours(MADE, Purpose.ADD, b"hers", NOW + VALID_SECONDS - 1, [SECRET])
    assert not challenge_is_ours(MADE, Purpose.ADD, b"hers", NOW + VALID_SECONDS, [SECRET])


def test_a_key_that_was_changed_since_still_counts() -> None:
    assert challenge_is_ours(MADE, Purpose.ADD, b"hers", NOW, [OLDER, SECRET])
    assert not challenge_is_ours(MADE, Purpose.ADD, b"hers", NOW, [OLDER])


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.ADD])
def test_for_no_other_purpose(purpose: Purpose) -> None:
    assert not challenge_is_ours(MADE, purpose, b"hers", NOW, [SECRET])


def test_for_no_other_sitting_and_no_bit_changed() -> None:
    assert not challenge_is_ours(MADE, Purpose.ADD, b"another", NOW, [SECRET])
    for place in range(len(MADE)):
        changed = MADE[:place] + bytes([MADE[place] ^ 1]) + MADE[place + 1 :]
        assert not challenge_is_ours(changed, Purpose.ADD, b"hers", NOW, [SECRET])
    for length in (0, 16, CHALLENGE_BYTES - 1, CHALLENGE_BYTES + 1):
        assert not challenge_is_ours((MADE + b"x")[:length], Purpose.ADD, b"hers", NOW, [SECRET])


def test_no_two_are_alike() -> None:
    chance = random.Random(2).randbytes
    assert len({make_challenge(Purpose.ADD, b"hers", NOW, SECRET, chance) for _one in range(99)}) == 99
