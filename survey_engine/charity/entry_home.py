"""Where keying begins and ends: a batch of paper, a second keying of one, a round of calls."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from survey_engine.charity.batch import (
    Batch,
    forget_batch,
    keep_batch,
    open_batch,
    put_down,
    the_batch,
)
from survey_engine.charity.desk import CODE, HOME, desk_blueprint, latest
from survey_engine.questionnaire.modes import Mode
from survey_engine.records import batches, waves
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.sealing.batches import (
    BatchNumber,
    BatchNumberError,
    new_batch_number,
    read_batch_number,
    show_batch_number,
)
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import me, seconds_now, staff_page

entry_home = desk_blueprint("entry_home")

AGAIN = PageError("", "Please press the button again.")
ALONE = (
    "You began this batch yourself, and another person finds more mistakes. Let somebody else key it, or "
    "tick that nobody else is there."
)


class BeginForm(DoorForm):
    """A new batch, or a round of calls."""

    wave = StringField()
    mode = StringField()


class TakeUpForm(DoorForm):
    """A batch that was begun, by the number on its slip."""

    number = StringField()
    keying = StringField()
    alone = BooleanField()


@dataclass(frozen=True, slots=True)
class OwnBatch:
    """One line of the list: counts alone."""

    name: str
    wave: str
    begun_on: str
    keyed: int
    waiting: int


@entry_home.get("")
@access(Access.ENTRY)
def home() -> ResponseReturnValue:
    """What can be begun, what is open, and the counts of her own batches."""
    return _home()


def _home(
    errors: tuple[PageError, ...] = (), status: int = 200, *, number: str = "", asks_alone: bool = False
) -> Response:
    with house().store.reading() as db:
        found = [one.id for one in open_for_forms(db)]
        own = [
            OwnBatch(
                one.name,
                one.wave,
                format_date(one.begun_on, "d MMMM yyyy"),
                one.keyed,
                max(0, one.keyed - one.sent),
            )
            for one in batches.batches_of(db, me().staff)
        ]
    return staff_page(
        "entry", folder="charity", errors=errors, status=status, waves=found, batch=open_batch(),
        own=own, number=number, asks_alone=asks_alone,
    )  # fmt: skip


def open_for_forms(db: Session) -> list[WaveRecord]:
    """The waves whose forms may be keyed now."""
    now = house().clock()
    return [one for one in waves.list_waves(db) if batches.takes_forms(one, now)]


@entry_home.post("/begin")
@access(Access.ENTRY)
def begin() -> ResponseReturnValue:
    """A new batch with a number for its slip; a round of calls needs none."""
    form = BeginForm(request.form)
    if not form.validate():
        return _home((AGAIN,), 400)
    mode = Mode.TELEPHONE if form.mode.data == Mode.TELEPHONE else Mode.PAPER
    with house().store.writing() as db:
        found = [one.id for one in open_for_forms(db)]
        wave = form.wave.data or (found[0] if len(found) == 1 else "")
        if wave not in found:
            href = f"#wave-{mode}" if len(found) > 1 else ""
            return _home((PageError(href, "Choose a survey."),), 422)
        _put_down_what_is_open(db)
        number = new_batch_number(house().random)
        while mode is Mode.PAPER and not batches.begin(db, number.name, wave, me().staff, latest()):
            number = new_batch_number(house().random)
    batch = _new(wave, mode, number, is_second=False)
    return keep_batch(redirect(CODE if batch.is_telephone else f"{HOME}/slip", 303), batch)


def _new(wave: str, mode: Mode, number: BatchNumber, *, is_second: bool, is_alone: bool = False) -> Batch:
    return Batch(
        staff=me().staff.hex(),
        wave=wave,
        mode=mode,
        name=number.name,
        secret=number.secret,
        is_second=is_second,
        issued=seconds_now(),
        is_alone=is_alone,
    )


def _put_down_what_is_open(db: Session) -> None:
    before = open_batch()
    if before is not None:
        put_down(db, before)


@entry_home.get("/slip")
@access(Access.ENTRY)
def slip() -> ResponseReturnValue:
    """The number of the open batch, to write down: it lies on the forms until all of them are sent."""
    batch = the_batch()
    if batch.is_telephone:
        return redirect(CODE, 303)
    return staff_page("slip", folder="charity", number=show_batch_number(batch.number), code_address=CODE)


@entry_home.post("/take-up")
@access(Access.ENTRY)
def take_up() -> ResponseReturnValue:
    """Go on with a batch, or key it a second time; by the same person only where she says so."""
    form = TakeUpForm(request.form)
    typed = (form.number.data or "")[:60]
    if not form.validate():
        return _home((AGAIN,), 400, number=typed)
    try:
        number = read_batch_number(typed)
    except BatchNumberError:
        sentence = "This is not a batch number. It looks like 7KQ2-X79D2FA4. Look at the slip again."
        return _home((PageError("#number", sentence),), 422, number=typed)
    is_second = form.keying.data != "first"
    with house().store.writing() as db:
        row = batches.batch(db, number.name)
        if row is None or row.wave not in {one.id for one in open_for_forms(db)}:
            sentence = (
                "There is no batch of this number in a survey that takes forms. Look at the slip again."
            )
            return _home((PageError("#number", sentence),), 422, number=typed)
        is_own = is_second and row.staff == me().staff
        if is_own and not form.alone.data:
            sentence = ALONE
            return _home((PageError("#alone", sentence),), 422, number=typed, asks_alone=True)
        _put_down_what_is_open(db)
        wave = row.wave
    batch = _new(wave, Mode.PAPER, number, is_second=is_second, is_alone=is_own)
    return keep_batch(redirect(CODE, 303), batch)


@entry_home.post("/end")
@access(Access.ENTRY)
def end() -> ResponseReturnValue:
    """Put the batch down for today: its counts are kept, and the browser forgets its number."""
    batch = the_batch()
    if not DoorForm(request.form).validate():
        return _home((AGAIN,), 400)
    with house().store.writing() as db:
        put_down(db, batch)
    rest = () if batch.is_telephone else (
        "Keep the slip with the forms, and lock both away.",
        "The slip is all that opens forms that wait. If it is lost, key those forms once more.",
    )  # fmt: skip
    done = f"{batch.sent} sent." if batch.is_second or batch.is_telephone else f"{batch.keyed} keyed."
    heading = "The calls are over for today" if batch.is_telephone else "The batch is put down"
    response = staff_page(
        "message", folder="staff", heading=heading, paragraphs=(done, *rest), action=(HOME, "Go back")
    )
    return forget_batch(response)
