"""Check your answers, Send, thank-you; or delete everything before sending."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.patient.contact import contact_url
from survey_engine.patient.pledges import pledges_url
from survey_engine.patient.screens import message_page, page
from survey_engine.patient.session import PatientSession, forget, to_bytes
from survey_engine.patient.sitting import Sitting, finish, sit_down, the_session
from survey_engine.patient.travel import equality_page_to_do, is_ready_to_send, page_to_return_to, page_url
from survey_engine.questionnaire.answers import Response as Answered
from survey_engine.questionnaire.definition import Kind
from survey_engine.questionnaire.modes import Mode
from survey_engine.questionnaire.progress import page_to_mend
from survey_engine.questionnaire.routing import answers_on_path, first_unseen, shown_questions
from survey_engine.records import drafts
from survey_engine.records.store import Session, StorageError
from survey_engine.web.access import Access, access
from survey_engine.web.box import StoppedCodeError, put_in_the_box
from survey_engine.web.care import look_again
from survey_engine.web.fields import answer_lines
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _
from survey_engine.web.language import language

sending = Blueprint("sending", __name__)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One question and its answer."""

    question: str
    answer_lines: tuple[str, ...]
    change_url: str
    look_again: tuple[str, ...] = ()  # what in her own words may say who somebody is

    @property
    def not_answered(self) -> bool:
        """Whether there is no answer."""
        return not self.answer_lines


@dataclass(frozen=True, slots=True)
class CheckSection:
    """One part of the survey."""

    title: str
    rows: tuple[CheckRow, ...]


@sending.get("/check")
@access(Access.DRAFT)
def check() -> ResponseReturnValue:
    """Every question on the path with its answer, and a link to change it."""
    sitting = sit_down(the_session())
    return _elsewhere_first(sitting) or check_page(sitting)


def _elsewhere_first(sitting: Sitting) -> Response | None:
    """To a page that must be mended, or that was not seen yet."""
    questionnaire, progress = sitting.questionnaire, sitting.progress
    to_mend = page_to_mend(questionnaire, progress)
    if to_mend is not None:
        return redirect(page_url(to_mend, **{"from": "check"}), 303)
    if not is_ready_to_send(questionnaire, progress):
        unseen = first_unseen(questionnaire, progress.answers, progress.seen)
        return redirect(page_url(unseen), 303) if unseen else None
    return None


def check_page(sitting: Sitting, *, errors: tuple[PageError, ...] = (), status: int = 200) -> Response:
    """The check, with an error above it where sending did not work."""
    to_do = equality_page_to_do(sitting.questionnaire, sitting.progress)
    return page(
        "check",
        status=status,
        errors=errors,
        sections=_sections(sitting),
        about_you_url=page_url(to_do) if to_do else None,
        about_you_done=to_do is None,
    )


@sending.get("/answers")
@access(Access.DRAFT)
def answers_to_print() -> ResponseReturnValue:
    """Every answer on one page, to print before sending."""
    return page("answers", sections=_sections(sit_down(the_session())))


def _sections(sitting: Sitting) -> tuple[CheckSection, ...]:
    questionnaire, answers = sitting.questionnaire, sitting.live
    rows: dict[str, list[CheckRow]] = {}
    for one in sitting.path:
        section = questionnaire.section_of(one)
        if section.after_check and one.id not in sitting.progress.seen:
            continue
        for question in shown_questions(one, answers):
            if question.kind is not Kind.STATEMENT:
                text = sitting.filled(question.text)
                lines = answer_lines(question, answers.get(question.id), sitting.filled)
                change = page_url(one, **{"from": "check"})
                rows.setdefault(sitting.filled(section.title), []).append(
                    CheckRow(text, lines, change, look_again(question, sitting))
                )
    return tuple(CheckSection(title, tuple(found)) for title, found in rows.items())


