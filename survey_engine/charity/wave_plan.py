"""A new wave: planned on a form, looked over with its checklist, and then opened."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.wave_reading import (
    Plan,
    PlanForm,
    PlanRefusedError,
    choices,
    read_plan,
    set_words,
)
from survey_engine.charity.wave_words import POSTING, REMINDERS, named, shown_day
from survey_engine.records import checklists, keysets, waves
from survey_engine.records.publishing import NotPublishedError
from survey_engine.records.store import Session
from survey_engine.records.wave_checks import Check, asked, refuses
from survey_engine.records.waves import (
    NoSymbolLeftError,
    Posting,
    WaveError,
    WaveExistsError,
)
from survey_engine.web.access import Access, access
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import note, staff_page
from survey_engine.web.wave_facts import offered_languages

wave_plan = Blueprint("wave_plan", __name__, url_prefix="/charity/waves")


@wave_plan.get("/new")
@access(Access.ADMIN, again=True)
def ask() -> ResponseReturnValue:
    """The form."""
    return _form(PlanForm(), ())


def _form(form: PlanForm, errors: Sequence[PageError], status: int = 200) -> Response:
    with house().store.reading() as db:
        offered = [(value, words) for value, words, _chosen in choices(db)]
        sets = keysets.usable(db, house().settings.master_key)
    return staff_page(
        "wave_new", folder="charity", errors=errors, status=status, form=form, choices=offered,
        sets=[(one.id.hex(), set_words(one)) for one in sets],
        posting=[(one.value, words) for one, words in POSTING.items()],
        reminders=[(one.value, words) for one, words in REMINDERS.items()],
    )  # fmt: skip


@wave_plan.post("/new")
@access(Access.ADMIN, again=True)
def plan() -> ResponseReturnValue:
    """Look the plan over with its checklist; or open it, where nothing would harm."""
    form = PlanForm(request.form)
    if not form.validate():
        return _form(form, [PageError("", "Please press the button again.")], 400)
    if form.action.data == "change":
        return _form(form, ())
    try:
        with house().store.reading() as db:
            planned = read_plan(db, form)
            checks = _checks(db, planned)
    except PlanRefusedError as refusal:
        return _form(form, refusal.errors, 422)
    missing = {one.text for one in asked(checks)} - set(request.form.getlist("sure"))
    if form.action.data != "open" or refuses(checks) or missing:
        return _look_over(form, planned, checks, refused=form.action.data == "open")
    try:
        _open(planned)
    except (WaveError, WaveExistsError, NotPublishedError, NoSymbolLeftError) as error:
        sentence = str(error)
        return _form(form, [PageError("#code", f"{sentence[:1].upper()}{sentence[1:]}.")], 422)
    return redirect(f"/charity/waves/{planned.new.id}", 303)


def _checks(db: Session, planned: Plan) -> list[Check]:
    languages = offered_languages(house().languages, planned.chosen)
    return checklists.before_opening(db, planned.new, planned.keyset, languages, house().clock())


def _look_over(form: PlanForm, planned: Plan, checks: list[Check], *, refused: bool) -> Response:
    new, is_pilot = planned.new, planned.new.posting is Posting.PILOT
    facts = [
        ("Code", new.id),
        ("Asks", f"{named(planned.chosen)}, version {new.version}{', short form' if new.short_form else ''}"),
        ("First day for patients", shown_day(new.opens_on)),
        ("Last day to begin", shown_day(new.closes_on)),
        ("Letters", POSTING[new.posting]),
    ]
    if not is_pilot:
        facts.append(("Last day for paper", shown_day(new.entry_until)))
        facts.append(("Reminders", REMINDERS[new.reminders]))
        facts.append(("Keys", set_words(planned.keyset) if planned.keyset else "None yet"))
    fields = [
        (name, value) for name, value in form.data.items() if name not in ("csrf_token", "action") and value
    ]
    errors = [PageError("", "The wave cannot be opened yet. See the list below.")] if refused else []
    return staff_page(
        "wave_look", folder="charity", facts=facts, checks=checks, fields=fields, can_go=not refuses(checks),
        errors=errors, status=422 if refused else 200,
    )  # fmt: skip


def _open(planned: Plan) -> None:
    new = planned.new
    with house().store.writing() as db:
        waves.open_wave(db, new, house().settings.master_key, house().random)
        details = {"wave": new.id, "closes": new.closes_on.isoformat(), "posting": new.posting.value}
        note(db, "wave opened", {**details, "reminders": new.reminders.value})
