"""What a patient representative sees: her hospital's pledge, and three answers to each action."""

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
from survey_engine.web.pledge_desk import OPINIONS, ActionView, action_views
from survey_engine.web.pledge_figures import figures_of
from survey_engine.web.staff_sitting import me, note, staff_page

representative = Blueprint("representative", __name__, url_prefix="/representative")


@dataclass(frozen=True, slots=True)
class Answered:
    """An action, and what she said of it."""

    view: ActionView
    opinion: str
    because: str


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


def _pledge(db: Session) -> KeptPledge | None:
    """The latest pledge of her hospital that the hospital has finished writing: offered, or public."""
    found = [one for one in pledges.every(db, own_hospital()) if one.is_offered or one.public is not None]
    return max(found, key=lambda one: one.pledge.wave, default=None)


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
        kept = _pledge(db)
        figures = figures_of(db, own_hospital())
        mine = pledge_marks.of_giver(db, me().staff)
    views = action_views(kept.pledge, figures, now) if kept is not None else ()
    return staff_page(
        "representative",
        status=status,
        errors=errors,
        told=told,
        hospital_name=name,
        title=kept.pledge.title if kept is not None else "",
        answered=[_answered(one, typed.get(one.action.id), mine.get(one.action.id)) for one in views],
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
        kept = _pledge(db)
    actions = kept.pledge.actions if kept is not None else ()
    typed = {
        one.id: (
            request.form.get(f"say-{one.id}", ""),
            request.form.get(f"because-{one.id}", "").strip()[:4000],
        )
        for one in actions
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
    if kept is not None and said:
        place = (kept.pledge.hospital, kept.pledge.wave)
        with house().store.writing() as db:
            pledge_marks.save(db, place, me().staff, said, today(house().clock()))
            note(db, "pledge marked", {"count": len(said)}, f"a representative at {kept.pledge.hospital}")
    return redirect("/representative/saved", 303)
