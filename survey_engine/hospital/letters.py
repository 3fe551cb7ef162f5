"""Get letters, under mail merge: codes for the hospital's own letters, handed over once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.exchange.letters import Letter
from survey_engine.exchange.mail_merge import COLUMNS, codes_book
from survey_engine.exchange.tables import Column, table_text
from survey_engine.hospital.deaths_check import PostingForm
from survey_engine.hospital.handing_over import MOST, handed_codes, make_codes
from survey_engine.hospital.home import asks_staff, is_merged, open_waves, unticked
from survey_engine.hospital.merge_folder import merge_folder
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Posting
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import COOKIE, file_response, forget_held, give_ticket, held
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page

letters = Blueprint("letters", __name__, url_prefix="/hospital/letters")

READY: Final = "/hospital/letters/ready"
_BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LettersForm(PostingForm):
    """How many, and when deaths were last checked."""

    count = StringField()


@letters.get("")
@access(Access.HOSPITAL, again=True)
def ask() -> ResponseReturnValue:
    """How many letters, or why not now."""
    return _asked(LettersForm(), ())


def _asked(form: LettersForm, errors: Sequence[PageError], status: int = 200) -> Response:
    with house().store.reading() as db:
        found = [one.id for one in open_waves(db) if is_merged(one)]
        sealed = any(one.posting == Posting.SEALED and not asks_staff(one) for one in open_waves(db))
        waiting = len(unticked(db))
    has_form = bool(found) and not waiting
    shown = {"#wave"} if len(found) < 2 else set()
    linked = [one if has_form and one.href not in shown else PageError("", one.text) for one in errors]
    return staff_page(
        "letters", folder="hospital", errors=linked, status=status,
        waves=found, sealed=sealed, waiting=waiting, most=MOST, form=form, has_file=held() is not None,
    )  # fmt: skip


@letters.post("")
@access(Access.HOSPITAL, again=True)
def make() -> ResponseReturnValue:
    """Make the codes, and keep them sealed until their file was opened."""
    form = LettersForm(request.form)
    if not form.validate():
        return _asked(form, [PageError("#count", "Please press the button again.")], 400)
    with house().store.reading() as db:
        chosen = next((one for one in open_waves(db) if one.id == form.wave.data and is_merged(one)), None)
        has_unwanted = bool(unticked(db))
        if chosen is not None:
            db.expunge(chosen)
    errors = _problems(form, chosen, has_unwanted=has_unwanted)
    if errors or chosen is None:
        return _asked(form, errors, 422)
    return _hand_over(chosen, form)


def _problems(form: LettersForm, wave: WaveRecord | None, *, has_unwanted: bool) -> list[PageError]:
    if has_unwanted:
        sentence = "First tick off the letters of people who asked that nobody writes to them again."
        return [PageError("", sentence)]
    found = []
    if wave is None:
        found.append(PageError("#wave", "Choose a survey."))
    typed = (form.count.data or "").strip()
    if not (typed.isdecimal() and 1 <= int(typed) <= MOST):
        found.append(PageError("#count", f"Write how many letters, from 1 to {MOST}."))
    return [*found, *form.check_problems()]


def _hand_over(wave: WaveRecord, form: LettersForm) -> Response:
    ticket = make_codes(wave, int(form.count.data or ""), form.noted())
    return give_ticket(redirect(READY, 303), ticket)


@letters.get("/ready")
@access(Access.HOSPITAL)
def ready() -> ResponseReturnValue:
    """The files, and the steps to print them."""
    found = handed_codes(COOKIE)
    if found is None:
        return _gone()
    rows, replaced = found.rows, found.replaced
    pairs = [(replaced[row[0]], row[0]) for row in rows if row[0] in replaced]
    return staff_page("letters_ready", folder="hospital", count=len(rows), pairs=pairs)


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
    """The codes as a table."""
    found = handed_codes(COOKIE)
    if found is None:
        return _gone()
    rows, replaced = found.rows, found.replaced
    heads = COLUMNS if replaced else COLUMNS[:3]
    cells = [(*row, replaced.get(row[0], ""))[: len(heads)] for row in rows]
    text = table_text([Column(head) for head in heads], cells)
    return file_response(text.encode("utf-8-sig"), "codes.csv", "text/csv; charset=utf-8")


@letters.get("/codes.xlsx")
@access(Access.HOSPITAL)
def as_book() -> ResponseReturnValue:
    """The codes as a spreadsheet of texts."""
    found = handed_codes(COOKIE)
    if found is None:
        return _gone()
    people = [Letter(*row) for row in found.rows]
    return file_response(codes_book(people, found.replaced), "codes.xlsx", _BOOK)


@letters.get("/letters.zip")
@access(Access.HOSPITAL)
def as_folder() -> ResponseReturnValue:
    """The Word letter, the codes, the links alone for e-mail or text messages, and the steps."""
    found = handed_codes(COOKIE)
    if found is None:
        return _gone()
    folder = merge_folder(found.held.wave, found.rows, found.replaced)
    return file_response(folder, "letters.zip", "application/zip")


@letters.post("/right")
@access(Access.HOSPITAL)
def is_right() -> ResponseReturnValue:
    """She has opened the file and it is right: we forget the codes."""
    if not DoorForm(request.form).validate():
        return redirect(READY, 303)
    response = staff_page(
        "message",
        heading="The letters are yours",
        paragraphs=(
            "We no longer hold the codes. Print the letters, then delete the file.",
            "Check deaths again on the day you post.",
        ),
        action=("/hospital", "Go back"),
    )
    return forget_held(response, held())
