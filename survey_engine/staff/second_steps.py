"""Setting a second step: an app, a card or a passkey, tried once before it counts; the first, or one more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import segno
from flask import request
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from survey_engine.records import staff
from survey_engine.records.passkeys import NAME_CHARACTERS
from survey_engine.records.second_steps import Step
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.sealing.keys import open_cookie, seal_cookie, seal_staff_secret
from survey_engine.sealing.passkeys import PasskeyError
from survey_engine.sealing.passwords import (
    card_digest,
    new_card,
    new_totp_secret,
    plain_card_code,
    totp_address,
    totp_step,
)
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.passkeys import add_passkey, options_to_add, relying_party
from survey_engine.web.staff_sitting import me, note, seconds_now, staff_page

_PENDING: Final = "staff-set-up"
NO_PASSKEY: Final = "The passkey was not made. Press the button again, or choose another second step."


class SetUpForm(DoorForm):
    """A second step, tried once before it counts. `passkey`: what the browser made."""

    kind = HiddenField()
    pending = HiddenField()
    code = StringField()
    passkey = StringField()
    name = StringField()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a second step is set: on the way in, or from her account."""

    action: str  # posts here, and begins here
    is_first: bool
    may: Callable[[StaffRecord], bool]  # asked once more when it is kept


TAKING_UP: Final = Place("/staff/set-up", True, lambda record: not record.secured)
ACCOUNT: Final = Place("/staff/account/add", False, lambda record: record.secured)


class NotAllowedError(Exception):
    """Meanwhile somebody else has set a second step, or the account has ended."""


def choosing(place: Place, sentence: str = "") -> Response:
    """The choice between the kinds that work here."""
    errors = [PageError("", sentence)] if sentence else []
    return staff_page(
        "set_up",
        status=422 if sentence else 200,
        errors=errors,
        place=place,
        has_passkeys=relying_party() is not None,
    )


def take_step(place: Place, done: Callable[[Session, StaffRecord], Response]) -> Response:
    """One step towards a second step: show it, then try it, then keep it and go on to `done`."""
    form = SetUpForm(request.form)
    kinds = [Step.APP, Step.CARD, *([Step.PASSKEY] if relying_party() else [])]
    kind = next((one for one in kinds if one == form.kind.data), None)
    if not form.validate() or kind is None:
        return choosing(place, "Choose one of them.")
    try:
        if kind is Step.PASSKEY:
            return _passkey(place, form, done)
        pending = _pending(kind, form.pending.data or "")
        if pending is None:
            is_app = kind is Step.APP
            secret = new_totp_secret(house().random) if is_app else ",".join(new_card(house().random))
            return _shown(place, kind, secret)
        typed = (form.code.data or "")[:40]
        return _app(place, pending, typed, done) if kind is Step.APP else _card(place, pending, typed, done)
    except NotAllowedError:
        return choosing(place, "That was not kept. Go back to the start and try again.")


def _pending(kind: Step, sealed: str) -> str | None:
    data = open_cookie(sealed, f"{_PENDING}-{kind}-{me().staff.hex()}", house().settings.secret_keys)
    return data.decode() if data else None


def _shown(place: Place, kind: Step, secret: str, sentence: str = "") -> Response:
    name = f"{_PENDING}-{kind}-{me().staff.hex()}"
    pending = seal_cookie(secret.encode(), name, house().settings.secret_keys[0])
    errors = [PageError("#code", sentence)] if sentence else []
    status = 422 if sentence else 200
    if kind is Step.CARD:
        codes = secret.split(",")
        return staff_page("card", pending=pending, codes=codes, errors=errors, status=status, place=place)
    issuer = house().settings.organisation.name
    square = segno.make(totp_address(secret, me().email, issuer), micro=False)
    picture = square.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    drawn = Markup(picture)  # noqa: S704 # nosec B704 # it holds nothing that anybody typed
    return staff_page(
        "app", pending=pending, square=drawn, secret=groups, errors=errors, status=status, place=place
    )


def _app(place: Place, secret: str, typed: str, done: Callable[[Session, StaffRecord], Response]) -> Response:
    """Keep the app once a number of it is right: nobody is locked out by what she could not scan."""
    step = totp_step(secret, typed, seconds_now(), 0)
    if step is None:
        sentence = "That number is not right. Type the one that the app shows now."
        return _shown(place, Step.APP, secret, sentence)
    with house().store.writing() as db:
        record = _held(db, place)
        sealed = seal_staff_secret(secret, house().settings.master_key, record.id)
        staff.set_totp(db, record, sealed, step)
        note(db, "second step set", {"kind": Step.APP.value})
        return done(db, record)


def _card(
    place: Place, secret: str, typed: str, done: Callable[[Session, StaffRecord], Response]
) -> Response:
    """Keep the card once its first code is typed, which is then used up."""
    codes = {plain_card_code(one) for one in secret.split(",")}
    plain = plain_card_code(typed)
    if plain not in codes:
        sentence = "Type the first code of the card, to show that you have it."
        return _shown(place, Step.CARD, secret, sentence)
    left = [card_digest(me().staff, one) for one in codes - {plain}]
    with house().store.writing() as db:
        record = _held(db, place)
        staff.set_card(db, record, left)
        note(db, "second step set", {"kind": Step.CARD.value})
        return done(db, record)


def _passkey(place: Place, form: SetUpForm, done: Callable[[Session, StaffRecord], Response]) -> Response:
    """Show how, then keep what the browser made."""
    name = " ".join((form.name.data or "").split())[:NAME_CHARACTERS]
    said = form.passkey.data
    if said is None:
        return _passkey_page(place, name)
    try:
        with house().store.writing() as db:
            record = _held(db, place)
            add_passkey(db, record, said, name or "Passkey")
            staff.set_secured(db, record)
            note(db, "second step set", {"kind": Step.PASSKEY.value})
            return done(db, record)
    except PasskeyError:
        return _passkey_page(place, name, NO_PASSKEY)


def _passkey_page(place: Place, name: str, sentence: str = "") -> Response:
    with house().store.reading() as db:
        record = staff.by_id(db, me().staff)
        options = options_to_add(db, record) if record is not None else ""
    errors = [PageError("", sentence)] if sentence else []
    status = 422 if sentence else 200
    return staff_page("passkey", errors=errors, status=status, place=place, options=options, name=name)


def _held(db: Session, place: Place) -> StaffRecord:
    record = staff.for_change(db, me().staff)
    if record is None or record.state != staff.State.ACTIVE or not place.may(record):
        raise NotAllowedError
    return record
