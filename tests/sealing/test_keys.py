"""Keys: derivations are slow, bound to their wave and never change; wrappings open for the right key only."""

from __future__ import annotations

import pytest

from survey_engine.sealing.keys import (
    SCRYPT_COST,
    PepperError,
    derive_code_keys,
    derive_draft_keys,
    open_cookie,
    open_device_cookie,
    recipients_seal,
    seal_cookie,
    seal_device_cookie,
    subkey,
    unwrap_pepper,
    wrap_pepper,
)

CODE, PEPPER, WAVE = "7KQM2D9FXA4", b"p" * 32, "2027-A"
MASTER_KEY, OTHER_KEY = b"m" * 32, b"x" * 32


@pytest.fixture(scope="module")
def keys():
    return derive_code_keys(CODE, PEPPER, WAVE)


def test_the_slow_derivation_costs_what_the_design_says():
    assert SCRYPT_COST == 2**14


def test_a_code_gives_the_same_keys_for_ever(keys):
    """Changing a derivation would lock everyone out of an open wave."""
    assert keys.lookup.hex() == "b35ae48fc2e5120370ba1b533371b400"
    assert keys.nullifier.hex() == "669cdaa4adc7edef1f24ef46bde7bdbe"


def test_the_keys_have_their_lengths_and_share_nothing(keys):
    parts = (keys.lookup, keys.nullifier, keys.device_key, keys.resume_salt)
    assert [len(part) for part in parts] == [16, 16, 32, 32]
    assert len({part[:16] for part in parts}) == 4


def test_keys_do_not_show_in_a_message(keys):
    assert keys.lookup.hex() not in repr(keys)
    assert repr(keys.lookup) not in repr(keys)


@pytest.mark.parametrize(
    ("code", "pepper", "wave"),
    [("7KQM2D9FXA5", PEPPER, WAVE), (CODE, b"q" * 32, WAVE), (CODE, PEPPER, "2027-B")],
)
def test_another_code_pepper_or_wave_gives_other_keys(keys, code, pepper, wave):
    other = derive_code_keys(code, pepper, wave)
    assert {other.lookup, other.nullifier}.isdisjoint({keys.lookup, keys.nullifier})


def test_a_return_code_gives_a_draft_only_together_with_the_code(keys):
    mine = derive_draft_keys("0123456789", keys.resume_salt, WAVE)
    assert mine == derive_draft_keys("0123456789", keys.resume_salt, WAVE)
    assert (len(mine.draft_id), len(mine.draft_key)) == (16, 32)
    assert mine.draft_id != derive_draft_keys("0123456788", keys.resume_salt, WAVE).draft_id
    assert mine.draft_id != derive_draft_keys("0123456789", b"s" * 32, WAVE).draft_id


def test_a_pepper_opens_with_its_master_key_and_wave_only():
    wrapped = wrap_pepper(PEPPER, MASTER_KEY, WAVE)
    assert unwrap_pepper(wrapped, MASTER_KEY, WAVE) == PEPPER
    assert PEPPER not in wrapped
    altered = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    wrong = [(wrapped, OTHER_KEY, WAVE), (wrapped, MASTER_KEY, "2027-B"), (altered, MASTER_KEY, WAVE)]
    for sealed, key, wave in (*wrong, (b"", MASTER_KEY, WAVE)):
        with pytest.raises(PepperError):
            unwrap_pepper(sealed, key, wave)


def test_a_cookie_opens_under_its_own_name_and_any_secret_still_known():
    token = seal_cookie(b"payload", "survey", MASTER_KEY)
    assert open_cookie(token, "survey", [MASTER_KEY]) == b"payload"
    assert open_cookie(token, "survey", [OTHER_KEY, MASTER_KEY]) == b"payload"
    assert open_cookie(token, "survey", [OTHER_KEY]) is None
    assert open_cookie(token, "device", [MASTER_KEY]) is None


@pytest.mark.parametrize("token", ["", "!", "A", "AAAA", "é", "a b", "A" * 60, "=" * 8])
def test_a_made_up_cookie_does_not_open(token):
    assert open_cookie(token, "survey", [MASTER_KEY]) is None
    assert open_device_cookie(token, "device", MASTER_KEY) is None


def test_a_cookie_altered_anywhere_does_not_open():
    token = seal_cookie(b"payload", "survey", MASTER_KEY)
    for place in range(len(token) - 1):
        altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert open_cookie(altered, "survey", [MASTER_KEY]) is None


def test_a_device_cookie_opens_for_the_same_code_only():
    token = seal_device_cookie(b"payload", "device", b"d" * 32)
    assert open_device_cookie(token, "device", b"d" * 32) == b"payload"
    assert open_device_cookie(token, "device", b"e" * 32) is None
    assert open_cookie(token, "device", [b"d" * 32]) is None


def test_the_recipients_seal_changes_with_any_recipient_key_or_wave():
    seal = recipients_seal(["age1a", "age1b"], MASTER_KEY, WAVE)
    assert seal == recipients_seal(["age1b", "age1a"], MASTER_KEY, WAVE)
    assert seal != recipients_seal(["age1a", "age1c"], MASTER_KEY, WAVE)
    assert seal != recipients_seal(["age1a", "age1b"], OTHER_KEY, WAVE)
    assert seal != recipients_seal(["age1a", "age1b"], MASTER_KEY, "2027-B")


def test_each_purpose_has_its_own_key():
    assert (
        len({subkey(MASTER_KEY, purpose) for purpose in ("link", "patient-session", "csrf", "limiter")}) == 4
    )
