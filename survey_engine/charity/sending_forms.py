"""The end of a form: what two keyings disagree about, or the last words of a call; then into the box."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.batch import demand_same_form, keep_batch, the_form, without_form
from survey_engine.charity.desk import CODE, Desk, desk_blueprint, finish, latest, sit_at_desk
from survey_engine.charity.keyed_views import KeyedView, views_of, words_of
from survey_engine.charity.keying_screens import CALL_END, COMPARE, MARK, onward_url, screen_url
from survey_engine.questionnaire.answers import Fault
from survey_engine.questionnaire.definition import Question, QuestionId
from survey_engine.questionnaire.double_entry import settled, to_response, to_settle
from survey_engine.questionnaire.keying import Entry, Keying, read_entry, with_margins
from survey_engine.questionnaire.screens import first_to_do
from survey_engine.records import drafts
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.box import StoppedCodeError, put_in_the_box
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.staff_sitting import staff_page

sending_forms = desk_blueprint("sending_forms")

FIRST, SECOND, OWN = "1", "2", "3"
CHOICE: Final = "settle-"  # no question's id holds a hyphen
AGAIN = PageError("", "Please press the button again.")


@dataclass(frozen=True, slots=True)
class Difference:
    """One question on which the keyings differ. `chosen`: what was keyed for it so far."""

    question: KeyedView
    first: str
    second: str
    chosen: str
    error: str

    @property
    def choice_name(self) -> str:
        """The name of the box that takes 1, 2 or 3."""
        return f"{CHOICE}{self.question.id}"


@dataclass(frozen=True, slots=True)
class Settling:
    """What was chosen on the page of differences, and what must still be chosen."""

    choices: Mapping[QuestionId, Entry]
    faults: Mapping[QuestionId, str]


@sending_forms.get("/compare")
@access(Access.ENTRY)
def compare() -> ResponseReturnValue:
    """What the two keyings differ on."""
    desk = sit_at_desk()
    return _unfinished(desk) or _differences(desk, Settling({}, {}))


def _unfinished(desk: Desk) -> Response | None:
    """Back to what is still to be keyed."""
    if desk.first is None:
        return redirect(onward_url(desk) if not desk.keying.is_finished else CODE, 303)
    screen = first_to_do(desk.screens, desk.keying.done)
    return redirect(screen_url(screen), 303) if screen is not None else None


def _differences(
    desk: Desk, settling: Settling, error: PageError | None = None, status: int = 200
) -> Response:
    first = with_margins(desk.first or Keying(), desk.questionnaire)
    second = with_margins(desk.keying, desk.questionnaire)
    found = to_settle(desk.questionnaire, first, second, settling.choices)
    views = {one.id: one for one in _views(desk, found)}
    shown = [
        Difference(
            question=views[one.id],
            first=words_of(one, first),
            second=words_of(one, second),
            chosen=request.form.get(f"{CHOICE}{one.id}", ""),
            error=settling.faults.get(one.id, ""),
        )
        for one in found
    ]
    errors = [PageError(f"#{one.choice_name}", one.error) for one in shown if one.error]
    errors += [error] if error else []
    return staff_page(
        "differences", folder="charity", errors=errors, status=422 if errors and status == 200 else status,
        differences=shown, address=COMPARE, mark=desk.form.mark,
        back=screen_url(desk.screens[0]),
    )  # fmt: skip


def _views(desk: Desk, questions: tuple[Question, ...]) -> tuple[KeyedView, ...]:
    """The questions as they are keyed, with what was typed for them on this page alone."""
    wanted = {one.id for one in questions}
    every = views_of(
        desk.questionnaire.pages, desk.questionnaire, Keying(), typed=request.form, faults={}, is_aloud=False
    )
    return tuple(one for one in every if one.id in wanted)


def _settling(desk: Desk, first: Keying) -> Settling:
    """Read the choices: 1 as first, 2 as second, 3 as keyed beside it."""
    choices: dict[QuestionId, Entry] = {}
    faults: dict[QuestionId, str] = {}
    one, other = with_margins(first, desk.questionnaire), with_margins(desk.keying, desk.questionnaire)
    while left := [
        question
        for question in to_settle(desk.questionnaire, first, desk.keying, choices)
        if question.id not in choices and question.id not in faults
    ]:
        for question in left:
            chosen = request.form.get(f"{CHOICE}{question.id}", "").strip()
            if chosen in (FIRST, SECOND):
                choices[question.id] = (one if chosen == FIRST else other).entry(question.id)
            elif chosen == OWN:
                entry = read_entry(question, request.form.get(question.id, ""), latest=latest())
                choices[question.id] = replace(entry, fault=None)
                if entry.fault is not None:
                    faults[question.id] = _cannot(entry.fault)
            else:
                faults[question.id] = (
                    "Key 1 for the first keying, 2 for the second, or 3 for what you key here."
                )
    return Settling(choices, faults)


def _cannot(fault: Fault) -> str:
    if fault is Fault.TEXT_TOO_LONG:
        return "What you keyed here is too long to keep. Key what matters most."
    return "What you keyed here does not fit the question. Look at the numbers beside it."


@sending_forms.post("/compare")
@access(Access.ENTRY)
def send() -> ResponseReturnValue:
    """Put the form in the box, once every difference is settled."""
    if not DoorForm(request.form).validate():
        return _differences(sit_at_desk(), Settling({}, {}), AGAIN, 400)
    demand_same_form(request.form.get(MARK, ""))

    def settle_and_send(db: Session, desk: Desk) -> ResponseReturnValue:
        elsewhere = _unfinished(desk)
        if elsewhere is not None or desk.first is None:
            return elsewhere or redirect(CODE, 303)
        settling = _settling(desk, desk.first)
        if settling.faults:
            return _differences(desk, settling)
        return _put(db, desk, settled(desk.questionnaire, desk.keying, settling.choices))

    return _sent(settle_and_send)


def _put(db: Session, desk: Desk, keying: Keying) -> ResponseReturnValue:
    """Seal and store in this transaction, and delete both keyings. A used code says so, and keeps nothing."""
    batch, form = desk.batch, desk.form
    response = to_response(
        desk.questionnaire, keying, wave=batch.wave, hospital=form.hospital, mode=batch.mode
    )
    is_stored = put_in_the_box(
        db,
        response,
        lookup=bytes.fromhex(form.lookup),
        nullifier=bytes.fromhex(form.nullifier),
        draft_id=form.keys(is_second=batch.is_second).draft_id,
        size=desk.questionnaire.plaintext_bytes,
    )
    for is_second in (False, True):
        drafts.delete(db, form.keys(is_second=is_second).draft_id)
    told = "sent" if is_stored else "used"
    done = without_form(batch, told, sent=1 if is_stored else 0)
    return keep_batch(redirect(f"{CODE}#code", 303), done)


@sending_forms.get("/call-end")
@access(Access.ENTRY)
def call_end() -> ResponseReturnValue:
    """The last words of a call, then Send."""
    desk = sit_at_desk()
    return _call_end(desk) if desk.batch.is_telephone else redirect(onward_url(desk), 303)


def _call_end(desk: Desk, errors: tuple[PageError, ...] = (), status: int = 200) -> Response:
    left = first_to_do(desk.screens, desk.keying.done)
    return staff_page(
        "call_end", folder="charity", errors=errors, status=status, address=CALL_END, mark=desk.form.mark,
        back=screen_url(left or desk.screens[-1]), is_whole=left is None,
        has_answers=bool(desk.keying.answers),
    )  # fmt: skip


@sending_forms.post("/call-end")
@access(Access.ENTRY)
def send_call() -> ResponseReturnValue:
    """Send what the caller said, or throw it away where she wishes that."""
    batch, _form = the_form()
    if not batch.is_telephone:
        return redirect(COMPARE, 303)
    if not DoorForm(request.form).validate():
        return _call_end(sit_at_desk(), (AGAIN,), 400)
    demand_same_form(request.form.get(MARK, ""))
    return _sent(_throw_away if request.form.get("action") == "throw_away" else _send_call)


def _send_call(db: Session, desk: Desk) -> ResponseReturnValue:
    return _put(db, desk, desk.keying)


def _throw_away(db: Session, desk: Desk) -> ResponseReturnValue:
    drafts.delete(db, desk.form.keys(is_second=False).draft_id)
    return keep_batch(redirect(f"{CODE}#code", 303), without_form(desk.batch, "thrown"))


def _sent(work: Callable[[Session, Desk], ResponseReturnValue]) -> ResponseReturnValue:
    """Do it in one transaction; where the letter was stopped meanwhile, nothing is sent."""
    try:
        return finish(work)
    except StoppedCodeError:
        return staff_page(
            "message",
            heading="This letter was stopped",
            paragraphs=(
                "Somebody stopped it after the form was begun. Nothing was sent.",
                "Put the form aside: it cannot be counted.",
            ),
            action=(CODE, "Next form"),
            status=403,
        )
