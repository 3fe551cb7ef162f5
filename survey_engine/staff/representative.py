"""What a patient representative sees: her hospital's pledges, and three answers to each action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.analysis.pledge import Opinion
from survey_engine.records import hospitals, pledge_marks, pledges
from survey_engine.records.pledge_marks import Mark, mark_fault
from survey_engine.records.pledges import KeptPledge
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.pledge_desk import OPINIONS, ActionView, action_views, pledge_waves
from survey_engine.web.pledge_figures import figures_of
from survey_engine.web.staff_sitting import me, note, staff_page

representative = Blueprint("representative", __name__, url_prefix="/representative")


@dataclass(frozen=True, slots=True)
class Answered:
    """An action, and what she said of it."""

    view: ActionView
    opinion: str
    because: str


@dataclass(frozen=True, slots=True)
class Marked:
    """One pledge to look at; wave is told where there is more than one."""

    title: str
    wave: str
    answered: list[Answered]


@representative.get("/saved", endpoint="saved")
@representative.get("")
@access(Access.REPRESENTATIVE)
def show() -> ResponseReturnValue:
    """The pledge, to mark."""
    return _drawn({}, told="Thank you. We have what you said." if request.path.endswith("/saved") else "")


def own_hospital() -> str:
    """The code of the one hospital that she sees."""
    code = me().hospital
    assert code is not None  # noqa: S101 - who has this role has a hospital
    return code


def _pledges(db: Session) -> list[KeptPledge]:
    """The pledges of her hospital that it has finished writing, offered or public: the newest survey's first.

    An earlier one is looked at until its last review, when the next survey has a pledge of its own too.
    """
    newest_first = {one.id: place for place, one in enumerate(pledge_waves(db))}
    found = [one for one in pledges.every(db, own_hospital()) if one.is_offered or one.public is not None]
    return sorted(found, key=lambda one: newest_first.get(one.pledge.wave, len(newest_first)))


def _drawn(
    typed: Mapping[str, tuple[str, str]],
    *,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
    told: str = "",
) -> Response:
    now = today(house().clock())
    with house().store.reading() as db:
        name = hospitals.hospital(db, own_hospital()).name
        found = _pledges(db)
        figures = figures_of(db, own_hospital())
        mine = pledge_marks.of_giver(db, me().staff)
    return staff_page(
        "representative",
        status=status,
        errors=errors,
        told=told,
        hospital_name=name,
        pledges=[
            Marked(
                kept.pledge.title,
                kept.pledge.wave if len(found) > 1 else "",
                [
                    _answered(one, typed.get(one.action.id), mine.get(one.action.id))
                    for one in action_views(kept.pledge, figures, now)
                ],
            )
            for kept in found
            if kept.pledge.actions
        ],
        opinions=[(one.value, words) for one, words in OPINIONS.items()],
    )


def _answered(view: ActionView, typed: tuple[str, str] | None, mark: Mark | None) -> Answered:
    if typed is not None:
        return Answered(view, *typed)
    return Answered(view, mark.opinion.value if mark else "", mark.because if mark else "")


@representative.post("")
@access(Access.REPRESENTATIVE)
def save() -> ResponseReturnValue:
    """Keep what she says; she may change it as often as she likes."""
    with house().store.reading() as db:
        found = _pledges(db)
    typed = {
        one.id: (
            request.form.get(f"say-{one.id}", ""),
            request.form.get(f"because-{one.id}", "").strip()[:4000],
        )
        for kept in found
        for one in kept.pledge.actions
    }
    if not DoorForm(request.form).validate():
        return _drawn(typed, errors=(PageError("", "Please press the button again."),), status=400)
    said = {name: (Opinion(say), why) for name, (say, why) in typed.items() if say in set(Opinion)}
    errors = tuple(
        PageError(f"#because-{name}", fault)
        for name, (say, why) in said.items()
        if (fault := mark_fault(say, why))
    )
    if errors:
        return _drawn(typed, errors=errors, status=422)
    if said:
        with house().store.writing() as db:
            for kept in found:
                place, own = (kept.pledge.hospital, kept.pledge.wave), {one.id for one in kept.pledge.actions}
                marks = {name: mark for name, mark in said.items() if name in own}
                pledge_marks.save(db, place, me().staff, marks, today(house().clock()))
            note(db, "pledge marked", {"count": len(said)}, f"a representative at {own_hospital()}")
    return redirect("/representative/saved", 303)
