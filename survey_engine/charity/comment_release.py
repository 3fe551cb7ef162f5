"""Releasing comments: by a second person, who sees the changed words alone, or after 48 hours without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.comment_desk import (
    AGAIN,
    CHANGED,
    HOME,
    as_drawn,
    is_ours,
    known_wave,
    next_of,
    opened,
    shown,
)
from survey_engine.questionnaire.answers import clean_text
from survey_engine.records import comment_lists, comment_steps
from survey_engine.records.comments import ChangedMeanwhileError, CommentsError, QueuedComment, State
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, note, staff_page

comment_release = Blueprint("comment_release", __name__, url_prefix=HOME)
SECOND = f"{HOME}/second"
_MOST_REASON = 300


@comment_release.get("/second")
@access(Access.READER)
def listed() -> ResponseReturnValue:
    """How many comments wait for a second person; no text."""
    with house().store.reading() as db:
        found = [
            (wave, len(comment_lists.ids_of(db, wave, State.SECOND, besides=me().staff)))
            for wave in comment_lists.waves_with_comments(db)
        ]
    return staff_page("comments_second", folder="charity", waves=[one for one in found if one[1]])


@comment_release.get("/second/wave/<wave>/next")
@access(Access.READER)
def read_next(wave: str) -> ResponseReturnValue:
    """Go to the next one, in an order of this sitting."""
    with house().store.reading() as db:
        row = next_of(comment_lists.ids_of(db, known_wave(wave), State.SECOND, besides=me().staff))
    return redirect(f"{SECOND}/one/{row.hex()}" if row is not None else SECOND, 303)


@comment_release.get("/second/one/<comment>")
@access(Access.READER)
def show(comment: str) -> ResponseReturnValue:
    """One comment as it is to be released."""
    return _page("comment_second", opened(comment, State.SECOND))


def _page(
    template: str, found: QueuedComment, errors: Sequence[PageError] = (), status: int = 200
) -> Response:
    typed = request.form.get("reason", "")
    return staff_page(
        template, folder="charity", errors=errors, status=status, comment=shown(found), typed=typed
    )


@comment_release.post("/second/one/<comment>")
@access(Access.READER)
def decide(comment: str) -> ResponseReturnValue:
    """Release it, send it back with a reason, or stop it."""
    steps = {"release": _release, "back": _send_back, "worried": _worry}
    step = steps.get(request.form.get("action", ""))
    answer = _decided("comment_second", comment, step)
    return answer or redirect(f"{SECOND}/wave/{opened(comment).wave}/next", 303)


def _release(db: Session, found: QueuedComment, _reason: str) -> None:
    comment_steps.release(db, found, by=me().staff, master_key=house().settings.master_key)
    note(db, "comment released", {"wave": found.wave})


def _send_back(db: Session, found: QueuedComment, reason: str) -> None:
    if not reason:
        raise CommentsError("Write what is still to be taken out, or changed.")
    comment_steps.send_back(db, found, reason, master_key=house().settings.master_key)
    note(db, "comment sent back", {"wave": found.wave})


def _worry(db: Session, found: QueuedComment, _reason: str) -> None:
    comment_steps.raise_concern(db, found, master_key=house().settings.master_key)
    note(db, "worried about a comment", {"wave": found.wave})


Step = Callable[[Session, QueuedComment, str], None]


def _decided(template: str, comment: str, step: Step | None) -> Response | None:
    """Take a step; the page again where something is wrong."""
    found = opened(comment, State.SECOND)
    reason = clean_text(request.form.get("reason", ""))[:_MOST_REASON]
    if not is_ours() or step is None:
        return _page(template, found, [AGAIN], 400)
    try:
        with house().store.writing() as db:
            step(db, as_drawn(found), reason)
    except CommentsError as error:
        return _page(template, found, [PageError("#reason", str(error))], 422)
    except ChangedMeanwhileError:
        return _page(template, opened(comment), [PageError("", CHANGED)], 409)
    return None


@comment_release.get("/wave/<wave>/overdue")
@access(Access.ANALYST)
def next_overdue(wave: str) -> ResponseReturnValue:
    """Go to the next one that nobody came to look at."""
    with house().store.reading() as db:
        row = next_of(comment_lists.overdue(db, known_wave(wave), today(house().clock())))
    return redirect(f"{HOME}/alone/{row.hex()}" if row is not None else HOME, 303)


@comment_release.get("/alone/<comment>")
@access(Access.ANALYST, again=True)
def ask_alone(comment: str) -> ResponseReturnValue:
    """One comment that may go without a second person, and why."""
    return _page("comment_alone", _overdue(comment))


@comment_release.post("/alone/<comment>")
@access(Access.ANALYST, again=True)
def go_alone(comment: str) -> ResponseReturnValue:
    """Release it with a reason, which is written down."""
    wave = _overdue(comment).wave
    return _decided("comment_alone", comment, _alone) or redirect(f"{HOME}/wave/{wave}/overdue", 303)


def _alone(db: Session, found: QueuedComment, reason: str) -> None:
    if not reason:
        raise CommentsError("Write why nobody else could look at it.")
    day, key = today(house().clock()), house().settings.master_key
    comment_steps.release_alone(db, found, by=me().staff, master_key=key, today=day)
    note(db, "comment released by one person", {"wave": found.wave, "reason": reason})


def _overdue(comment: str) -> QueuedComment:
    found = opened(comment, State.SECOND)
    if not found.may_go_alone(today(house().clock())):
        abort(404)
    return found
