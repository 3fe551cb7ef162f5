"""The screens of one form: a section of the sheet, or what an interviewer asks in one breath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.batch import demand_same_form, keep_batch, without_form
from survey_engine.charity.desk import CODE, HOME, Desk, desk_blueprint, keep, latest, sit_at_desk
from survey_engine.charity.keyed_views import views_of
from survey_engine.questionnaire.answers import Fault
from survey_engine.questionnaire.definition import Kind, QuestionId
from survey_engine.questionnaire.keying import Keying, ScreenReading, margin_question, read_screen
from survey_engine.questionnaire.screens import Screen, first_to_do, screen_of
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.staff_sitting import staff_page

keying_screens = desk_blueprint("keying_screens")

MARGIN, MARK = "margin-notes", "form-mark"  # no question has such an id
COMPARE = f"{HOME}/compare"
CALL_END = f"{HOME}/call-end"


def screen_url(screen: Screen) -> str:
    """The address of a screen, with its first box in focus."""
    first = next((one.id for page in screen for one in page.questions if one.kind is not Kind.STATEMENT), "")
    return f"{CODE}/{screen[0].id}{'#' if first else ''}{first}"


def onward_url(desk: Desk) -> str:
    """Where the keying goes on: the first screen to do, else what comes after the last."""
    screen = first_to_do(desk.screens, desk.keying.done)
    if screen is not None:
        return screen_url(screen)
    return CALL_END if desk.batch.is_telephone else f"{COMPARE}#page-form"


@keying_screens.get("/form/<page_id>")
@access(Access.ENTRY)
def show(page_id: str) -> ResponseReturnValue:
    """One screen, with what was keyed so far."""
    desk = sit_at_desk()
    screen = screen_of(desk.screens, page_id)
    return draw(desk, screen) if screen is not None else redirect(onward_url(desk), 303)


@keying_screens.post("/form/<page_id>")
@access(Access.ENTRY)
def save(page_id: str) -> ResponseReturnValue:
    """Keep what was keyed, then do what the button says."""
    action = request.form.get("action", "next")
    if not DoorForm(request.form).validate():
        return show_again(page_id, PageError("", "Please press the button again."), 400)
    demand_same_form(request.form.get(MARK, ""))
    readings: list[ScreenReading] = []

    def change(desk: Desk) -> Keying:
        screen = screen_of(desk.screens, page_id)
        if screen is None:
            return desk.keying
        margin = request.form.get(MARGIN, "")
        reading = read_screen(desk.keying, screen, request.form, margin, desk.questionnaire, latest=latest())
        readings.append(reading)
        if action == "skip_part":
            return _without(desk, screen)
        return reading.keying

    desk = keep(change)
    screen = screen_of(desk.screens, page_id)
    if screen is None or not readings:
        return redirect(onward_url(desk), 303)
    return _act(desk, screen, readings[-1], action)


def _without(desk: Desk, screen: Screen) -> Keying:
    """The keying once the caller left the whole part out."""
    section = desk.questionnaire.section_of(screen[0])
    return replace(desk.keying, done=desk.keying.done | {page.id for page in section.pages})


def _act(desk: Desk, screen: Screen, reading: ScreenReading, action: str) -> ResponseReturnValue:
    place = desk.screens.index(screen)
    if action == "stop" and desk.batch.is_telephone:
        return redirect(CALL_END, 303)
    if action == "skip_part":
        return redirect(onward_url(desk), 303)
    if reading.has_fault:
        return draw(desk, screen, reading.faults, is_margin_too_long=reading.is_margin_too_long)
    if action == "back" and place > 0:
        return redirect(screen_url(desk.screens[place - 1]), 303)
    if place + 1 < len(desk.screens):
        return redirect(screen_url(desk.screens[place + 1]), 303)
    return _after_the_last(desk)


def _after_the_last(desk: Desk) -> ResponseReturnValue:
    if desk.batch.is_telephone or first_to_do(desk.screens, desk.keying.done) is not None:
        return redirect(onward_url(desk), 303)
    keep(lambda now: replace(now.keying, is_finished=True))
    if desk.batch.is_second:
        return redirect(f"{COMPARE}#page-form", 303)
    return keep_batch(redirect(f"{CODE}#code", 303), without_form(desk.batch, "kept", keyed=1))


def show_again(page_id: str, error: PageError, status: int) -> ResponseReturnValue:
    """The screen as it was keyed, unsaved."""
    desk = sit_at_desk()
    screen = screen_of(desk.screens, page_id)
    if screen is None:
        return redirect(onward_url(desk), 303)
    return draw(desk, screen, error=error, status=status)


def draw(
    desk: Desk,
    screen: Screen,
    faults: Mapping[QuestionId, Fault] | None = None,
    *,
    is_margin_too_long: bool = False,
    error: PageError | None = None,
    status: int = 200,
) -> Response:
    """The screen with what was keyed, and what must be keyed again."""
    posted = request.form if request.method == "POST" else {}
    questionnaire, batch = desk.questionnaire, desk.batch
    views = views_of(
        screen, questionnaire, desk.keying,
        typed=posted, faults=faults or {}, is_aloud=batch.is_telephone,
    )  # fmt: skip
    section = questionnaire.section_of(screen[0])
    found = [PageError(f"#{one.id}", one.error) for one in views if one.error]
    if is_margin_too_long:
        found.append(PageError(f"#{MARGIN}", "The notes are too long to keep. Key what matters most."))
    found += [error] if error else []
    place = desk.screens.index(screen)
    is_first = place == 0 or desk.screens[place - 1][0].section != section.id
    return staff_page(
        "keying", folder="charity", errors=found, status=422 if found and status == 200 else status,
        section=section, questions=views, batch=batch, mark=desk.form.mark, begins_section=is_first,
        address=f"{CODE}/{screen[0].id}", place=place + 1, places=len(desk.screens),
        margin=posted.get(MARGIN) or desk.keying.margins.get(screen[0].id, ""),
        margin_question=margin_question(questionnaire) if not batch.is_telephone else None,
        can_skip_part=section.distressing and batch.is_telephone,
    )  # fmt: skip
