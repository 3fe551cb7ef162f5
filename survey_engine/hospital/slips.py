"""Get slips for a survey of staff, where the hospital prints them: codes for nobody in particular."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.exchange.letters import Letter
from survey_engine.exchange.paper import Look
from survey_engine.exchange.staff_slips import SlipBatch, staff_slips
from survey_engine.hospital.handing_over import MOST, handed_codes, make_codes
from survey_engine.hospital.home import asks_staff, open_waves, own_hospital
from survey_engine.records import hospitals, waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Phase, Posting
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import file_response, forget_held, give_ticket, held
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page
from survey_engine.web.translations import ENGLISH

slips = Blueprint("slips", __name__, url_prefix="/hospital/slips")
COOKIE: Final = "slips"


class SlipsForm(DoorForm):
    """For which survey, and how many."""

    wave = StringField()
    count = StringField()


@slips.get("")
@access(Access.HOSPITAL, again=True)
def ask() -> ResponseReturnValue:
    """How many slips, or why not here."""
    return _asked(SlipsForm())


def _asked(form: SlipsForm, errors: tuple[PageError, ...] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        of_staff = [one for one in open_waves(db) if asks_staff(one)]
    found = [one.id for one in of_staff if _is_printed_here(one)]
    sealed = any(one.posting == Posting.SEALED for one in of_staff)
    return staff_page(
        "slips", folder="hospital", errors=errors, status=status,
        waves=found, sealed=sealed, most=MOST, form=form,
    )  # fmt: skip


def _is_printed_here(wave: WaveRecord) -> bool:
    takes = waves.phase(wave, house().clock()) in (Phase.NOT_YET, Phase.OPEN)
    return wave.posting == Posting.MERGE and takes and asks_staff(wave)


@slips.post("")
@access(Access.HOSPITAL, again=True)
def make() -> ResponseReturnValue:
    """Make the codes, and keep them sealed until their file was opened."""
    form = SlipsForm(request.form)
    if not form.validate():
        return _asked(form, (PageError("", "Please press the button again."),), 400)
    with house().store.reading() as db:
        chosen = next(
            (one for one in open_waves(db) if one.id == form.wave.data and _is_printed_here(one)), None
        )
        if chosen is not None:
            db.expunge(chosen)
    if chosen is None:
        return _asked(form, (PageError("", "Choose a survey of staff that is open."),), 422)
    typed = (form.count.data or "").strip()
    if not (typed.isdecimal() and 1 <= int(typed) <= MOST):
        error = PageError("#count", f"Write how many slips, from 1 to {MOST}.")
        return _asked(form, (error,), 422)
    ticket = make_codes(chosen, int(typed), {"for": "staff"})
    return give_ticket(redirect("/hospital/slips/ready", 303), ticket, COOKIE)


@slips.get("/ready")
@access(Access.HOSPITAL)
def ready() -> ResponseReturnValue:
    """The file, and what to do with it."""
    found = handed_codes(COOKIE)
    return staff_page("slips_ready", folder="hospital", count=len(found.rows)) if found else _gone()


def _gone() -> Response:
    return staff_page(
        "message",
        heading="The file is gone",
        paragraphs=("We keep it for one day, or until you say that it is right. You can get new slips.",),
        action=("/hospital/slips", "Get slips"),
        status=410,
    )


@slips.get("/slips.pdf")
@access(Access.HOSPITAL)
def as_pdf() -> ResponseReturnValue:
    """The slips, to print and cut."""
    found = handed_codes(COOKIE)
    if found is None:
        return _gone()
    people = [Letter(*row) for row in found.rows]
    pdf = staff_slips(people, _batch(found.held.wave), Look(), house().languages[ENGLISH].translate)
    return file_response(pdf, "slips.pdf", "application/pdf")


def _batch(wave: str) -> SlipBatch:
    with house().store.reading() as db:
        record = waves.wave(db, wave)
        name = hospitals.hospital(db, own_hospital()).name
    asked = house().catalogue.get(record.questionnaire, record.version, short=record.short_form)
    return SlipBatch(
        hospital=name,
        wave=wave,
        title=asked.public_name,
        closes_on=record.closes_on,
        address=house().settings.base_url.partition("://")[2],
        minutes=asked.minutes,
        is_merge=record.posting == Posting.MERGE,
    )


@slips.post("/right")
@access(Access.HOSPITAL)
def is_right() -> ResponseReturnValue:
    """She has opened the file and it is right: we forget the codes."""
    if not DoorForm(request.form).validate():
        return redirect("/hospital/slips/ready", 303)
    response = staff_page(
        "message",
        heading="The slips are yours",
        paragraphs=("We no longer hold the codes. Print the slips, then delete the file.",),
        action=("/hospital", "Go back"),
    )
    return forget_held(response, held(COOKIE), COOKIE)
