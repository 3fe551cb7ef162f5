"""Themes by hand, summaries in the charity's words, and the comments that somebody is worried about."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.analysis.comments import LEAST_WITH_HOSPITAL
from survey_engine.charity.comment_desk import (
    AGAIN,
    HOME,
    is_ours,
    known_wave,
    next_of,
    question_words,
)
from survey_engine.records import comment_lists, comment_themes, comments
from survey_engine.records.comment_themes import MOST_THEMES, ThemeError
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page

comment_frames = Blueprint("comment_frames", __name__, url_prefix=f"{HOME}/wave")


@comment_frames.get("/<wave>/themes")
@access(Access.ANALYST)
def show(wave: str) -> ResponseReturnValue:
    """The themes of a wave, and the questions that need a summary."""
    return _page(known_wave(wave))


def _page(wave: str, errors: Sequence[PageError] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        there = comment_themes.frame(db, wave)
        summaries = _summaries(db, wave)
    unseen = set() if len(there) < MOST_THEMES else {"#name"}
    unseen |= set() if there else {"#theme", "#new_name"}
    unseen |= set() if len(there) > 1 else {"#first", "#into"}
    linked = [PageError("", one.text) if one.href in unseen else one for one in errors]
    return staff_page(
        "comment_themes", folder="charity", errors=linked, status=status, wave=wave,
        themes=[(one.id.hex(), one.name) for one in there], most=MOST_THEMES, summaries=summaries,
        least=LEAST_WITH_HOSPITAL, typed=request.form if errors else {},
    )  # fmt: skip


def _summaries(db: Session, wave: str) -> list[tuple[str, str, int]]:
    """(id, words, comments without a hospital) of each question that has such comments."""
    return [
        (question, question_words(db, wave, question), count)
        for (question, hospital), count in sorted(comment_lists.named(db, wave).items())
        if not hospital
    ]


@comment_frames.post("/<wave>/themes")
@access(Access.ANALYST)
def change(wave: str) -> ResponseReturnValue:
    """Add a theme, give one another name, or make one of two."""
    known_wave(wave)
    if not is_ours():
        return _page(wave, [AGAIN], 400)
    action = request.form.get("action", "")
    field = {"add": "#name", "rename": "#new_name", "join": "#into"}.get(action, "")
    try:
        with house().store.writing() as db:
            if action == "add":
                comment_themes.add_theme(db, wave, request.form.get("name", ""))
            elif action == "rename":
                comment_themes.rename_theme(db, wave, _theme("theme"), request.form.get("new_name", ""))
            elif action == "join":
                comment_themes.join_themes(db, wave, _theme("first"), _theme("into"))
    except ThemeError as error:
        return _page(wave, [PageError(field, str(error))], 422)
    return redirect(f"{HOME}/wave/{wave}/themes", 303)


def _theme(name: str) -> bytes:
    try:
        return bytes.fromhex(request.form.get(name, ""))
    except ValueError:
        return b""


@comment_frames.post("/<wave>/summaries")
@access(Access.ANALYST)
def begin_summary(wave: str) -> ResponseReturnValue:
    """Go to the charity's words about a question's comments without a hospital."""
    known_wave(wave)
    if not is_ours():
        return _page(wave, [AGAIN], 400)
    question = request.form.get("question", "")
    with house().store.writing() as db:
        if question not in {name for name, _words, _count in _summaries(db, wave)}:
            abort(404)
        found = comments.add_summary(db, wave, question, master_key=house().settings.master_key)
    return redirect(f"{HOME}/one/{found.id.hex()}/words", 303)


@comment_frames.get("/<wave>/worries")
@access(Access.ANALYST)
def next_worry(wave: str) -> ResponseReturnValue:
    """Go to a comment that waits for the safeguarding lead."""
    with house().store.reading() as db:
        row = next_of(comment_lists.worries(db, known_wave(wave)))
    return redirect(f"{HOME}/one/{row.hex()}" if row is not None else HOME, 303)
