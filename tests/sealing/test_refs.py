"""Refs: printed outside the letter, read over the telephone, checked together with the hospital's code."""

from __future__ import annotations

import random
from itertools import combinations, product

import pytest

from survey_engine.sealing.alphabet import ALPHABET
from survey_engine.sealing.codes import RefError, hospital_key, new_ref, read_ref, ref_key

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def a_ref(hospital: str = "RXQ", seed: int = 1) -> str:
    return new_ref(hospital, random.Random(seed).randbytes)


def test_a_ref_is_the_hospital_five_symbols_and_a_check_symbol():
    ref = a_ref()
    assert len(ref) == 10
    assert ref.startswith("RXQ-")
    assert read_ref(ref) == ref


def test_a_ref_is_read_however_it_is_typed():
    ref = a_ref()
    assert read_ref(f" {ref.lower().replace('-', ' ')} ") == ref
    assert read_ref(ref.replace("-", "")) == ref


def test_every_single_wrong_symbol_is_caught_in_the_hospital_part_too():
    right = a_ref().replace("-", "")
    for place, symbol in product(range(len(right)), LETTERS):
        typed = right[:place] + symbol + right[place + 1 :]
        if hospital_key(typed) == hospital_key(right):
            continue  # a lookalike: it is read as what was meant
        with pytest.raises(RefError):
            read_ref(typed)


def test_every_swap_of_two_symbols_is_caught_across_the_hyphen_too():
    for seed in range(300):
        right = a_ref(seed=seed).replace("-", "")
        for first, second in combinations(range(len(right)), 2):
            typed = list(right)
            typed[first], typed[second] = typed[second], typed[first]
            if typed[first] != typed[second]:
                with pytest.raises(RefError):
                    read_ref("".join(typed))


@pytest.mark.parametrize("hospital", ["RLQ", "ROI", "U", "NORTH-1", "A" * 15])
def test_a_hospital_code_may_hold_any_letter(hospital):
    ref = a_ref(hospital)
    assert ref_key(read_ref(ref)) == ref_key(ref)
    assert ref_key(read_ref(ref.replace("L", "1").replace("O", "0").replace("I", "1"))) == ref_key(ref)


@pytest.mark.parametrize("typed", ["", "RXQ", "7KQ2M4", "RXQ-7KQ2M", "RX!-7KQ2M4", "É-7KQ2M4", "R" * 400])
def test_what_cannot_be_a_ref_is_refused(typed):
    with pytest.raises(RefError):
        read_ref(typed)


def test_refs_are_random():
    make = random.Random(5).randbytes
    refs = [new_ref("RXQ", make) for _ in range(2000)]
    assert len(set(refs)) == 2000
    for place in range(4, 9):
        assert {ref[place] for ref in refs} == set(ALPHABET)
