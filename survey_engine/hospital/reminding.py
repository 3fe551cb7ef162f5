"""Reminders: to everyone, or, where a wave chose so, to the holders of codes that were not used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.exchange.code_list import CodeList, read_code_list
from survey_engine.exchange.letters import Letter
from survey_engine.exchange.mail_merge import codes_book
from survey_engine.hospital.deaths_check import PostingForm
from survey_engine.hospital.handing_over import code_row
from survey_engine.hospital.home import asks_staff, is_merged, open_waves, own_hospital, unticked
from survey_engine.hospital.merge_folder import reminder_letter
from survey_engine.records import reminders, replacing, waves
from survey_engine.records.drawing import BESIDE_PATIENTS, derive_many
from survey_engine.records.invitations import Issued
from survey_engine.records.reminders import GivenCode, ReminderListError, UnusedCode
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Phase, Posting, Reminders
from survey_engine.sealing.codes import CodeError, read_code
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import file_response
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import note, staff_page

reminding = Blueprint("reminding", __name__, url_prefix="/hospital/reminders")

MOST_CODES = 500  # at 0.1 s a code
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RemindersForm(PostingForm):
    """The codes, where the unused ones are asked for; and when deaths were last checked."""

    codes = StringField()
    action = StringField()


@dataclass(frozen=True, slots=True)
class Way:
    """How a wave reminds."""

    wave: str
    to_everyone: bool


@reminding.get("")
@access(Access.HOSPITAL, again=True)
def ask() -> ResponseReturnValue:
    """Which way this wave reminds, and what to do."""
    return _asked(RemindersForm(), ())


def _asked(form: RemindersForm, errors: Sequence[PageError], status: int = 200) -> Response:
    with house().store.reading() as db:
        ways = [Way(one.id, one.reminders == Reminders.EVERYONE) for one in open_waves(db) if _is_due(one)]
        sealed = any(one.posting == Posting.SEALED and not asks_staff(one) for one in open_waves(db))
        waiting = len(unticked(db))
    chosen = next((one for one in ways if one.wave == form.wave.data), ways[0] if len(ways) == 1 else None)
    has_form = bool(ways) and not waiting
    unseen = {"#wave"} if chosen else {"#codes", "#day", "#reason"}
    linked = [one if has_form and one.href not in unseen else PageError("", one.text) for one in errors]
    return staff_page(
        "reminders", folder="hospital", errors=linked, status=status, ways=ways, chosen=chosen, form=form,
        sealed=sealed, waiting=waiting, most=MOST_CODES,
    )  # fmt: skip


def _is_due(wave: WaveRecord) -> bool:
    return is_merged(wave) and waves.phase(wave, house().clock()) is Phase.OPEN


@reminding.post("")
@access(Access.HOSPITAL, again=True)
def make() -> ResponseReturnValue:
    """The reminder letter for everyone; or the unused codes, shown once and kept nowhere."""
    form = RemindersForm(request.form)
    if not form.validate():
        return _asked(form, [PageError("#day", "Please press the button again.")], 400)
    with house().store.reading() as db:
        wave = next((one for one in open_waves(db) if one.id == form.wave.data and _is_due(one)), None)
        has_unwanted = bool(unticked(db))
        if wave is not None:
            db.expunge(wave)
    if has_unwanted:
        sentence = "First tick off the letters of people who asked that nobody writes to them again."
        return _asked(form, [PageError("", sentence)], 422)
    if wave is None:
        return _asked(form, [PageError("#wave", "Choose a survey.")], 422)
    if form.action.data == "choose":
        return _asked(form, ())
    is_list = wave.reminders == Reminders.UNUSED
    given = read_code_list(form.codes.data or "")
    errors = [*(_list_problems(given) if is_list else ()), *form.check_problems()]
    if errors:
        return _asked(form, errors, 422)
    return _unused(wave, form, given) if is_list else _everyone(wave, form)


def _list_problems(given: CodeList) -> Sequence[PageError]:
    if given.unread:
        lines = ", ".join(map(str, given.unread[:20]))
        return [PageError("#codes", f"There is no whole code in line {lines}. Compare it with your file.")]
    if not given.codes:
        return [PageError("#codes", "Paste every code of your hospital, one on each line.")]
    if len(given.codes) > MOST_CODES:
        return [PageError("#codes", f"This page takes {MOST_CODES} codes. Please ask the charity for help.")]
    return ()


def _everyone(wave: WaveRecord, form: RemindersForm) -> Response:
    with house().store.writing() as db:
        out = replacing.ended_refs(db, wave.id, own_hospital())
        note(db, "reminders to everyone", {"wave": wave.id, "hospital": own_hospital(), **form.noted()})
    return staff_page("reminders_ready", folder="hospital", wave=wave.id, out=out, rows=(), unused=False)


def _unused(wave: WaveRecord, form: RemindersForm, given: CodeList) -> Response:
    """The list, refused or made. The slow part comes first, and takes as long whatever was used."""
    try:
        with house().store.reading() as db:
            reminders.demand_list(db, wave, own_hospital(), house().clock())
        found = _found(wave, form, given)
    except ReminderListError as error:
        sentence = str(error)
        return _asked(form, [PageError("#codes", f"{sentence[:1].upper()}{sentence[1:]}.")], 422)
    rows = [code_row(Issued(one.ref, one.code)) for one in found]
    return staff_page("reminders_ready", folder="hospital", wave=wave.id, out=(), rows=rows, unused=True)


def _found(wave: WaveRecord, form: RemindersForm, given: CodeList) -> list[UnusedCode]:
    pepper = waves.pepper(wave, house().settings.master_key)
    keys = list(derive_many(given.codes, wave.id, pepper, threads=BESIDE_PATIENTS))
    held = [GivenCode(code, one) for code, one in zip(given.codes, keys, strict=True)]
    with house().store.writing() as db:
        found = reminders.unused_codes(db, wave, own_hospital(), held, house().clock())
        details = {"wave": wave.id, "hospital": own_hospital()}
        note(db, "list of unused codes given", details | form.noted())
    return found


@reminding.post("/codes.xlsx")
@access(Access.HOSPITAL)
def as_book() -> ResponseReturnValue:
    """The list that stands on her page as a spreadsheet: made from what the page sends, for we kept none."""
    if not DoorForm(request.form).validate():
        return _asked(RemindersForm(), ())
    people = []
    for row in request.form.getlist("row")[:MOST_CODES]:
        ref, _, typed = row.partition(" ")
        try:
            people.append(Letter(*code_row(Issued(ref[:40], read_code(typed)))))
        except CodeError:
            continue
    return file_response(codes_book(people), "codes.xlsx", _BOOK)


@reminding.post("/letter.docx")
@access(Access.HOSPITAL)
def as_word() -> ResponseReturnValue:
    """The Word letter of a reminder. It holds no code: they are in the hospital's file."""
    form = RemindersForm(request.form)
    with house().store.reading() as db:
        found = [one.id for one in open_waves(db) if _is_due(one)]
    if not form.validate() or form.wave.data not in found:
        return _asked(RemindersForm(), ())
    return file_response(reminder_letter(form.wave.data), "reminder.docx", _WORD)
