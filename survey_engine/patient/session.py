"""The patient's cookies: one sealed session, and one sealed under the device key to come back without a code.

There is no session row and no Flask session. The session never holds the code, nor the key made of it:
after the first slow derivation only what the next steps need is kept (see docs/anonymity in the README).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from flask import g, request
from werkzeug.wrappers import Response

from survey_engine.sealing.keys import (
    CodeKeys,
    DraftKeys,
    open_cookie,
    open_device_cookie,
    seal_cookie,
    seal_device_cookie,
    subkey,
)
from survey_engine.web.cookies import clear_cookie, cookie_name, read_cookie, set_cookie
from survey_engine.web.house import house

SESSION: Final = "survey"
DEVICE: Final = "device"
LONGEST: Final = timedelta(hours=24)  # WCAG 2.2.1 asks for more than 20
SHARED_IDLE: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class PatientSession:
    """What the sealed session cookie holds. Bytes are kept as URL-safe base64 text."""

    wave: str
    hospital: str
    lookup: str
    nullifier: str
    device_key: str
    resume_salt: str  # until /resume or Start has used it, then empty
    issued: int  # whole seconds since 1970
    touched: int  # the last request, on a shared computer
    draft_id: str = ""
    draft_key: str = ""
    return_code: str = ""
    shared: bool = False
    agreed: bool = False  # ticked on the welcome page, kept while she looks at another page
    short: bool = False  # chose the short survey there; from the first page on, the draft says it

    @property
    def begun(self) -> bool:
        """Whether the survey was begun or resumed, so that its pages may be opened."""
        return bool(self.draft_id)

    def has_ended(self, now: datetime) -> bool:
        """24 hours after the start; on a shared computer after 30 minutes without a request."""
        seconds = now.timestamp()
        if seconds - self.issued > LONGEST.total_seconds():
            return True
        return self.shared and seconds - self.touched > SHARED_IDLE.total_seconds()


def to_text(data: bytes) -> str:
    """Bytes as URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """The reverse of `to_text`."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_session(wave: str, hospital: str, keys: CodeKeys, now: datetime) -> PatientSession:
    """The session of someone whose code was checked, and who has not begun yet."""
    seconds = int(now.timestamp())
    return PatientSession(
        wave=wave,
        hospital=hospital,
        lookup=to_text(keys.lookup),
        nullifier=to_text(keys.nullifier),
        device_key=to_text(keys.device_key),
        resume_salt=to_text(keys.resume_salt),
        issued=seconds,
        touched=seconds,
    )


def begun(
    session: PatientSession, keys: DraftKeys, return_code: str, *, shared: bool, resumed: bool = False
) -> PatientSession:
    """The session once the draft's keys are known. The salt is dropped when a return code has used it.

    Someone who pressed Start by mistake can so still type the return code of the survey she began elsewhere.
    """
    return replace(
        session,
        resume_salt="" if resumed else session.resume_salt,
        draft_id=to_text(keys.draft_id),
        draft_key=to_text(keys.draft_key),
        return_code=return_code,
        shared=shared,
    )


def read_session() -> PatientSession | None:
    """The genuine session of this request, ended or not."""
    if not hasattr(g, "patient"):
        g.patient = _open_session()
    session: PatientSession | None = g.patient
    return session


def _open_session() -> PatientSession | None:
    token = read_cookie(SESSION)
    data = open_cookie(token, cookie_name(SESSION), house().settings.secret_keys) if token else None
    if data is None:
        return None
    try:
        return PatientSession(**json.loads(data))
    except (ValueError, TypeError):  # a cookie of an earlier release
        return None


def _as_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def use_session(session: PatientSession) -> None:
    """Let what this request still does, such as drawing a form, be for this session."""
    g.patient = session


def write_session(response: Response, session: PatientSession) -> None:
    """Set the session cookie; it ends with the browser."""
    use_session(session)
    token = seal_cookie(_as_json(asdict(session)), cookie_name(SESSION), house().settings.secret_keys[0])
    set_cookie(response, SESSION, token)


def touch_session(response: Response) -> Response:
    """On a shared computer, note that someone is still there: at a press of a button, never at a GET."""
    session = getattr(g, "patient", None) if request.method == "POST" else None
    now = house().clock()
    if isinstance(session, PatientSession) and session.shared and not session.has_ended(now):
        write_session(response, replace(session, touched=int(now.timestamp())))
    return response


def write_device(response: Response, session: PatientSession, grace_ends: datetime) -> None:
    """Let this device come back by the link or the code alone until the end of grace."""
    held = {"i": session.draft_id, "k": session.draft_key, "r": session.return_code, "s": session.short}
    name = device_name(to_bytes(session.device_key))
    token = seal_device_cookie(_as_json(held), cookie_name(name), to_bytes(session.device_key))
    seconds = int((grace_ends - house().clock()).total_seconds())
    set_cookie(response, name, token, max_age=max(seconds, 60))


def device_name(device_key: bytes) -> str:
    """The name of one code's device cookie: two people who share a phone each keep their own."""
    return f"{DEVICE}-{subkey(device_key, 'device-cookie-name')[:6].hex()}"


def mark_of(session: PatientSession) -> str:
    """What every form of a person's survey carries, so that no form of another person is taken for hers.

    It is that of her draft; before she has begun, that of her code.
    """
    return _mark(session.draft_id or session.lookup, house().settings.secret_keys[0])


def _mark(subject: str, secret: bytes) -> str:
    key = subkey(secret, "form-mark")
    return hmac.new(key, subject.encode(), hashlib.sha256).hexdigest()[:16]


def is_marked_by(session: PatientSession, mark: str) -> bool:
    """Whether a form with this mark was drawn for this survey."""
    return session.begun and _is_mark(session.draft_id, mark)


def is_of_code(session: PatientSession, mark: str) -> bool:
    """Whether a form with this mark was drawn for the code of this session, before its survey was begun."""
    return _is_mark(session.lookup, mark)


def _is_mark(subject: str, mark: str) -> bool:
    marks = [_mark(subject, secret) for secret in house().settings.secret_keys]
    return any(hmac.compare_digest(one.encode(), mark.encode()) for one in marks)


def read_device(keys: CodeKeys) -> tuple[DraftKeys, str, bool] | None:
    """(draft keys, return code, short) where this device holds a draft of the code that made `keys`."""
    name = device_name(keys.device_key)
    token = read_cookie(name)
    data = open_device_cookie(token, cookie_name(name), keys.device_key) if token else None
    if data is None:
        return None
    held = json.loads(data)
    draft = DraftKeys(draft_id=to_bytes(held["i"]), draft_key=to_bytes(held["k"]))
    return draft, str(held["r"]), bool(held.get("s", False))


def forget(response: Response) -> None:
    """Take both cookies of this survey away; another person's on the same device stays."""
    session = read_session()
    g.patient = None
    clear_cookie(response, SESSION)
    if session is not None:
        forget_device(response, session)


def forget_device(response: Response, session: PatientSession) -> None:
    """Take away what lets this device come back without a return code, where it is there."""
    name = device_name(to_bytes(session.device_key))
    if read_cookie(name):
        clear_cookie(response, name)
