"""Forms with a token against forgery: an HMAC of the door cookie, without a time limit."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context
from werkzeug.wrappers import Response
from wtforms import Form
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import ValidationError

from survey_engine.sealing.keys import subkey
from survey_engine.web.cookies import read_cookie, set_cookie
from survey_engine.web.house import house

_DOOR_BYTES = 16
_SECRETS = frozenset({"password", "password_again", "passkey", "passkey_again"})
_SECRET_BEGINNINGS = ("passphrase", "secret")


def is_secret(name: str) -> bool:
    """Say whether a field of this name is in no page that carries on what was posted."""
    return name in _SECRETS or name.startswith(_SECRET_BEGINNINGS)


def door() -> str:
    """The random door of this browser: its cookie, else a new one that this response will set."""
    if not hasattr(g, "door"):
        g.door = read_cookie("door") or new_door()
    return str(g.door)


def new_door() -> str:
    """Make a new door, which this response will set."""
    g.door = house().random(_DOOR_BYTES).hex()
    g.door_is_new = True
    return str(g.door)


def keep_door(response: Response) -> Response:
    """Set the door cookie where this request made one."""
    if has_request_context() and getattr(g, "door_is_new", False):
        set_cookie(response, "door", str(g.door))
    return response


def csrf_token(secret: bytes | None = None) -> str:
    """The token that forms of this browser carry."""
    key = subkey(secret or house().settings.secret_keys[0], "csrf")
    return hmac.new(key, door().encode(), hashlib.sha256).hexdigest()


def token_is_right(token: str) -> bool:
    """Whether a posted token belongs to this browser's door, under the present or an earlier secret."""
    if not read_cookie("door"):
        return False
    token = token.partition(".")[0]  # what follows says whose form it is, which is not asked here
    expected = [csrf_token(secret) for secret in house().settings.secret_keys]
    return any(hmac.compare_digest(one.encode(), token.encode()) for one in expected)


class DoorCSRF(CSRF):
    """WTForms' hook for our token."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """Give the token a form carries."""
        return csrf_token()

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        """Refuse a form that was not ours."""
        if not token_is_right(str(field.data or "")):
            raise ValidationError("csrf")


class DoorMeta:
    """What every form of the patient's door shares."""

    csrf = True
    csrf_class = DoorCSRF
    csrf_field_name = "csrf_token"


class DoorForm(Form):
    """A form of the patient's door."""

    Meta = DoorMeta


@dataclass(frozen=True, slots=True)
class PageError:
    """One line of the error summary: where it leads, and what to do."""

    href: str  # "#" and the id of the first wrong control; empty where nothing she typed is wrong
    text: str
