"""The charity's letters, where a wave is posted sealed: its first letters, new ones for lost ones, reminders.

The charity, or its printer, is the holder of the codes (docs/anonymity.md); a hospital never sees one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.charity import batches
from survey_engine.charity.press_room import Made, PressBusyError, start
from survey_engine.exchange.paper import SIZES, Look
from survey_engine.records import hospitals, replacing, unwanted, waves
from survey_engine.records.replacing import Letter
from survey_engine.records.store import Session
from survey_engine.records.waves import TAKING_ANSWERS, Phase, Posting
from survey_engine.web.access import Access, access
from survey_engine.web.forms import PageError
from survey_engine.web.handing_over import file_response, held
from survey_engine.web.house import house
from survey_engine.web.letter_press import (
    MOST_LETTERS,
    LetterPress,
    LetterRefusedError,
    Office,
    Printing,
    is_of_patients,
)
from survey_engine.web.lost_letters import MOST_REFS, Lost, LostListError, RefsForm, read_lost, refs_in
from survey_engine.web.staff_sitting import staff_page
from survey_engine.web.translations import ENGLISH

charity_letters = Blueprint("charity_letters", __name__, url_prefix="/charity")

BUSY: Final = "Other letters are being made just now. Please try again in two minutes."
_SIZES: Final = {12: "12 points, as usual", 18: "18 points, large", 24: "24 points, very large"}


class BatchForm(RefsForm):
    """What letters are wanted, and how they look; refs of the lost ones."""

    wave = StringField()
    hospital = StringField()
    count = StringField()
    language = StringField(default=ENGLISH)
    size = StringField(default=str(Look().points))
    action = StringField()

    def printing(self, *, is_reminder: bool) -> Printing | None:
        """How the letters look; None for a size that is not offered."""
        points = {str(one): one for one in SIZES}.get(self.size.data or "")
        if points is None:
            return None
        return Printing(self.language.data or ENGLISH, points, is_reminder=is_reminder)


@charity_letters.get("/letters")
@access(Access.ADMIN, again=True)
def ask() -> ResponseReturnValue:
    """Which letters to make."""
    return _asked("letters", BatchForm(), ())


@charity_letters.get("/replace")
@access(Access.ADMIN, again=True)
def ask_lost() -> ResponseReturnValue:
    """Which letters were lost."""
    return _asked("replace", BatchForm(), ())


@charity_letters.get("/reminders")
@access(Access.ADMIN, again=True)
def ask_reminders() -> ResponseReturnValue:
    """Whom to remind: everyone of a hospital."""
    return _asked("reminders", BatchForm(), ())


def _asked(screen: str, form: BatchForm, errors: Sequence[PageError], status: int = 200) -> Response:
    with house().store.reading() as db:
        found = _sealed_waves(db)
        places = [(one.id, one.name) for one in hospitals.list_hospitals(db)]
    languages = [(code, house().languages[code].name) for code in house().languages.offered]
    has_file = held() is not None
    has_form = bool(found and places) and not has_file
    # What leaves no choice has no control to lead to.
    unseen = {"#wave"} if len(found) < 2 else set()
    unseen |= {"#language"} if len(languages) < 2 else set()
    linked = [one if has_form and one.href not in unseen else PageError("", one.text) for one in errors]
    return staff_page(
        screen, folder="charity", errors=linked, status=status, form=form, waves=found, hospitals=places,
        languages=languages, sizes=[(str(one), _SIZES[one]) for one in SIZES], most=MOST_LETTERS,
        most_refs=MOST_REFS, has_file=has_file,
    )  # fmt: skip


def _sealed_waves(db: Session) -> list[str]:
    """The waves whose letters the charity makes, while they can still be answered."""
    return [
        one.id
        for one in waves.list_waves(db)
        if one.state in TAKING_ANSWERS
        and one.posting == Posting.SEALED
        and is_of_patients(house().catalogue, one)
        and waves.phase(one, house().clock()) in (Phase.NOT_YET, Phase.OPEN)
    ]


class _RefusalError(Exception):
    """What is wrong with what she typed, in lines of the error summary."""

    def __init__(self, *errors: PageError) -> None:
        super().__init__()
        self.errors = errors


@charity_letters.post("/letters")
@access(Access.ADMIN, again=True)
def make() -> ResponseReturnValue:
    """Make first letters; or show one, before any code is made."""
    form = BatchForm(request.form)
    return _answered("letters", form, lambda: _first(form))


def _first(form: BatchForm) -> Response:
    wave, hospital = _chosen(form)
    press = _press(form, wave)
    if form.action.data == "specimen":
        return file_response(batches.specimen(press, hospital), "specimen.pdf", "application/pdf")
    typed = (form.count.data or "").strip()
    if not (typed.isdecimal() and 1 <= int(typed) <= MOST_LETTERS):
        raise _RefusalError(PageError("#count", f"Write how many letters, from 1 to {MOST_LETTERS}."))
    _demand_ticked_off(hospital)
    return start(wave, hospital, lambda: batches.first_letters(press, hospital, int(typed)))


@charity_letters.post("/replace")
@access(Access.ADMIN, again=True)
def replace() -> ResponseReturnValue:
    """Stop every lost letter of the list and make a new one for each."""
    form = BatchForm(request.form)
    return _answered("replace", form, lambda: _lost(form))


def _lost(form: BatchForm) -> Response:
    agreed = form.allow_many.data == "yes"
    with house().store.reading() as db:
        sealed = set(_sealed_waves(db))

        def takes(letter: Letter) -> bool:
            return letter.wave in sealed

        try:
            lost = read_lost(db, refs_in(form.refs.data), takes, allow_many=agreed)
        except LostListError as error:
            raise _RefusalError(PageError("#refs", str(error))) from None
    _demand_ticked_off(lost.hospital)
    press = _press(form, lost.wave)
    return start(lost.wave, lost.hospital, _for_lost(press, lost, agreed=agreed))


def _for_lost(press: LetterPress, lost: Lost, *, agreed: bool) -> Callable[[], Made]:
    return lambda: batches.new_for_lost(press, lost, allow_many=agreed)


@charity_letters.post("/reminders")
@access(Access.ADMIN, again=True)
def remind() -> ResponseReturnValue:
    """Make a reminder for every letter that is neither stopped nor replaced; or show one."""
    form = BatchForm(request.form)
    return _answered("reminders", form, lambda: _everyone(form))


def _everyone(form: BatchForm) -> Response:
    wave, hospital = _chosen(form)
    press = _press(form, wave, is_reminder=True)
    if form.action.data == "specimen":
        return file_response(batches.specimen(press, hospital), "specimen.pdf", "application/pdf")
    _demand_ticked_off(hospital)
    with house().store.reading() as db:
        refs = replacing.live_refs(db, wave, hospital)
    if not refs:
        raise _RefusalError(PageError("#hospital", "This hospital has no letters in this survey."))
    if len(refs) > MOST_LETTERS:
        raise _RefusalError(PageError("#hospital", f"One file holds {MOST_LETTERS} reminders at most."))
    return start(wave, hospital, lambda: batches.reminders(press, hospital, refs))


def _answered(screen: str, form: BatchForm, act: Callable[[], Response]) -> Response:
    """What she asked for, or the page again with what is wrong."""
    if not form.validate():
        return _asked(screen, form, [PageError("", "Please press the button again.")], 400)
    if held() is not None and form.action.data != "specimen":
        return _asked(screen, form, [PageError("", "First open the letters that wait for you.")], 422)
    try:
        return act()
    except _RefusalError as refusal:
        return _asked(screen, form, refusal.errors, 422)
    except LetterRefusedError as error:
        return _asked(screen, form, [PageError("#language", str(error))], 422)
    except PressBusyError:
        return _asked(screen, form, [PageError("", BUSY)], 503)


def _chosen(form: BatchForm) -> tuple[str, str]:
    with house().store.reading() as db:
        found = _sealed_waves(db)
        places = {one.id for one in hospitals.list_hospitals(db)}
    wave, hospital = form.wave.data or "", form.hospital.data or ""
    errors = []
    if wave not in found:
        errors.append(PageError("#wave", "Choose a survey."))
    if hospital not in places:
        errors.append(PageError("#hospital", "Choose a hospital."))
    if errors:
        raise _RefusalError(*errors)
    return wave, hospital


def _press(form: BatchForm, wave: str, *, is_reminder: bool = False) -> LetterPress:
    wanted = form.printing(is_reminder=is_reminder)
    if wanted is None:
        raise _RefusalError(PageError("#size", "Choose a size."))
    office = Office(house().settings, house().catalogue, house().languages)
    with house().store.reading() as db:
        return LetterPress.ready(office, db, wave, wanted)


def _demand_ticked_off(hospital: str) -> None:
    with house().store.reading() as db:
        waiting = len(unwanted.unticked(db, hospital))
    if waiting:
        sentence = (
            "Some people asked that nobody writes to them again. "
            "The hospital must first tick them off, under Do not write again."
        )
        raise _RefusalError(PageError("#hospital", sentence))