@sending.post("/send")
@access(Access.DRAFT)
def send() -> ResponseReturnValue:
    """Seal the answers and put them in the box, once."""
    session = the_session()
    if not DoorForm(request.form).validate():
        again = PageError("", _("Please press Send again."))
        return check_page(sit_down(session), errors=(again,), status=400)
    try:
        return send_answers(session, is_partial=request.form.get("action") == "partial") or thanked()
    except StoppedCodeError:
        return message_page(
            _("This code was stopped"),
            _("Your answers were not sent. They are still saved."),
            _("Please call us if you want to take part. The numbers are on this page."),
            action=(url_for("stopping.stop"), _("Keep my answers or delete them")),
            status=403,
        )
    except StorageError:
        sentence = _("We could not send just now. Your answers are saved. Please press Send again soon.")
        return check_page(sit_down(session), errors=(PageError("", sentence),), status=503)


def send_answers(session: PatientSession, *, is_partial: bool = False) -> Response | None:
    """Seal and store in one transaction; returns where to go first, where something is still to be done.

    `is_partial`: she chose to send what she has. Then nothing is to be done first, and it is marked so.

    The draft is read inside that transaction, and held: what another tab saved a moment ago is sent too. A
    second press finds the code used (AlreadySentError) and changes nothing.
    """

    def seal_and_store(db: Session, sitting: Sitting) -> Response | None:
        is_whole = is_ready_to_send(sitting.questionnaire, sitting.progress)
        if is_partial and not sitting.live:  # deleted meanwhile on another device: nothing is no answer
            return redirect(page_to_return_to(sitting), 303)
        elsewhere = None if is_partial and not is_whole else _elsewhere_first(sitting)
        if elsewhere is not None:
            return elsewhere
        if sitting.is_pilot:  # the trial is over: nothing is kept, and the code can be used again
            drafts.delete(db, to_bytes(session.draft_id))
            return thanked(is_pilot=True)
        _store(db, sitting, is_partial=not is_whole)
        return None

    return finish(session, seal_and_store)


def _store(db: Session, sitting: Sitting, *, is_partial: bool) -> None:
    session = sitting.session
    is_kept = put_in_the_box(
        db,
        replace(answered(sitting), partial=is_partial),
        lookup=to_bytes(session.lookup),
        nullifier=to_bytes(session.nullifier),
        draft_id=to_bytes(session.draft_id),
        size=sitting.questionnaire.plaintext_bytes,
    )
    if not is_kept:  # another draft of this code was sent before: this one can never be, and must not stay
        drafts.delete(db, to_bytes(session.draft_id))


def answered(sitting: Sitting) -> Answered:
    """The response as it is sealed: pruned to the path; None where a question was seen and skipped."""
    questionnaire = sitting.questionnaire
    return Answered(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        definition_hash=questionnaire.content_hash,
        wave=sitting.session.wave,
        hospital=sitting.session.hospital,
        language=language().code,
        mode=Mode.WEB,
        partial=False,
        consent=True,
        answers=answers_on_path(questionnaire, sitting.live, sitting.progress.seen),
    )


def thanked(*, is_pilot: bool = False) -> Response:
    """To the thank-you, with this device forgotten."""
    response = redirect(url_for("sending.tried" if is_pilot else "sending.done"), 303)
    forget(response)
    return response


@sending.get("/send")
@access(Access.DRAFT)
def ask_to_send_again() -> ResponseReturnValue:
    """Where a browser asks once more for the page that Send gave."""
    return redirect(url_for("sending.check"), 303)


@sending.get("/done")
@access(Access.ANYONE)
def done() -> ResponseReturnValue:
    """Thank-you."""
    return page("done", contact_url=contact_url(), pledges_url=pledges_url())


@sending.get("/tried")
@access(Access.ANYONE)
def tried() -> ResponseReturnValue:
    """Thank-you at the end of a trial."""
    return page("done", is_pilot=True)


@sending.post("/delete")
@access(Access.DRAFT)
def delete() -> ResponseReturnValue:
    """Delete the draft."""
    session = the_session()
    if not DoorForm(request.form).validate():
        return redirect(url_for("stopping.stop"), 303)
    with house().store.writing() as db:
        drafts.delete(db, to_bytes(session.draft_id))
    response = page("deleted")
    forget(response)
    return response
