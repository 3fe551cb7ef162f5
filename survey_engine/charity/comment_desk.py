"""What the screens of comments share: which comment, in which order, under which question."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import abort, request

from survey_engine.analysis.redaction import Reason, highlights, segments, words_of
from survey_engine.records import comment_lists, comments, hospitals, waves
from survey_engine.records.comments import QueuedComment, State
from survey_engine.records.store import Session
from survey_engine.sealing.keys import ID_BYTES, subkey
from survey_engine.web.cookies import STAFF, read_cookie
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house

HOME: Final = "/charity/comments"
MOST_LETTERS: Final = 6000
CHANGED: Final = "Somebody else has changed this comment. Here it is as it is now. Look again."
AGAIN: Final = PageError("", "Please press the button again.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment on a screen. pieces: (words, what they look like or nothing), together the text as it is."""

    id: str
    wave: str
    question: str
    hospital: str
    mark: str
    is_summary: bool
    text: str
    pieces: tuple[tuple[str, str], ...]
    suggestions: tuple[tuple[str, str, str], ...]  # (value of its button, the words, what they look like)


def row_of(typed: str) -> bytes:
    """The id in an address; a page that is not there for anything else."""
    try:
        row = bytes.fromhex(typed)
    except ValueError:
        row = b""
    if len(row) != ID_BYTES:
        abort(404)
    return row


def opened(typed: str, *states: State) -> QueuedComment:
    """The comment of an address, in one of these states; a page that is not there for any other."""
    with house().store.reading() as db:
        found = comments.find(db, row_of(typed), house().settings.master_key)
    if found is None or (states and found.state not in states):
        abort(404)
    return found


def as_drawn(found: QueuedComment) -> QueuedComment:
    """The comment with the mark that the form was drawn with, so that nothing is written over."""
    return replace(found, mark=request.form.get("mark", ""))


def known_wave(code: str) -> str:
    """A wave that has comments; a page that is not there for any other."""
    with house().store.reading() as db:
        if code not in comment_lists.waves_with_comments(db):
            abort(404)
    return code


def in_order_of_sitting(rows: Sequence[bytes]) -> list[bytes]:
    """Ids in a random order that lasts as long as she is signed in, and is kept nowhere."""
    key = subkey(house().settings.secret_keys[0], "order of comments")
    sitting = (read_cookie(STAFF) or "").encode()
    return sorted(rows, key=lambda row: hmac.digest(key, sitting + row, "sha256"))


def next_of(rows: Sequence[bytes]) -> bytes | None:
    """The next one in her order: after the one that she leaves for later, if she came from one."""
    ordered = in_order_of_sitting(rows)
    left = request.args.get("from", "")
    place = next((number for number, row in enumerate(ordered) if row.hex() == left), -1)
    return ordered[(place + 1) % len(ordered)] if ordered else None


def question_words(db: Session, wave: str, question: str) -> str:
    """What was asked; its id where no questionnaire here has it."""
    record = waves.wave(db, wave)
    asked = house().catalogue.get(record.questionnaire, record.version).question(question)
    return asked.text.replace("{hospital}", "the hospital") if asked is not None else question


def shown(found: QueuedComment) -> Shown:
    """A comment with what the machine points to."""
    with house().store.reading() as db:
        names = {one.id: one.name for one in hospitals.list_hospitals(db)}
        asked = question_words(db, found.wave, found.question)
    text = found.work.text
    marked = highlights(text, names.values())
    unique = {(one.reason, one.words): f"{one.reason.value}|{one.words}" for one in marked}
    return Shown(
        id=found.id.hex(),
        wave=found.wave,
        question=asked,
        hospital=names.get(found.hospital, ""),
        mark=found.mark,
        is_summary=found.kind is comments.Kind.SUMMARY,
        text=text,
        pieces=tuple((words, words_of(reason) if reason else "") for words, reason in segments(text, marked)),
        suggestions=tuple((value, words, words_of(reason)) for (reason, words), value in unique.items()),
    )


def reason_of(typed: str | None) -> Reason | None:
    """A reason by its name."""
    return Reason(typed) if typed in set(Reason) else None


def is_ours() -> bool:
    """Whether the form that was posted was drawn for this browser."""
    return bool(DoorForm(request.form).validate())
