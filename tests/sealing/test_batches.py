"""Batch numbers: read as kindly as codes, and what they open."""

from __future__ import annotations

import random

import pytest

from survey_engine.sealing.batches import (
    BatchNumberError,
    new_batch_number,
    read_batch_number,
    show_batch_number,
)
from survey_engine.sealing.keys import derive_entry_keys

NUMBER = new_batch_number(random.Random(1).randbytes)


def test_a_number_is_read_however_it_is_written():
    shown = show_batch_number(NUMBER)
    assert read_batch_number(shown) == NUMBER
    assert read_batch_number(f" {shown.lower().replace('-', ' ')} ") == NUMBER
    assert read_batch_number(shown.replace("1", "l").replace("0", "o")) == NUMBER
    assert NUMBER.secret not in repr(NUMBER)


def test_one_wrong_symbol_is_found():
    shown = show_batch_number(NUMBER)
    for place, symbol in enumerate(shown):
        if symbol != "-":
            other = shown[:place] + ("7" if symbol != "7" else "8") + shown[place + 1 :]
            with pytest.raises(BatchNumberError):
                read_batch_number(other)
    for wrong in ("", "7KQ2", shown + "7", "!" * 12):
        with pytest.raises(BatchNumberError):
            read_batch_number(wrong)


def test_both_keyings_of_a_form_lie_apart_and_need_all_three():
    keys = derive_entry_keys("7KQ2X79D2FA", b"s" * 32, "W1")
    again = derive_entry_keys("7KQ2X79D2FA", b"s" * 32, "W1")
    others = [
        derive_entry_keys("7KQ2X79D2FB", b"s" * 32, "W1"),
        derive_entry_keys("7KQ2X79D2FA", b"t" * 32, "W1"),
        derive_entry_keys("7KQ2X79D2FA", b"s" * 32, "W2"),
    ]
    assert again == keys
    every = [one for pair in (keys, *others) for one in (pair.first, pair.second)]
    assert len({one.draft_id for one in every} | {one.draft_key for one in every}) == 4 * 4
    assert "s" not in repr(keys).removeprefix("EntryKeys")
