"""An authenticator of software: makes passkeys and uses them, right or wrong in every way a test asks for."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

UP, UV, AT = 0x01, 0x04, 0x40  # a person touched it; it knows her; a new key stands in what it says
ORIGIN = "http://localhost"


def text_of(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """What base64url stands for."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hidden_in(html: str, action: str) -> dict[str, list[str]]:
    """What that form posts beside the answer and its token."""
    form = _form(html, action).split("</form")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(unescape(value))
    return {name: values for name, values in found.items() if name != "csrf_token"}


def options_in(html: str, action: str) -> dict[str, Any]:
    """What a page asks the browser, in its form that posts to `action`."""
    options = _form(html, action).split('data-options="')[1].split('"')[0]
    found: dict[str, Any] = json.loads(unescape(options))
    return found


def _form(html: str, action: str) -> str:
    [form] = [
        one for one in html.split("<form")[1:] if f'action="{action}"' in one and "data-passkey=" in one
    ]
    return form


@dataclass
class Authenticator:
    """One passkey. Whatever a test changes of it, the next answer says."""

    origin: str = ORIGIN
    flags: int = UP | UV
    count: int = 0
    counts: bool = True
    cross_origin: bool = False
    id: bytes = b"a passkey of software, 1"
    user: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """Answer a page that wants a new passkey."""
        self.user = bytes_of(options["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(cose)
        data = self._data(options["rp"]["id"], self.flags | AT) + credential
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        said = {"clientDataJSON": text_of(client), "attestationObject": text_of(attestation)}
        return self._said({**said, "transports": ["internal"]})

    def use(self, options: dict[str, Any]) -> str:
        """Answer a page that wants this passkey."""
        self.count += self.counts
        data = self._data(options["rpId"], self.flags)
        client = self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {
            "clientDataJSON": text_of(client),
            "authenticatorData": text_of(data),
            "signature": text_of(signature),
        }
        return self._said(said | ({"userHandle": text_of(self.user)} if self.user else {}))

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        }
        return json.dumps(said).encode()

    def _said(self, response: dict[str, Any]) -> str:
        name = text_of(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
