"""What is done to a wave on purpose: made longer, paper ended, closed, its sealed answers deleted.

Each act has a page of its own with its checklist, and asks for the password again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.wave_days import Days
from survey_engine.charity.wave_words import shown_day
from survey_engine.charity.waves import title_of, wave_or_404
from survey_engine.records import checklists, closing, hospitals, purging, scrubbing, waves
from survey_engine.records.closing import CountsDisagreeError
from survey_engine.records.scrubbing import ScrubError
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.records.wave_checks import Check, asked, refuses
from survey_engine.records.waves import TAKING_ANSWERS, State, WaveClosedError, WaveError
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, note, staff_page

wave_acts = Blueprint("wave_acts", __name__, url_prefix="/charity/waves")


@dataclass(frozen=True, slots=True)
class ActWords:
    """The words of the page of an act."""

    heading: str
    paragraphs: tuple[str, ...]
    button: str


WORDS: Final = {
    "end-entry": ActWords(
        "Say that all paper is in",
        ("No form on paper and no telephone call can be typed in afterwards. Patients keep their days.",),
        "All paper is in",
    ),
    "close": ActWords(
        "Close the wave",
        (
            "Closing is for good. The letters’ codes, unsent answers and the wave’s secret are destroyed.",
            "Nothing then leads from an answer to a code, and the answers can be opened.",
            "You get a fingerprint of all sealed answers. Print it, and give it to the trustee to keep.",
        ),
        "Close the wave for good",
    ),
    "purge": ActWords(
        "Delete the sealed answers",
        (
            "The sealed answers of this wave are deleted from the server. Nobody can open them again.",
            "Counts and the fingerprint stay.",
            "Details of people who offered to do more stay until the day that they name.",
        ),
        "Delete them for good",
    ),
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is wrong, in lines of the error summary."""

    errors: Sequence[PageError] = field(default_factory=tuple)
    status: int = 200


def _page(act: str, code: str, answer: _Answer = _Answer()) -> Response:
    with house().store.reading() as db:
        wave = _fitting(db, act, code)
        checks = _checks(db, act, wave)
    return staff_page(
        "wave_act", folder="charity", code=wave.id, act=act, words=WORDS[act], checks=checks,
        can_go=not refuses(checks), errors=answer.errors, status=answer.status,
    )  # fmt: skip


def _fitting(db: Session, act: str, code: str) -> WaveRecord:
    """The wave, where the act fits its state; somebody who was slower sees on its page what was done."""
    wave = wave_or_404(db, code)
    fitting = {"end-entry": (State.OPEN,), "close": TAKING_ANSWERS, "purge": (State.CLOSED,)}[act]
    if wave.state not in fitting or (act == "end-entry" and waves.is_pilot(wave)):
        abort(_to_wave(code) if request.method == "POST" else 404)
    return wave


def _to_wave(code: str) -> Response:
    return redirect(f"/charity/waves/{code}", 303)


def _checks(db: Session, act: str, wave: WaveRecord) -> list[Check]:
    now, settings = house().clock(), house().settings
    if act == "close":
        return checklists.before_closing(db, wave, now, settings.master_key)
    if act == "end-entry":
        return checklists.before_ending_entry(db, wave, now, settings.master_key)
    return checklists.before_purging(db, wave, purging.term(db, wave.id, settings.keep_weeks).ends_on, now)


def _refusal(act: str, code: str) -> Response | None:
    """The page again where it may not be done; nothing where it may."""
    if not DoorForm(request.form).validate():
        return _page(act, code, _Answer([PageError("", "Please press the button again.")], 400))
    with house().store.reading() as db:
        checks = _checks(db, act, _fitting(db, act, code))
    if refuses(checks):
        return _page(act, code, _Answer([PageError("", "This cannot be done yet. See the list below.")], 422))
    if {one.text for one in asked(checks)} - set(request.form.getlist("sure")):
        sentence = "Tick what you are sure of, or go back."
        return _page(act, code, _Answer([PageError("#sure", sentence)], 422))
    return None


@wave_acts.get("/<code>/end-entry")
@access(Access.ADMIN, again=True)
def ask_end_entry(code: str) -> ResponseReturnValue:
    """Whether all paper is in."""
    return _page("end-entry", code)


@wave_acts.post("/<code>/end-entry")
@access(Access.ADMIN, again=True)
def end_entry(code: str) -> ResponseReturnValue:
    """All paper is in."""
    refusal = _refusal("end-entry", code)
    if refusal is None:
        with suppress(WaveClosedError), house().store.writing() as db:
            waves.end_entry(db, code)
            note(db, "paper entry ended", {"wave": code})
    return refusal or _to_wave(code)


