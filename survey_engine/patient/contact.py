"""`/contact`: the focus-group slip. It reads no cookie of the survey, and nothing joins it to an answer."""

from __future__ import annotations

import hashlib
import hmac
import json

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from werkzeug.wrappers import Response

from survey_engine.patient.carried import is_drawn_again
from survey_engine.patient.places import known_place, place_url
from survey_engine.patient.screens import message_page, page
from survey_engine.patient.slip import Slip, problems, read_slip
from survey_engine.records import contacts, waves
from survey_engine.records.contacts import Taker
from survey_engine.records.store import StorageError
from survey_engine.sealing.envelope import seal_slip
from survey_engine.sealing.keys import subkey
from survey_engine.web.access import Access, access
from survey_engine.web.cookies import read_cookie
from survey_engine.web.forms import DoorForm, PageError, csrf_token, door
from survey_engine.web.house import house
from survey_engine.web.lanes import TooManyTriesError
from survey_engine.web.language import gettext as _
from survey_engine.web.language import language

contact_door = Blueprint("contact", __name__)
_ID_BYTES = 16


def contact_url() -> str:
    """Where someone may offer to take part in more; empty where no wave takes slips.

    And where nobody can tell, because the database is away: Help and the thank-you must come all the same.
    """
    try:
        return "/contact" if _takers() else ""
    except StorageError:
        return ""


@contact_door.get("/contact", endpoint="contact")
@access(Access.ANYONE)
def show_contact() -> ResponseReturnValue:
    """The slip, empty: nothing is filled in for her."""
    takers = _takers()
    return _slip_page(takers, Slip()) if takers else _nobody_asks()


@contact_door.post("/contact")
@access(Access.ANYONE)
def take_slip() -> ResponseReturnValue:
    """Seal the slip and put it away."""
    takers = _takers()
    if not takers:
        return _nobody_asks()
    slip = read_slip(request.form.to_dict(), request.form.getlist("activities"), list(_hospitals(takers)))
    if is_drawn_again():
        return _slip_page(takers, slip)
    if not read_cookie("door"):
        blocked = _("Your browser is blocking cookies. Please allow them for this page, then try again.")
        return _slip_page(takers, slip, (PageError("", blocked),), 400)
    if not DoorForm(request.form).validate():
        return _slip_page(takers, slip, (PageError("", _("Please press the button again.")),), 400)
    back = known_place(request.args.get("back"))
    found = problems(slip)
    if found:
        return _slip_page(takers, slip, found, 422)
    try:
        house().lanes.count_contact(request.remote_addr or "")
        _keep(takers, slip)
    except TooManyTriesError:
        later = _("Too many forms came from here. Please call us, or try again in an hour.")
        return _slip_page(takers, slip, (PageError("", later),), 429)
    except StorageError:
        sentence = _("We could not save this just now. Please press the button again in a minute.")
        return _slip_page(takers, slip, (PageError("", sentence),), 503)
    return _thanks(_taker_of(takers, slip), back)


def _takers() -> list[Taker]:
    with house().store.reading() as db:
        return contacts.takers(db)


def _hospitals(takers: list[Taker]) -> dict[str, str]:
    """Code to name, by name, of every hospital that a taking wave asks."""
    found = {code: name for taker in takers for code, name in taker.hospitals}
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _taker_of(takers: list[Taker], slip: Slip) -> Taker:
    """The wave of her hospital; where she names none, the one that opened last."""
    asks = [taker for taker in takers if slip.hospital in dict(taker.hospitals)]
    return (asks or takers)[0]


def _keep(takers: list[Taker], slip: Slip) -> None:
    taker = _taker_of(takers, slip)
    name = _hospitals(takers).get(slip.hospital, "")
    payload = slip.to_payload(name, language().code, taker.delete_on)
    data = json.dumps(payload, ensure_ascii=False).encode()
    # The same slip from the same browser has one id: a button pressed twice keeps one.
    key = subkey(house().settings.secret_keys[0], "slip-id")
    slip_id = hmac.new(key, door().encode() + data, hashlib.sha256).digest()[:_ID_BYTES]
    with house().store.writing() as db:
        waves.demand_intact(waves.wave(db, taker.wave), house().settings.master_key)
        contacts.add_slip(db, slip_id, taker.wave, seal_slip(data, taker.recipient), taker.delete_on)


def _slip_page(
    takers: list[Taker], slip: Slip, errors: tuple[PageError, ...] = (), status: int = 200
) -> Response:
    back = known_place(request.args.get("back"))
    return page(
        "contact",
        status=status,
        errors=errors,
        csrf_token=csrf_token(),  # the door's alone: this page asks no cookie whose survey is open
        slip=slip,
        hospitals=_hospitals(takers),
        delete_on=_day(_taker_of(takers, slip)),
        form_place="contact",
        form_back=back,
        back_url=place_url(back) if back else "",
    )


def _day(taker: Taker) -> str:
    return str(format_date(taker.delete_on, "d MMMM yyyy"))


def _thanks(taker: Taker, back: str) -> Response:
    return message_page(
        _("Thank you for offering"),
        _("We have your details. They are sealed, and kept away from every answer."),
        _("Someone may write to you or call you. It can take some weeks, and we cannot ask everyone."),
        _("We delete your details on %(date)s, or sooner if you ask us.", date=_day(taker)),
        action=(place_url(back), _("Go back to the survey")) if back else None,
    )


def _nobody_asks() -> Response:
    return message_page(
        _("We are not asking for names just now"),
        _("Thank you for wanting to do more. Please call us. The numbers are on this page."),
    )
