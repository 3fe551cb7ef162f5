"""What a typist's browser holds while a batch is open: its number, counts, keys of the form under way.

Sealed like a patient's cookie, and good for her account alone. The code of a form is never in it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Final

from flask import g
from werkzeug.wrappers import Response

from survey_engine.questionnaire.modes import Mode
from survey_engine.records import batches
from survey_engine.records.store import Session
from survey_engine.sealing.batches import BatchNumber
from survey_engine.sealing.keys import DraftKeys, open_cookie, seal_cookie, subkey
from survey_engine.web.cookies import clear_cookie, cookie_name, read_cookie, set_cookie
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import me, note, seconds_now

COOKIE: Final = "batch"
LONGEST_SECONDS: Final = 14 * 60 * 60  # a day's work


class NoBatchError(Exception):
    """No batch is open in this browser."""


class NoFormError(Exception):
    """No form of the batch is open."""


class OtherFormError(Exception):
    """What was posted belongs to another form than the one on the desk: another tab laid that one down."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form on the desk: what its code and the batch number gave. Bytes are kept as hexadecimal text."""

    lookup: str
    nullifier: str
    hospital: str
    first_id: str
    first_key: str
    second_id: str
    second_key: str

    def keys(self, *, is_second: bool) -> DraftKeys:
        """Where one of its two keyings is."""
        pair = (self.second_id, self.second_key) if is_second else (self.first_id, self.first_key)
        return DraftKeys(bytes.fromhex(pair[0]), bytes.fromhex(pair[1]))

    @property
    def mark(self) -> str:
        """What its screens carry, so that nothing of one form is taken for another's. It finds nothing."""
        return subkey(bytes.fromhex(self.first_id), "keyed-form-mark")[:8].hex()


@dataclass(frozen=True, slots=True)
class Batch:
    """An open batch. `keyed` and `sent`: since it was taken up, not yet added to its row."""

    staff: str
    wave: str
    mode: Mode
    name: str
    secret: str
    is_second: bool  # the forms are keyed for the second time
    issued: int  # whole seconds since 1970
    is_alone: bool = False  # both keyings by one person
    keyed: int = 0
    sent: int = 0
    form: Form | None = None
    told: str = ""  # what became of the last form: kept, sent, used or thrown

    @property
    def number(self) -> BatchNumber:
        """What stands on its slip."""
        return BatchNumber(self.name, self.secret)

    @property
    def is_telephone(self) -> bool:
        """Whether it is of calls: keyed once, and without a slip."""
        return self.mode is Mode.TELEPHONE


def open_batch() -> Batch | None:
    """The batch of this browser, where it is this person's and not of yesterday."""
    if not hasattr(g, "batch"):
        g.batch = _read()
    found: Batch | None = g.batch
    return found


def _read() -> Batch | None:
    token = read_cookie(COOKIE)
    data = open_cookie(token, cookie_name(COOKIE), house().settings.secret_keys) if token else None
    if data is None:
        return None
    try:
        state = json.loads(data)
        form = Form(**state.pop("form")) if state["form"] else None
        found = Batch(**{**state, "mode": Mode(state["mode"]), "form": form})
    except (ValueError, TypeError, KeyError):  # a cookie of another release
        return None
    is_hers = found.staff == me().staff.hex()
    return found if is_hers and seconds_now() - found.issued < LONGEST_SECONDS else None


def the_batch() -> Batch:
    """The open batch. Raises NoBatchError."""
    found = open_batch()
    if found is None:
        raise NoBatchError
    return found


def the_form() -> tuple[Batch, Form]:
    """The open batch and the form on the desk. Raises NoBatchError, NoFormError."""
    found = the_batch()
    if found.form is None:
        raise NoFormError
    return found, found.form


def demand_same_form(mark: str) -> None:
    """Raise OtherFormError where a screen with this mark was drawn for another form."""
    _batch, form = the_form()
    if mark != form.mark:
        raise OtherFormError


def lay_on_desk(batch: Batch) -> None:
    """Work on the form of `batch` in this request."""
    g.batch = batch


def keep_batch(response: Response, batch: Batch) -> Response:
    """Let this browser hold the batch for the rest of the day."""
    g.batch = batch
    data = json.dumps(asdict(batch), separators=(",", ":")).encode()
    token = seal_cookie(data, cookie_name(COOKIE), house().settings.secret_keys[0])
    set_cookie(response, COOKIE, token, max_age=LONGEST_SECONDS)
    return response


def put_down(db: Session, batch: Batch) -> None:
    """Add the batch's counts to its row and to what staff did: how many, never which."""
    if not batch.is_telephone:
        batches.add_counts(db, batch.name, keyed=batch.keyed, sent=batch.sent)
    if batch.keyed:
        note(db, "paper forms keyed", {"wave": batch.wave, "count": batch.keyed})
    if batch.sent and batch.is_telephone:
        note(db, "telephone answers sent", {"wave": batch.wave, "count": batch.sent})
    elif batch.sent:
        alone = {"keyed twice by one person": True} if batch.is_alone else {}
        note(db, "paper forms sent", {"wave": batch.wave, "count": batch.sent, **alone})


def forget_batch(response: Response) -> Response:
    """Take the batch away from this browser."""
    g.batch = None
    clear_cookie(response, COOKIE)
    return response


def without_form(batch: Batch, told: str, *, keyed: int = 0, sent: int = 0) -> Batch:
    """The batch with an empty desk, and with what was just done counted."""
    return replace(batch, form=None, told=told, keyed=batch.keyed + keyed, sent=batch.sent + sent)
