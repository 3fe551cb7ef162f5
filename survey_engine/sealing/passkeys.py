"""Passkeys: what a browser is asked, and whether its answer is right (WebAuthn Level 3, 7.1 and 7.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST_ANSWER: Final = 16_384  # characters of JSON; real ones have about 1,000
LONGEST_ID: Final = 1023  # bytes: WebAuthn 7.1, step 25
_WAIT_MILLISECONDS: Final = 5 * 60 * 1000
# What the library and what it stands on may raise for bytes that a stranger made up.
_MADE_UP: Final = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class PasskeyError(Exception):
    """The browser's answer does not prove that the passkey is there."""


class CopiedPasskeyError(PasskeyError):
    """The passkey's own counter went back: somebody may have made a copy of it (WebAuthn 6.1.1)."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whose passkeys these are: the host's name, what people call us, and the address pages come from."""

    host: str
    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class PasskeyHandle:
    """Which passkey to ask for, and how a browser reaches it ("usb", "internal")."""

    id: bytes
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What is kept of a passkey that was just made. `public_key` as COSE."""

    id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What an answer claims, before anything of it is proved."""

    text: str
    challenge: bytes
    id: bytes
    user: bytes | None  # the account, where the passkey knows it by itself


def options_to_make(
    party: RelyingParty, user: bytes, email: str, challenge: bytes, present: Sequence[PasskeyHandle]
) -> str:
    """Return the JSON that asks a browser for a new passkey, on none of the devices that have one already."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=user,
        user_name=email,
        user_display_name=email,
        challenge=challenge,
        timeout=_WAIT_MILLISECONDS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(present),
    )
    return options_to_json(options)


def options_to_use(
    party: RelyingParty, challenge: bytes, present: Sequence[PasskeyHandle], *, alone: bool
) -> str:
    """Return the JSON that asks a browser for a passkey; `present` empty: whichever it has for this host.

    `alone`: it stands in for the password too, so the device must ask for a finger, a face or a PIN.
    """
    verification = UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
    options = generate_authentication_options(
        rp_id=party.host,
        challenge=challenge,
        timeout=_WAIT_MILLISECONDS,
        allow_credentials=_described(present),
        user_verification=verification,
    )
    return options_to_json(options)


def _described(present: Sequence[PasskeyHandle]) -> list[PublicKeyCredentialDescriptor]:
    known = {one.value: one for one in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=one.id, transports=[known[way] for way in one.transports if way in known] or None
        )
        for one in present
    ]


def read_answer(text: str) -> PasskeyAnswer:
    """Return what a browser's answer claims. Raises PasskeyError."""
    if len(text) > LONGEST_ANSWER:
        raise PasskeyError("longer than any passkey's answer")
    with _made_up():
        found = json.loads(text)
        response = found["response"]
        client = _bytes(response["clientDataJSON"])
        if json.loads(client).get("crossOrigin") is True:
            raise PasskeyError("asked from inside a page of somebody else")
        handle = response.get("userHandle")
        return PasskeyAnswer(
            text=text,
            challenge=parse_client_data_json(client).challenge,
            id=_bytes(found["rawId"]),
            user=_bytes(handle) if handle else None,
        )


def check_new(answer: PasskeyAnswer, party: RelyingParty) -> NewPasskey:
    """Return a passkey that was made for this host and the answer's own challenge. Raises PasskeyError.

    Whoever calls has made sure that the challenge is ours. No attestation is asked for: which make of key
    she uses is hers to choose.
    """
    with _made_up():
        found = verify_registration_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
        ways = json.loads(answer.text)["response"].get("transports") or ()
    if found.credential_id != answer.id or not 16 <= len(answer.id) <= LONGEST_ID:
        raise PasskeyError("another passkey than it says")
    known = {one.value for one in AuthenticatorTransport}
    transports = tuple(way for way in ways if isinstance(way, str) and way in known)
    return NewPasskey(found.credential_id, found.credential_public_key, found.sign_count, transports)


def check_use(
    answer: PasskeyAnswer, party: RelyingParty, public_key: bytes, sign_count: int, *, alone: bool
) -> int:
    """Return the new count of a passkey that was used for this host and the answer's own challenge.

    `sign_count`: the one kept. Raises PasskeyError, and CopiedPasskeyError only for a right signature.
    """
    with _made_up():
        found = verify_authentication_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # compared below, once the signature is known to be right
            require_user_verification=alone,
        )
    if (found.new_sign_count or sign_count) and found.new_sign_count <= sign_count:
        raise CopiedPasskeyError("its counter went back")
    return found.new_sign_count


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str) or not text.isascii():
        raise PasskeyError("not base64url")
    return base64url_to_bytes(text)


@contextmanager
def _made_up() -> Iterator[None]:
    """Turn whatever made-up bytes raise into one error, without their words."""
    try:
        yield
    except _MADE_UP as fault:
        raise PasskeyError(type(fault).__name__) from None
