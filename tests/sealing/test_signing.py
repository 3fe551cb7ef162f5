"""Signatures by the charity's key."""

from __future__ import annotations

import pytest

from survey_engine.sealing.envelope import new_identity
from survey_engine.sealing.signing import public_key, sign, verify

CHARITY, STRANGER = new_identity(), new_identity()


def test_a_signature_holds_for_its_data_and_its_signer_only():
    public = public_key(CHARITY.secret)
    signature = sign(b"data", CHARITY.secret)
    assert verify(b"data", signature, public)
    assert not verify(b"date", signature, public)
    assert not verify(b"data", signature, public_key(STRANGER.secret))
    assert not verify(b"data", sign(b"data", STRANGER.secret), public)


def test_an_identity_always_has_the_same_signing_key():
    assert public_key(CHARITY.secret) == public_key(f" {CHARITY.secret}\n")
    assert sign(b"data", CHARITY.secret) == sign(b"data", CHARITY.secret)


@pytest.mark.parametrize("nonsense", ["", "!", "AAAA", "é"])
def test_nonsense_is_no_signature_and_no_key(nonsense):
    assert not verify(b"data", nonsense, public_key(CHARITY.secret))
    assert not verify(b"data", sign(b"data", CHARITY.secret), nonsense)