@wave_acts.get("/<code>/close")
@access(Access.ADMIN, again=True)
def ask_close(code: str) -> ResponseReturnValue:
    """Whether to close."""
    return _page("close", code)


@wave_acts.post("/<code>/close")
@access(Access.ADMIN, again=True)
def close(code: str) -> ResponseReturnValue:
    """Close, scrub, and lead to the fingerprint."""
    refusal = _refusal("close", code)
    if refusal is not None:
        return refusal
    try:
        with house().store.writing() as db:
            closing.close_wave(db, code, today=today(house().clock()), actor=me().email)
    except (CountsDisagreeError, WaveClosedError) as error:
        return _page("close", code, _Answer([PageError("", f"Nothing was closed: {error}.")], 422))
    scrub_now()
    return redirect(f"/charity/waves/{code}/fingerprint", 303)


def scrub_now() -> None:
    """Leave no trace of what was deleted; where others hold the database, the server does it in the hour."""
    try:
        scrubbing.scrub(house().store.engine)
    except ScrubError:
        return


@wave_acts.get("/<code>/purge")
@access(Access.ADMIN, again=True)
def ask_purge(code: str) -> ResponseReturnValue:
    """Whether to delete the sealed answers."""
    return _page("purge", code)


@wave_acts.post("/<code>/purge")
@access(Access.ADMIN, again=True)
def purge(code: str) -> ResponseReturnValue:
    """Delete a closed wave's sealed answers."""
    refusal = _refusal("purge", code)
    if refusal is not None:
        return refusal
    with suppress(WaveError), house().store.writing() as db:  # somebody else was quicker
        settings = house().settings
        purging.purge(db, house().clock(), settings.keep_weeks, actor=me().email, wave=code)
    scrub_now()
    return _to_wave(code)


@wave_acts.get("/<code>/extend")
@access(Access.ADMIN, again=True)
def ask_extend(code: str) -> ResponseReturnValue:
    """Until when."""
    return _extend_page(code, Days())


def _extend_page(code: str, form: Days, errors: Sequence[PageError] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        wave = wave_or_404(db, code)
    if wave.state not in TAKING_ANSWERS:
        abort(_to_wave(code) if request.method == "POST" else 404)
    return staff_page(
        "wave_extend", folder="charity", code=code, form=form, closes_on=shown_day(wave.closes_on),
        errors=errors, status=status,
    )  # fmt: skip


@wave_acts.post("/<code>/extend")
@access(Access.ADMIN, again=True)
def extend(code: str) -> ResponseReturnValue:
    """Give patients more time."""
    form = Days(request.form)
    if not form.validate():
        return _extend_page(code, form, [PageError("", "Please press the button again.")], 400)
    day = form.day("closes")
    if day is None:
        return _extend_page(code, form, [PageError("#closes", "Write the last day, like 31 3 2027.")], 422)
    with house().store.reading() as db:
        checks = checklists.before_extending(db, wave_or_404(db, code), day)
    if refuses(checks):
        sentences = [f"{one.text} {one.remedy}" for one in checks if refuses([one])]
        return _extend_page(code, form, [PageError("#closes", one) for one in sentences], 422)
    try:
        with house().store.writing() as db:
            waves.extend_wave(db, code, day)
            note(db, "wave extended", {"wave": code, "closes": day.isoformat()})
    except (WaveError, WaveClosedError) as error:
        sentence = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return _extend_page(code, form, [PageError("#closes", sentence)], 422)
    return _to_wave(code)


@wave_acts.get("/<code>/fingerprint")
@access(Access.ADMIN)
def fingerprint(code: str) -> ResponseReturnValue:
    """What the trustee keeps of a closed wave, to print."""
    with house().store.reading() as db:
        wave = wave_or_404(db, code)
        if wave.state in TAKING_ANSWERS:
            abort(404)
        names = {one.id: one.name for one in hospitals.list_hospitals(db)}
        rows = [(names.get(one.hospital, one.hospital), one) for one in closing.tallies(db, code)]
        closed_on = purging.term(db, code, house().settings.keep_weeks).closed_on
    digest = rows[0][1].digest if rows else ""
    groups = [digest[place : place + 8] for place in range(0, len(digest), 8)]
    return staff_page(
        "fingerprint", folder="charity", code=code, title=title_of(wave), rows=rows, groups=groups,
        closed_on=shown_day(closed_on) if closed_on else "", total=sum(one.used for _name, one in rows),
    )  # fmt: skip
