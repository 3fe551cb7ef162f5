"""What a sealed value shows from outside, compared with what went in."""

from __future__ import annotations

import pytest

from survey_engine.sealing.envelope import new_identity, seal_draft, seal_envelope, seal_slip
from survey_engine.sealing.outward import (
    FIRST_LINE,
    draft_length,
    envelope_length,
    is_age,
    looks_sealed,
    recipients_of,
)

CHARITY, RECOVERY = new_identity(), new_identity()


@pytest.mark.parametrize("size", [100, 15 * 1024, 64 * 1024, 64 * 1024 + 1, 200_000])
def test_the_length_of_what_is_inside_is_told_by_the_length_outside(size: int):
    for _again in range(5):  # age adds a random stanza to some
        sealed = seal_envelope(b"{}", (CHARITY.recipient, RECOVERY.recipient), size)
        assert envelope_length(sealed) == size
        assert recipients_of(sealed) == 2
        assert is_age(sealed)
    assert draft_length(seal_draft(b"{}", b"k" * 32, b"i" * 16, "W", 1, size)) == size


def test_a_slip_has_one_recipient():
    sealed = seal_slip(b"{}", CHARITY.recipient)
    assert (recipients_of(sealed), envelope_length(sealed)) == (1, 4096)


@pytest.mark.parametrize("data", [b"", b"plain", FIRST_LINE, FIRST_LINE + b"--- x\n"])
def test_what_is_no_envelope_has_no_length(data: bytes):
    assert envelope_length(data) is None
    assert recipients_of(data) == 0


def test_text_and_padding_are_told_from_what_is_sealed():
    sealed = seal_envelope(b"{}", (CHARITY.recipient, RECOVERY.recipient), 15 * 1024)
    assert looks_sealed(sealed)
    assert looks_sealed(seal_draft(b"{}", b"k" * 32, b"i" * 16, "W", 1, 15 * 1024))
    assert not looks_sealed(bytes(15 * 1024))
    assert not looks_sealed(b'{"answers": {"kind": "yes"}}' * 500)
    assert not looks_sealed(sealed[:-9000] + b"{}".ljust(9000))
