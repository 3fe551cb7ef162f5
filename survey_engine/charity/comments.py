"""The queue of comments: how many wait, taking them in from a bundle, and what was released, to save."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.comment_desk import AGAIN, HOME, known_wave, next_of
from survey_engine.charity.safeguarding import safeguarding
from survey_engine.exchange.comment_files import (
    MOST_BYTES,
    CommentFileError,
    read_comments,
    released_table,
    review_notes,
)
from survey_engine.records import comment_lists, comment_themes, comments, releases, waves
from survey_engine.records.comments import CommentsError, Concern, Kind, State
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import file_response
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import note, staff_page
from survey_engine.web.uploads import read_posted

comment_queue = Blueprint("comment_queue", __name__, url_prefix=HOME)


@dataclass(frozen=True, slots=True)
class WaveLine:
    """How the comments of one wave stand."""

    wave: str
    waiting: int
    second: int
    overdue: int
    released: int
    unused: int
    worries: int
    total: int


def line_of(db: Session, wave: str, day: date) -> WaveLine:
    """Count the comments of a wave."""
    counted = comment_lists.counts(db, wave)

    def of(state: State) -> int:
        return sum(
            size
            for (_kind, at, concern), size in counted.items()
            if at is state and concern is not Concern.OPEN
        )

    return WaveLine(
        wave=wave,
        waiting=of(State.WAITING),
        second=of(State.SECOND),
        overdue=len(comment_lists.overdue(db, wave, day)),
        released=of(State.RELEASED),
        unused=of(State.UNUSED),
        worries=sum(size for (_kind, _at, concern), size in counted.items() if concern is Concern.OPEN),
        total=sum(size for (kind, _at, _concern), size in counted.items() if kind is Kind.COMMENT),
    )


@comment_queue.get("")
@access(Access.ANALYST)
def listed() -> ResponseReturnValue:
    """How many comments are where, wave by wave; no text."""
    with house().store.reading() as db:
        lines = [line_of(db, one, today(house().clock())) for one in comment_lists.waves_with_comments(db)]
    return staff_page("comments", folder="charity", lines=lines, safeguarding=safeguarding())


@comment_queue.get("/danger")
@access(Access.STAFF)
def danger() -> ResponseReturnValue:
    """What to do where a comment tells of danger, to print."""
    return staff_page("comments_danger", folder="charity", safeguarding=safeguarding())


@comment_queue.get("/take-in")
@access(Access.ANALYST, again=True)
def ask_files() -> ResponseReturnValue:
    """Which wave, and its two files."""
    return _asked()


def _asked(errors: Sequence[PageError] = (), status: int = 200, wave: str = "") -> Response:
    with house().store.reading() as db:
        there = set(comment_lists.waves_with_comments(db))
        closed = [one.id for one in waves.list_waves(db) if one.state == waves.State.CLOSED]
    offered = [one for one in closed if one not in there]
    # Where there is no choice of a wave, there is no control to lead to.
    linked = [one if offered else PageError("", one.text) for one in errors]
    return staff_page(
        "comments_take_in", folder="charity", errors=linked, status=status, waves=offered, wave=wave
    )


@comment_queue.post("/take-in")
@access(Access.ANALYST, again=True)
def take_in() -> ResponseReturnValue:
    """Check the two files, and put the texts into the queue."""
    posted = read_posted(MOST_BYTES)
    wave = posted.fields.get("wave", "")
    if not DoorForm(posted.fields).validate():
        return _asked([AGAIN], 400, wave)
    with house().store.reading() as db:
        is_known = wave in {one.id for one in waves.list_waves(db)}
    manifest, table = posted.files.get("manifest", b""), posted.files.get("comments", b"")
    errors = [] if is_known else [PageError("#wave", "Choose a survey.")]
    errors += [] if manifest else [PageError("#manifest", "Choose the file manifest.json of the bundle.")]
    errors += [] if table else [PageError("#comments", "Choose the file comments.csv of the bundle.")]
    if errors:
        return _asked(errors, 422, wave)
    try:
        texts, signed_by = read_comments(manifest, table, wave)
        with house().store.writing() as db:
            _demand_key_of_release(db, wave, signed_by)
            count = comments.take_in(db, wave, texts, master_key=house().settings.master_key)
            note(db, "comments taken in", {"wave": wave, "count": count, "signed by": signed_by})
    except CommentFileError as error:
        return _asked([PageError("#comments", str(error))], 422, wave)
    except CommentsError as error:
        return _asked([PageError("#wave", str(error))], 422, wave)
    return staff_page("comments_taken", folder="charity", wave=wave, count=count, signed_by=signed_by)


def _demand_key_of_release(db: Session, wave: str, signed_by: str) -> None:
    """Where the wave's release is in the ledger, its comments must bear the same signature."""
    before = releases.released(db, wave)
    if before is None or not before.manifest:
        return
    if json.loads(before.manifest).get("public_key") != signed_by:
        raise CommentsError(
            "The release of this survey was signed with another key. Use the bundle of that release, or find "
            "out who made this one."
        )


@comment_queue.get("/wave/<wave>/next")
@access(Access.ANALYST)
def read_next(wave: str) -> ResponseReturnValue:
    """Go to the next comment that waits, in an order of this sitting."""
    with house().store.reading() as db:
        row = next_of(comment_lists.ids_of(db, known_wave(wave), State.WAITING))
    return redirect(f"{HOME}/one/{row.hex()}" if row is not None else HOME, 303)


@comment_queue.get("/wave/<wave>/unused")
@access(Access.ANALYST)
def look_at_unused(wave: str) -> ResponseReturnValue:
    """Go to the next comment that was put aside."""
    with house().store.reading() as db:
        row = next_of(comment_lists.ids_of(db, known_wave(wave), State.UNUSED))
    return redirect(f"{HOME}/one/{row.hex()}" if row is not None else HOME, 303)


@comment_queue.get("/wave/<wave>/comments_released.csv")
@access(Access.ANALYST, again=True)
def save_released(wave: str) -> ResponseReturnValue:
    """The released comments as a table."""
    with house().store.writing() as db:
        released = comment_themes.released_comments(db, known_wave(wave), house().settings.master_key)
        note(db, "released comments saved", {"wave": wave, "count": len(released.comments)})
    return file_response(released_table(released), "comments_released.csv", "text/csv; charset=utf-8")


@comment_queue.get("/wave/<wave>/comments_review.md")
@access(Access.ANALYST)
def save_notes(wave: str) -> ResponseReturnValue:
    """What was changed and why, in words."""
    with house().store.reading() as db:
        released = comment_themes.released_comments(db, known_wave(wave), house().settings.master_key)
    return file_response(
        review_notes(released).encode(), "comments_review.md", "text/markdown; charset=utf-8"
    )
