"""One action of the pledge: what patients said, what will be done, how far it is, and its reviews."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from survey_engine.analysis.pledge import (
    Action,
    Pledge,
    Review,
    Status,
    reviews_due,
    with_baselines,
)
from survey_engine.hospital.home import own_hospital
from survey_engine.hospital.pledge import ADDRESS, AGAIN, hand, own_wave
from survey_engine.records import pledges, released_scores
from survey_engine.records.pledges import PledgeChangedError, PledgeError, UnknownPledgeError, mark_of
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.pledge_desk import STATUSES, day, page_errors, question_choices, standard_choices
from survey_engine.web.staff_sitting import note, staff_page

action_door = Blueprint("hospital_pledge_action", __name__, url_prefix=ADDRESS)
_TEXTS = ("you_said", "we_will", "owner", "reason", "we_did", "evidence")
_MOST = 4000  # letters that are kept of a box, to be shown again: more than any rule allows
MOVED_ON = (
    "Somebody has changed this action since you opened it. Your words are below, and are not saved yet. "
    "Press Save to keep yours in place of theirs."
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form held: the action it makes, and the day as it was typed."""

    action: Action
    due: tuple[str, str, str]
    problems: tuple[PageError, ...]


@action_door.get("/<wave>/new")
@access(Access.HOSPITAL)
def new(wave: str) -> ResponseReturnValue:
    """An empty form."""
    return _drawn(wave, _as_kept(Action("")))


@action_door.post("/<wave>/new")
@access(Access.HOSPITAL)
def add(wave: str) -> ResponseReturnValue:
    """Keep a new action."""
    typed = _typed(Action(""), None)
    if not DoorForm(request.form).validate():
        return _drawn(wave, typed, errors=(AGAIN,), status=400)
    if typed.problems:
        return _drawn(wave, typed, errors=typed.problems, status=422)
    try:
        with house().store.writing() as db:
            own_wave(db, wave)
            pledges.begin(db, own_hospital(), wave)
            action = _with_figures(db, typed.action, wave)
            pledges.add_action(db, own_hospital(), wave, action, hand(), house().random)
            note(db, "pledge action added", {"hospital": own_hospital(), "wave": wave})
    except PledgeError as fault:
        return _drawn(wave, typed, errors=page_errors(fault.problems, "more_reason"), status=422)
    return redirect(f"{ADDRESS}/{wave}/told/saved", 303)


@action_door.get("/action/<action_id>")
@access(Access.HOSPITAL)
def show(action_id: str) -> ResponseReturnValue:
    """The action, to change."""
    pledge, action = _own(action_id)
    return _drawn(pledge.wave, _as_kept(action), pledge=pledge, mark=mark_of(action))


@action_door.post("/action/<action_id>")
@access(Access.HOSPITAL)
def save(action_id: str) -> ResponseReturnValue:
    """Keep what was changed, and a review where this was one."""
    pledge, action = _own(action_id)
    typed, mark = _typed(action, pledge), request.form.get("mark", "")

    def again(errors: tuple[PageError, ...], status: int, mark: str = mark) -> Response:
        return _drawn(pledge.wave, typed, pledge=pledge, mark=mark, errors=errors, status=status)

    if not DoorForm(request.form).validate():
        return again((AGAIN,), 400)
    if typed.problems:
        return again(typed.problems, 422)
    try:
        with house().store.writing() as db:
            changed = _with_figures(db, typed.action, pledge.wave)
            pledges.save_action(db, changed, hand(), before=mark)
            note(db, "pledge action changed", {"hospital": own_hospital(), "wave": pledge.wave})
    except PledgeError as fault:
        return again(page_errors(fault.problems), 422)
    except PledgeChangedError:
        return again((PageError("", MOVED_ON),), 409, mark_of(_own(action_id)[1]))
    return redirect(f"{ADDRESS}/{pledge.wave}/told/saved", 303)


@action_door.post("/action/<action_id>/remove")
@access(Access.HOSPITAL)
def remove(action_id: str) -> ResponseReturnValue:
    """Take out an action that was never public."""
    pledge, action = _own(action_id)
    kept, mark = _as_kept(action), mark_of(action)
    if not DoorForm(request.form).validate():
        return _drawn(pledge.wave, kept, pledge=pledge, mark=mark, errors=(AGAIN,), status=400)
    try:
        with house().store.writing() as db:
            pledges.remove_action(db, action_id, hand())
            note(db, "pledge action taken out", {"hospital": own_hospital(), "wave": pledge.wave})
    except PledgeError as fault:
        errors = page_errors(fault.problems)
        return _drawn(pledge.wave, kept, pledge=pledge, mark=mark, errors=errors, status=422)
    return redirect(f"{ADDRESS}/{pledge.wave}/told/removed", 303)


