"""Get letters, under mail merge: codes for the hospital's own letters, handed over once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.exchange.letters import Letter
from survey_engine.exchange.mail_merge import codes_book
from survey_engine.exchange.tables import Column, table_text
from survey_engine.hospital.handing_over import (
    MOST,
    Row,
    file_response,
    forget_codes,
    give,
    handed_over,
    make_codes,
)
from survey_engine.hospital.home import asks_staff, open_waves, unticked
from survey_engine.hospital.merge_folder import merge_folder
from survey_engine.records import waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import LONDON, Phase, Posting
from survey_engine.web.access import Access, access
from survey_engine.web.cookies import clear_cookie
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page

letters = Blueprint("letters", __name__, url_prefix="/hospital/letters")

COOKIE: Final = "handout"
HEADS: Final = ("ref", "code", "link")
CHECK_DAYS: Final = 7


class LettersForm(DoorForm):
    """How many, and when deaths were last checked."""

    wave = StringField()
    count = StringField()
    day = StringField()
    month = StringField()
    year = StringField()
    reason = StringField()


@dataclass(frozen=True, slots=True)
class Order:
    """What she asks for, read."""

    wave: WaveRecord
    count: int
    checked_on: date
    reason: str


@letters.get("")
@access(Access.HOSPITAL, again=True)
def ask() -> ResponseReturnValue:
    """How many letters, or why not now."""
    return _asked(LettersForm(), ())


def _asked(form: LettersForm, errors: tuple[PageError, ...], status: int = 200) -> Response:
    with house().store.reading() as db:
        found = [one.id for one in open_waves(db) if _is_merged(one)]
        sealed = any(one.posting == Posting.SEALED and not asks_staff(one) for one in open_waves(db))
        waiting = sum(1 for _one in unticked(db))
    has_form = bool(found) and not waiting
    shown = {"#wave"} if len(found) < 2 else set()
    linked = [one if has_form and one.href not in shown else PageError("", one.text) for one in errors]
    return staff_page(
        "letters", folder="hospital", errors=linked, status=status,
        waves=found, sealed=sealed, waiting=waiting, most=MOST, form=form, old=_is_old(form),
    )  # fmt: skip


def _is_merged(wave: WaveRecord) -> bool:
    takes = waves.phase(wave, house().clock()) in (Phase.NOT_YET, Phase.OPEN)
    return wave.posting == Posting.MERGE and takes and not asks_staff(wave)


def _is_old(form: LettersForm) -> bool:
    """Whether the day that was typed is too long ago, so that a reason is asked for."""
    found = _day(form)
    return found is not None and (_today() - found).days > CHECK_DAYS


def _today() -> date:
    return house().clock().astimezone(LONDON).date()


def _day(form: LettersForm) -> date | None:
    try:
        parts = [int((one.data or "").strip()) for one in (form.year, form.month, form.day)]
        found = date(*parts)
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= _today() else None


@letters.post("")
@access(Access.HOSPITAL, again=True)
def make() -> ResponseReturnValue:
    """Make the codes, and keep them sealed until their file was opened."""
    form = LettersForm(request.form)
    if not form.validate():
        return _asked(form, (PageError("#count", "Please press the button again."),), 400)
    with house().store.reading() as db:
        chosen = next((one for one in open_waves(db) if one.id == form.wave.data and _is_merged(one)), None)
        has_unwanted = any(unticked(db))
        if chosen is not None:
            db.expunge(chosen)
    errors = _problems(form, chosen, has_unwanted=has_unwanted)
    day = _day(form)
    if errors or chosen is None or day is None:
        return _asked(form, errors, 422)
    return _hand_over(Order(chosen, int(form.count.data or ""), day, (form.reason.data or "").strip()[:300]))


def _problems(form: LettersForm, wave: WaveRecord | None, *, has_unwanted: bool) -> tuple[PageError, ...]:
    if has_unwanted:
        sentence = "First tick off the letters of people who asked that nobody writes to them again."
        return (PageError("", sentence),)
    found = []
    if wave is None:
        found.append(PageError("#wave", "Choose a survey."))
    typed = (form.count.data or "").strip()
    if not (typed.isdecimal() and 1 <= int(typed) <= MOST):
        found.append(PageError("#count", f"Write how many letters, from 1 to {MOST}."))
    day = _day(form)
    if day is None:
        found.append(PageError("#day", "Write the day of the last check with numbers, like 14 3 2027."))
    elif _is_old(form) and not (form.reason.data or "").strip():
        days = (_today() - day).days
        sentence = f"The last check was {days} days ago. Check again today, or write why you go on."
        found.append(PageError("#reason", sentence))
    return tuple(found)


def _hand_over(order: Order) -> Response:
    checked = {"deaths_checked": order.checked_on.isoformat(), "reason": order.reason}
    handed = make_codes(order.wave, order.count, checked)
    return give(redirect("/hospital/letters/ready", 303), COOKIE, handed)


def _rows() -> list[Row] | None:
    found = handed_over(COOKIE)
    return found[1] if found else None


@letters.get("/ready")
@access(Access.HOSPITAL)
def ready() -> ResponseReturnValue:
    """The files, and the steps to print them."""
    rows = _rows()
    return staff_page("letters_ready", folder="hospital", count=len(rows)) if rows else _gone()


def _gone() -> Response:
    return staff_page(
        "message",
        heading="The file is gone",
        paragraphs=(
            "We keep it for one day, or until you say that it is right. Only your own browser can open it.",
            "If you do not have it, stop those letters by their references, and get new ones.",
        ),
        action=("/hospital/letters", "Get letters"),
        status=410,
    )


@letters.get("/codes.csv")
@access(Access.HOSPITAL)
def as_csv() -> ResponseReturnValue:
    """For a mail merge, as text."""
    rows = _rows()
    if rows is None:
        return _gone()
    text = table_text([Column(head) for head in HEADS], rows)
    return file_response(text.encode("utf-8-sig"), "codes.csv", "text/csv; charset=utf-8")


@letters.get("/codes.xlsx")
@access(Access.HOSPITAL)
def as_spreadsheet() -> ResponseReturnValue:
    """For a mail merge, as a spreadsheet."""
    rows = _rows()
    if rows is None:
        return _gone()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return file_response(codes_book([Letter(*row) for row in rows]), "codes.xlsx", kind)


@letters.get("/letters.zip")
@access(Access.HOSPITAL)
def as_folder() -> ResponseReturnValue:
    """The Word letter, the codes, the links alone for e-mail or text messages, and the steps."""
    found = handed_over(COOKIE)
    if found is None:
        return _gone()
    return file_response(merge_folder(*found), "letters.zip", "application/zip")


@letters.post("/right")
@access(Access.HOSPITAL)
def is_right() -> ResponseReturnValue:
    """She has opened the file and it is right: we forget the codes."""
    if not DoorForm(request.form).validate():
        return redirect("/hospital/letters/ready", 303)
    forget_codes(COOKIE)
    response = staff_page(
        "message",
        heading="The letters are yours",
        paragraphs=(
            "We no longer hold the codes. Print the letters, then delete the file.",
            "Check deaths again on the day you post.",
        ),
        action=("/hospital", "Go back"),
    )
    clear_cookie(response, COOKIE)
    return response
