"""Opening a closed wave's answers in the browser, or fetching them sealed to open them elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from flask import Blueprint, make_response, redirect, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from survey_engine.charity.brought_keys import MOST_BYTES, KeyBusyError, brought, unlocked, wrong_lines
from survey_engine.charity.taking_in import awaited
from survey_engine.charity.wave_words import shown_day
from survey_engine.exchange.envelopes import write_envelopes
from survey_engine.records import releases, responses, waves
from survey_engine.records.store import Session
from survey_engine.records.waves import RecipientsChangedError, State
from survey_engine.sealing.envelope import WrongPassphraseError
from survey_engine.sealing.recovery_sheet import SheetLineError
from survey_engine.web.access import Access, access
from survey_engine.web.closed_wave import wave_facts
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import file_response, forget_held, give_ticket, held
from survey_engine.web.house import house
from survey_engine.web.opening_room import (
    BUNDLE,
    COOKIE,
    LONGEST_SECONDS,
    Order,
    RoomBusyError,
    progress,
    start,
)
from survey_engine.web.staff_sitting import note, seconds_now, staff_page

opening = Blueprint("opening", __name__, url_prefix="/charity/opening")

READY: Final = "/charity/opening/ready"
MOST_IN_BROWSER: Final = (
    20_000  # answers: the packed bundle of more does not fit into a small server's memory
)
_WANTED: Final = "Choose the charity key file, or type the nine lines of the recovery sheet."
_AGAIN: Final = ("/charity/opening", "Open answers")
WRONG: Final = (
    "The passphrase does not open this key file or sheet. Capitals and spaces count. If you are sure of it, "
    "the key is another one, or it is damaged."
)


class OpeningForm(DoorForm):
    """Which wave, and what opens it; the key file comes beside it."""

    wave = StringField()
    passphrase = StringField()
    fingerprint = StringField()
    comments = BooleanField()


@opening.get("")
@access(Access.ANALYST, again=True)
def ask() -> ResponseReturnValue:
    """Which wave to open."""
    return _asked(OpeningForm(), ())


def _asked(form: OpeningForm, errors: Sequence[PageError], status: int = 200) -> Response:
    with house().store.reading() as db:
        found = _closed(db)
        done = {one.wave: shown_day(one.released_on) for one in releases.all_released(db)}
        may_come = bool(awaited(db))
    is_on, has_file = house().settings.web_opening, held(COOKIE) is not None
    has_form = bool(found) and is_on and not has_file
    # A wave without a choice has no control to lead to, nor has a form that is not there.
    links = {"#key", "#secret_lines", "#passphrase"} if has_form else set[str]()
    links |= {"#wave"} if has_form and len(found) > 1 else set()
    linked = [one if one.href in links else PageError("", one.text) for one in errors]
    return staff_page(
        "opening", folder="charity", errors=linked, status=status, form=form, waves=found, released=done,
        is_on=is_on, has_file=has_file, may_come=may_come,
    )  # fmt: skip


def _closed(db: Session) -> list[str]:
    """The waves that are closed and not yet purged, the last one first."""
    found = [one for one in waves.list_waves(db) if one.state == State.CLOSED and not waves.is_pilot(one)]
    return [one.id for one in sorted(found, key=lambda one: one.closes_on, reverse=True)]


@opening.post("")
@access(Access.ANALYST, again=True)
def begin() -> ResponseReturnValue:
    """Unlock the key and begin. Nothing that she typed comes back in the page."""
    form = OpeningForm(request.form)
    if not form.validate():
        return _asked(form, [PageError("", "Please fill in the page again.")], 400)
    if not house().settings.web_opening:
        return _asked(form, [PageError("", "Answers are not opened on this computer.")], 409)
    if held(COOKIE) is not None:
        return _asked(form, [PageError("", "First save the bundle that waits for you.")], 422)
    errors, secret = _unlocked(form)
    if errors or secret is None:
        return _asked(form, errors, 422)
    fingerprint = (form.fingerprint.data or "").strip() or None
    order = Order(form.wave.data or "", secret, fingerprint, comments=bool(form.comments.data))
    try:
        ticket = start(order)
    except RoomBusyError:
        return _asked(form, [PageError("", "Another wave is being opened. Please try again soon.")], 503)
    return give_ticket(redirect(READY, 303), ticket, COOKIE)


def _unlocked(form: OpeningForm) -> tuple[list[PageError], str | None]:
    """The key, or what is wrong with what she chose."""
    errors = []
    if sentence := _why_not(form.wave.data or ""):
        errors.append(PageError("#wave", sentence))
    file = request.files.get("key")
    data, missing = brought(
        file.read(MOST_BYTES) if file else b"", request.form.get("secret_lines", ""), "key", _WANTED
    )
    errors += [missing] if missing is not None else []
    if not form.passphrase.data:
        errors.append(PageError("#passphrase", "Type the passphrase of the key."))
    if errors:
        return errors, None
    try:
        return [], unlocked(data, form.passphrase.data or "")
    except KeyBusyError as fault:
        return [PageError("", str(fault))], None
    except SheetLineError as fault:
        return [wrong_lines(fault)], None
    except WrongPassphraseError:
        return [PageError("#passphrase", WRONG)], None


def _why_not(wave: str) -> str:
    """Why this wave cannot be opened here; empty where it can."""
    with house().store.reading() as db:
        if wave not in _closed(db):
            return "Choose a wave."
        try:
            waves.demand_intact(waves.wave(db, wave), house().settings.master_key)
        except RecipientsChangedError:
            return "Somebody changed the keys of this wave. Tell whoever runs the server, and open nothing."
        if len(wave_facts(db, wave).hashes) > MOST_IN_BROWSER:
            return f"This wave has over {MOST_IN_BROWSER} answers. Open it on your own computer instead."
    return ""


@opening.get("/ready")
@access(Access.ANALYST)
def ready() -> ResponseReturnValue:
    """Still being opened, ready, refused, or gone."""
    found = held(COOKIE)
    if found is None:
        return _gone()
    if found.bundle is None:
        seconds = seconds_now() - found.began
        if seconds > LONGEST_SECONDS:
            return _refused(found.wave, "The work was interrupted. Nothing was opened.")
        page = staff_page(
            "opening_under_way",
            folder="charity",
            seconds=seconds,
            wave=found.wave,
            now=progress(found.ticket),
        )
        page.headers["Refresh"] = "10"
        return page
    facts = found.bundle.facts
    if "refusal" in facts:
        return _refused(found.wave, str(facts["refusal"]))
    return staff_page("opening_ready", folder="charity", wave=found.wave, facts=facts)


@opening.get(f"/{BUNDLE}")
@access(Access.ANALYST)
def bundle() -> ResponseReturnValue:
    """The release bundle, to save."""
    found = held(COOKIE)
    if found is None:
        return _gone()
    if found.bundle is None or BUNDLE not in found.bundle.files:
        return redirect(READY, 303)
    return file_response(found.bundle.files[BUNDLE], f"release-{found.wave}.zip", "application/zip")


@opening.post("/done")
@access(Access.ANALYST)
def done() -> ResponseReturnValue:
    """The bundle is saved, or nothing came of it: we forget it."""
    found = held(COOKIE)
    if not DoorForm(request.form).validate():
        return redirect(READY, 303)
    return forget_held(redirect("/charity/opening", 303), found, COOKIE)


@opening.post("/envelopes")
@access(Access.ANALYST, again=True)
def envelopes() -> ResponseReturnValue:
    """The sealed answers as a file, to open on another computer."""
    form = OpeningForm(request.form)
    wave = form.wave.data or ""
    with house().store.reading() as db:
        if not form.validate() or wave not in _closed(db):
            return _asked(form, [PageError("#wave", "Choose a wave.")], 422)
        facts = wave_facts(db, wave)
        with tempfile.TemporaryDirectory(prefix="survey-engine-envelopes-") as place:
            file = Path(place) / "sealed"
            count = write_envelopes(file, facts, responses.envelopes(db, wave))
            stream = file.open("rb")  # it stays readable when the name is gone
    with house().store.writing() as db:
        note(db, "sealed answers fetched", {"wave": wave, "count": count})
    name = f"answers-{wave}.envelopes"
    response = make_response(
        send_file(stream, "application/octet-stream", as_attachment=True, download_name=name)
    )
    response.headers["Cache-Control"] = "no-store"  # Flask would let a browser keep a file
    return response


def _refused(wave: str, sentence: str) -> Response:
    return staff_page("opening_refused", folder="charity", wave=wave, sentence=sentence)


def _gone() -> Response:
    return staff_page(
        "message",
        heading="There is no bundle",
        paragraphs=(
            "We keep a bundle for one day, or until you say that you have it.",
            "Only your own account in your own browser can fetch it.",
            "You can open the wave again. The rows then come in another order; all numbers stay the same.",
        ),
        action=_AGAIN,
        status=410,
    )