def _own(action_id: str) -> tuple[Pledge, Action]:
    """An action of her own hospital; not found for any other."""
    try:
        with house().store.reading() as db:
            pledge = pledges.of_action(db, action_id).pledge
    except UnknownPledgeError:
        abort(404)
    action = pledge.action(action_id)
    if pledge.hospital != own_hospital() or action is None:
        abort(404)
    return pledge, action


def _with_figures(db: Session, action: Action, wave: str) -> Action:
    """The action with the public figures of what was chosen: copied here, never typed."""
    record, scores = own_wave(db, wave), released_scores.scores(db, own_hospital())
    questions = {one.value for _part, boxes in question_choices(record, scores) for one in boxes}
    standards = {one.value for one in standard_choices(record, scores)}
    known = replace(
        action,
        questions=tuple(one for one in action.questions if one in questions),
        standards=tuple(one for one in action.standards if one in standards),
    )
    return with_baselines(known, scores, wave)


def _as_kept(action: Action) -> Typed:
    parts = (action.due.day, action.due.month, action.due.year) if action.due else ("", "", "")
    return Typed(action, (str(parts[0]), str(parts[1]), str(parts[2])), ())


def _typed(action: Action, pledge: Pledge | None) -> Typed:
    """What the form holds, on top of the action it was drawn for."""
    form = request.form
    texts = {name: form.get(name, "").replace("\r\n", "\n").strip()[:_MOST] for name in _TEXTS}
    status = next((one for one in Status if one == form.get("status")), action.status)
    parts = tuple(form.get(name, "").strip()[:10] for name in ("day", "month", "year"))
    due, fault = _day(parts)
    review, missing = _review(form, pledge, action.id, status)
    changed = replace(
        action,
        you_said=texts["you_said"],
        we_will=texts["we_will"],
        owner=texts["owner"],
        reason=texts["reason"],
        we_did=texts["we_did"],
        evidence=texts["evidence"],
        status=status,
        due=due,
        standards=_chosen(form, "standards"),
        questions=_chosen(form, "questions"),
        reviews=(*action.reviews, review) if review is not None else action.reviews,
    )
    problems = [PageError("#day", fault)] * bool(fault) + [PageError("#review_note", missing)] * bool(missing)
    return Typed(changed, (parts[0], parts[1], parts[2]), tuple(problems))


def _chosen(form: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one[:64] for one in form.getlist(name)[:200]))


def _day(parts: tuple[str, ...]) -> tuple[date | None, str]:
    """(the day, what is wrong with it)."""
    if not any(parts):
        return None, ""
    try:
        found = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        found = date.min
    if not 2000 <= found.year <= 2100:
        return None, "Write a day, like 30 9 2027."
    return found, ""


def _review(
    form: MultiDict[str, str], pledge: Pledge | None, action_id: str, status: Status
) -> tuple[Review | None, str]:
    """(the review that this is, what it lacks)."""
    open_ones = {one.months for one in reviews_due(pledge) if one.action == action_id} if pledge else set()
    chosen = form.get("review", "")
    if chosen not in map(str, open_ones):
        return None, ""
    text = form.get("review_note", "").strip()[:1000]
    if not text:
        return None, "Write what you found at the review. A few words are enough."
    return Review(int(chosen), today(house().clock()), status, text), ""


def _drawn(
    wave: str,
    typed: Typed,
    *,
    pledge: Pledge | None = None,
    mark: str = "",
    errors: tuple[PageError, ...] = (),
    status: int = 200,
) -> Response:
    with house().store.reading() as db:
        record: WaveRecord = own_wave(db, wave)
        scores = released_scores.scores(db, own_hospital())
    action = typed.action
    is_new = pledge is None
    return staff_page(
        "pledge_action",
        folder="hospital",
        status=status,
        errors=errors,
        action=action,
        due=typed.due,
        mark=mark,
        statuses=[(one.value, words) for one, words in STATUSES.items()],
        parts=question_choices(record, scores),
        standards=standard_choices(record, scores),
        has_figures=bool(scores),
        **_reviews(pledge, action.id),
        review=request.form.get("review", ""),
        review_note=request.form.get("review_note", ""),
        is_new=is_new,
        post_to=f"{ADDRESS}/{wave}/new" if is_new else f"{ADDRESS}/action/{action.id}",
        back=f"{ADDRESS}/{wave}",
    )


def _reviews(pledge: Pledge | None, action_id: str) -> dict[str, object]:
    """The reviews of an action that are still to be held, and those that were."""
    action = pledge.action(action_id) if pledge is not None else None
    if pledge is None or action is None:
        return {"reviews": (), "held": ()}
    coming = [(one.months, day(one.due)) for one in reviews_due(pledge) if one.action == action_id]
    held = [(one.months, day(one.held_on), STATUSES[one.status], one.note) for one in action.reviews]
    return {"reviews": coming, "held": held}
