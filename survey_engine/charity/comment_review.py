"""Reading one comment: the machine points, a person takes words out, rewrites, translates and gives it on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.analysis.redaction import Reason, tag_of, take_out, words_of
from survey_engine.charity.comment_desk import (
    AGAIN,
    CHANGED,
    HOME,
    MOST_LETTERS,
    as_drawn,
    is_ours,
    opened,
    reason_of,
    shown,
)
from survey_engine.questionnaire.answers import clean_text
from survey_engine.records import comment_steps, comment_themes
from survey_engine.records.comments import (
    ChangedMeanwhileError,
    CommentsError,
    Concern,
    Kind,
    QueuedComment,
    State,
)
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, note, staff_page

comment_review = Blueprint("comment_review", __name__, url_prefix=f"{HOME}/one")

REASONS: Final = [
    (one.value, f"{words_of(one)[:1].upper()}{words_of(one)[1:]}: {tag_of(one)}") for one in Reason
]


class RefusalError(Exception):
    """What is wrong with what she typed."""

    def __init__(self, href: str, text: str) -> None:
        super().__init__(text)
        self.error = PageError(href, text)


@comment_review.get("/<comment>")
@access(Access.ANALYST)
def show(comment: str) -> ResponseReturnValue:
    """One comment, with nothing else beside it."""
    return _page(opened(comment))


def _page(found: QueuedComment, errors: Sequence[PageError] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        themes = [(one.id.hex(), one.name) for one in comment_themes.frame(db, found.wave)]
        chosen = {one.hex() for one in comment_themes.themes_of(db, found.id)}
    can_change = found.state is State.WAITING and found.concern is not Concern.OPEN
    linked = [one if can_change else PageError("", one.text) for one in errors]
    return staff_page(
        "comment", folder="charity", errors=linked, status=status, comment=shown(found), found=found,
        state=found.state.value, is_worry=found.concern is Concern.OPEN, can_change=can_change,
        themes=themes, chosen=chosen, reasons=REASONS,
        typed=request.form.get("words", "") if errors else "",
        picked=request.form.get("reason", "") if errors else "",
    )  # fmt: skip


@comment_review.post("/<comment>")
@access(Access.ANALYST)
def act(comment: str) -> ResponseReturnValue:
    """Take words out, give it on, put it aside, or stop it."""
    found = opened(comment)
    if not is_ours():
        return _page(found, [AGAIN], 400)
    steps: dict[str, Callable[[Session, QueuedComment], str]] = {
        "suggested": _take_out_suggested,
        "take_out": _take_out_typed,
        "give": _give,
        "aside": _put_aside,
        "worried": _worry,
        "settled": _settle,
        "take_back": _take_back,
    }
    step = steps.get(request.form.get("action", "suggested"))
    if step is None:
        return _page(found, [AGAIN], 400)
    try:
        with house().store.writing() as db:
            onward = step(db, as_drawn(found))
    except RefusalError as refusal:
        return _page(found, [refusal.error], 422)
    except CommentsError as error:
        return _page(opened(comment), [PageError("", str(error))], 422)
    except ChangedMeanwhileError:
        return _page(opened(comment), [PageError("", CHANGED)], 409)
    return redirect(onward, 303)


def _here(found: QueuedComment) -> str:
    return f"{HOME}/one/{found.id.hex()}"


def _next(found: QueuedComment) -> str:
    return f"{HOME}/wave/{found.wave}/next"


def _take_out_suggested(db: Session, found: QueuedComment) -> str:
    name, _bar, words = request.form.get("suggestion", "").partition("|")
    return _take_out(db, found, clean_text(words), reason_of(name))


def _take_out_typed(db: Session, found: QueuedComment) -> str:
    reason = reason_of(request.form.get("reason"))
    words = clean_text(request.form.get("words", ""))
    if not words:
        raise RefusalError("#words", "Write the words to take out, as they stand in the comment.")
    if reason is None:
        raise RefusalError("#reason", "Choose what the words are.")
    return _take_out(db, found, words, reason)


def _take_out(db: Session, found: QueuedComment, words: str, reason: Reason | None) -> str:
    text, places = take_out(found.work.text, words, reason) if reason else (found.work.text, 0)
    if not places or reason is None:
        raise RefusalError("#words", "These words do not stand in the comment. Copy them as they are.")
    comment_steps.change_text(
        db, found, text, by=me().staff, master_key=house().settings.master_key, changes={reason.value: places}
    )
    return _here(found)


def _give(db: Session, found: QueuedComment) -> str:
    chosen = [bytes.fromhex(one) for one in request.form.getlist("themes") if _is_hex(one)]
    day = today(house().clock())
    key = house().settings.master_key
    comment_steps.give_to_second(db, found, by=me().staff, master_key=key, today=day)
    comment_themes.set_themes(db, found, chosen)
    return f"{HOME}/wave/{found.wave}/themes" if found.kind is Kind.SUMMARY else _next(found)


def _is_hex(typed: str) -> bool:
    return len(typed) == 32 and all(letter in "0123456789abcdef" for letter in typed)


def _put_aside(db: Session, found: QueuedComment) -> str:
    why = clean_text(request.form.get("why", ""))[:300]
    if not why:
        raise RefusalError("#why", "Write in a few words why it is not to be used.")
    comment_steps.put_aside(db, found, why, by=me().staff, master_key=house().settings.master_key)
    return _next(found)


def _worry(db: Session, found: QueuedComment) -> str:
    comment_steps.raise_concern(db, found, master_key=house().settings.master_key)
    note(db, "worried about a comment", {"wave": found.wave})
    return _here(found)


def _settle(db: Session, found: QueuedComment) -> str:
    comment_steps.settle_concern(db, found, master_key=house().settings.master_key)
    note(db, "safeguarding lead has decided", {"wave": found.wave})
    return _here(found)


def _take_back(db: Session, found: QueuedComment) -> str:
    comment_steps.take_back(db, found, master_key=house().settings.master_key)
    return _here(found)


@comment_review.get("/<comment>/words")
@access(Access.ANALYST)
def ask_words(comment: str) -> ResponseReturnValue:
    """The text in a box, to rewrite or translate."""
    return _words_page(opened(comment, State.WAITING, State.RELEASED))


def _words_page(found: QueuedComment, errors: Sequence[PageError] = (), status: int = 200) -> Response:
    typed = request.form.get("text", found.work.text)
    return staff_page(
        "comment_words", folder="charity", errors=errors, status=status, comment=shown(found), typed=typed,
        reasons=REASONS, picked=request.form.get("reason", ""), original=found.original,
        is_translation=request.form.get("translation") == "yes" or found.work.translated,
    )  # fmt: skip


@comment_review.post("/<comment>/words")
@access(Access.ANALYST)
def keep_words(comment: str) -> ResponseReturnValue:
    """Keep what she wrote, with the reason."""
    found = opened(comment, State.WAITING, State.RELEASED)
    if not is_ours():
        return _words_page(found, [AGAIN], 400)
    text = clean_text(request.form.get("text", ""))
    reason, is_translation = reason_of(request.form.get("reason")), request.form.get("translation") == "yes"
    if not text or len(text) > MOST_LETTERS:
        sentence = f"Write the comment in up to {MOST_LETTERS} letters."
        return _words_page(found, [PageError("#text", sentence)], 422)
    is_summary = found.kind is Kind.SUMMARY
    if text == clean_text(found.work.text) and not is_translation:
        return redirect(_here(found), 303)
    if reason is None and not is_translation and not is_summary:
        return _words_page(found, [PageError("#reason", "Choose why you changed the words.")], 422)
    changes = {reason.value: 1} if reason is not None and not is_summary else {}
    try:
        with house().store.writing() as db:
            comment_steps.change_text(
                db, as_drawn(found), text, by=me().staff, master_key=house().settings.master_key,
                changes=changes, translated=is_translation,
            )  # fmt: skip
    except CommentsError as error:
        return _words_page(found, [PageError("", str(error))], 422)
    except ChangedMeanwhileError:
        return _words_page(opened(comment), [PageError("", CHANGED)], 409)
    return redirect(_here(found), 303)
