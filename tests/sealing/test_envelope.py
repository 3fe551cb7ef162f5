"""Drafts and envelopes: one length whatever is written, opened by the right key in the right place only."""

from __future__ import annotations

import random

import pyrage
import pytest

from survey_engine.sealing.envelope import (
    DraftSealError,
    Envelope,
    EnvelopeError,
    PlaintextTooLongError,
    RecipientsError,
    WrongPassphraseError,
    check_recipients,
    digest_of,
    hashes_of,
    new_identity,
    open_draft,
    open_envelope,
    pad,
    protect_identity,
    recipient_of,
    seal_draft,
    seal_envelope,
    unpad,
    unprotect_identity,
)

SIZE = 2048
KEY, DRAFT_ID, WAVE = b"k" * 32, b"i" * 16, "2027-A"
CHARITY, RECOVERY, STRANGER = new_identity(), new_identity(), new_identity()
BOTH = (CHARITY.recipient, RECOVERY.recipient)


@pytest.mark.parametrize("data", [b"", b"x", b"\x00" * 9, b"x" * (SIZE - 4)])
def test_padding_gives_one_length_and_gives_the_data_back(data):
    assert len(pad(data, SIZE)) == SIZE
    assert unpad(pad(data, SIZE)) == data


def test_what_does_not_fit_is_refused_and_never_cut():
    with pytest.raises(PlaintextTooLongError):
        pad(b"x" * (SIZE - 3), SIZE)
    with pytest.raises(PlaintextTooLongError):
        seal_envelope(b"x" * SIZE, BOTH, SIZE)


@pytest.mark.parametrize("padded", [b"", b"\x00", b"\x00\x00\x00\x05abc", b"\x00\x00\x00\x01ab"])
def test_what_padding_never_makes_is_refused(padded):
    with pytest.raises(ValueError, match="not padded"):
        unpad(padded)


def test_a_draft_opens_again_and_has_one_length_whatever_is_written():
    drafts = [seal_draft(state, KEY, DRAFT_ID, WAVE, 1, SIZE) for state in (b"", b"{}", b"x" * 2000)]
    assert len({len(sealed) for sealed in drafts}) == 1
    assert open_draft(drafts[2], KEY, DRAFT_ID, WAVE, 1) == b"x" * 2000


@pytest.mark.parametrize(
    ("key", "draft_id", "wave", "version"),
    [
        (b"l" * 32, DRAFT_ID, WAVE, 1),
        (KEY, b"j" * 16, WAVE, 1),
        (KEY, DRAFT_ID, "2027-B", 1),
        (KEY, DRAFT_ID, WAVE, 2),
    ],
)
def test_a_draft_does_not_open_with_another_key_row_wave_or_version(key, draft_id, wave, version):
    sealed = seal_draft(b"{}", KEY, DRAFT_ID, WAVE, 1, SIZE)
    with pytest.raises(DraftSealError):
        open_draft(sealed, key, draft_id, wave, version)


@pytest.mark.parametrize("cut", [0, 1, 12, 20])
def test_a_damaged_draft_does_not_open(cut):
    sealed = seal_draft(b"{}", KEY, DRAFT_ID, WAVE, 1, SIZE)
    with pytest.raises(DraftSealError):
        open_draft(sealed[:cut], KEY, DRAFT_ID, WAVE, 1)


def test_an_envelope_opens_for_the_charity_and_for_the_recovery_key_alone():
    sealed = seal_envelope(b"answers", BOTH, SIZE)
    assert open_envelope(sealed, CHARITY.secret) == b"answers"
    assert open_envelope(sealed, f"{RECOVERY.secret}\n") == b"answers"
    for secret in (STRANGER.secret, "AGE-SECRET-KEY-1", ""):
        with pytest.raises(EnvelopeError):
            open_envelope(sealed, secret)


def test_plaintexts_of_envelopes_have_one_length_whatever_is_written():
    """age adds a random stanza of its own, so what is compared is what it encrypts."""
    key = pyrage.x25519.Identity.from_str(CHARITY.secret)
    texts = (b"", b"{}", b"x" * 2000)
    assert {len(pyrage.decrypt(seal_envelope(text, BOTH, SIZE), [key])) for text in texts} == {SIZE}


def test_an_envelope_altered_by_one_bit_does_not_open():
    sealed = seal_envelope(b"answers", BOTH, 200)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(EnvelopeError):
            open_envelope(bytes(altered), CHARITY.secret)


@pytest.mark.parametrize(
    "recipients",
    [(), (CHARITY.recipient,), (CHARITY.recipient, CHARITY.recipient), (*BOTH, STRANGER.recipient),
     (CHARITY.recipient, "age1x"), (CHARITY.recipient, CHARITY.secret)],
)  # fmt: skip
def test_answers_are_sealed_to_exactly_two_different_recipients(recipients):
    with pytest.raises(RecipientsError):
        check_recipients(recipients)
    with pytest.raises(RecipientsError):
        seal_envelope(b"answers", recipients, SIZE)


def test_the_recipients_come_in_one_order():
    assert check_recipients(BOTH) == check_recipients(tuple(reversed(BOTH))) == tuple(sorted(BOTH))


def test_the_digest_holds_the_set_of_envelopes_and_not_their_order():
    envelopes = [Envelope(bytes([n]) * 16, "RXQ", bytes([n]) * 50) for n in range(20)]
    shuffled = random.Random(1).sample(envelopes, k=20)
    assert digest_of(hashes_of(shuffled)) == digest_of(hashes_of(envelopes))
    first = envelopes[0]
    moved = Envelope(first.id, "RYJ", first.sealed)
    altered = Envelope(first.id, "RXQ", first.sealed[:-1] + b"!")
    renamed = Envelope(b"n" * 16, "RXQ", first.sealed)
    joint_moved = Envelope(first.id, "RXQ\x00", first.sealed[1:])
    for forged in (moved, altered, renamed, joint_moved):
        assert digest_of(hashes_of([forged, *envelopes[1:]])) != digest_of(hashes_of(envelopes))
    assert digest_of(hashes_of(envelopes[1:])) != digest_of(hashes_of(envelopes))
    assert hashes_of([*envelopes, Envelope(b"n" * 16, "RXQ", b"")]) != hashes_of(envelopes)


def test_an_id_that_comes_twice_is_refused():
    with pytest.raises(EnvelopeError):
        hashes_of([Envelope(b"i" * 16, "RXQ", b"a"), Envelope(b"i" * 16, "RXQ", b"b")])


def test_an_identity_is_kept_under_a_passphrase():
    kept = protect_identity(CHARITY.secret, "correct horse battery staple")
    assert CHARITY.secret.encode() not in kept
    assert unprotect_identity(kept, "correct horse battery staple") == CHARITY.secret
    for data, passphrase in ((kept, "wrong"), (kept[:40], "correct horse battery staple"), (b"", "")):
        with pytest.raises(WrongPassphraseError):
            unprotect_identity(data, passphrase)


def test_an_identity_knows_its_recipient_and_keeps_its_secret_out_of_messages():
    assert recipient_of(CHARITY.secret) == CHARITY.recipient
    assert CHARITY.secret not in repr(CHARITY)
