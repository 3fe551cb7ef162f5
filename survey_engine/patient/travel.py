"""Where a person goes next: from a page, back, or when she returns."""

from __future__ import annotations

from typing import Any

from flask import url_for

from survey_engine.patient.sitting import Sitting
from survey_engine.questionnaire.definition import Page, Questionnaire
from survey_engine.questionnaire.progress import Progress, after_check_path, main_path
from survey_engine.questionnaire.routing import after_part, first_unseen, next_page, path, previous_page


def page_url(page: Page, **query: Any) -> str:
    """The address of a page."""
    return url_for("pages.show", page_id=page.id, **query)


def check_url() -> str:
    """The address of "Check your answers"."""
    return url_for("sending.check")


def page_to_return_to(sitting: Sitting) -> str:
    """Where she was; else the first page she has not seen; else the check."""
    questionnaire, progress = sitting.questionnaire, sitting.progress
    shown = sitting.path
    if progress.at is None:
        return page_url(shown[0])
    here = next((page for page in shown if page.id == progress.at), None)
    if here is not None and any(question.id in progress.typed for question in here.questions):
        return page_url(here, back="today")
    if here is not None and not questionnaire.section_of(here).after_check and not here.starts_part:
        unanswered = not any(question.id in progress.answers for question in here.questions)
        if unanswered:
            return page_url(here, back="today")
    unseen = first_unseen(questionnaire, progress.answers, progress.seen)
    return page_url(unseen, back="today") if unseen else check_url()


def onward_url(questionnaire: Questionnaire, progress: Progress, page: Page, *, from_check: bool) -> str:
    """After Continue on `page`. Someone who came to change one answer goes back to the check."""
    if from_check:
        unseen = first_unseen(questionnaire, progress.answers, progress.seen)
        return page_url(unseen, **{"from": "check"}) if unseen else check_url()
    following = next_page(questionnaire, progress.answers, page.id)
    return _unless_after_check(questionnaire, page, following)


def past_part_url(questionnaire: Questionnaire, progress: Progress, page: Page) -> str:
    """After "Skip this part" on `page`."""
    following = after_part(questionnaire, progress.answers, page.section)
    return _unless_after_check(questionnaire, page, following)


def _unless_after_check(questionnaire: Questionnaire, page: Page, following: Page | None) -> str:
    if following is None:
        return check_url()
    leaves_main = questionnaire.section_of(following).after_check
    if leaves_main and not questionnaire.section_of(page).after_check:
        return check_url()
    return page_url(following)


def back_url(questionnaire: Questionnaire, progress: Progress, page: Page, *, from_check: bool) -> str:
    """Before `page`: the page before it on the path; the check before the equality questions.

    Someone who came from the check to change one answer goes back there, or she would have to go through
    every page after it once more.
    """
    if from_check and is_ready_to_send(questionnaire, progress):
        return check_url()
    before = previous_page(questionnaire, progress.answers, page.id)
    if questionnaire.section_of(page).after_check:
        inside = before is not None and questionnaire.section_of(before).after_check
        return page_url(before) if before and inside else check_url()
    return page_url(before) if before else page_url(path(questionnaire, progress.answers)[0])


def is_ready_to_send(questionnaire: Questionnaire, progress: Progress) -> bool:
    """Whether every page before the check was seen."""
    return all(page.id in progress.seen for page in main_path(questionnaire, progress))


def equality_page_to_do(questionnaire: Questionnaire, progress: Progress) -> Page | None:
    """The first equality page not seen yet."""
    pages = after_check_path(questionnaire, progress)
    return next((page for page in pages if page.id not in progress.seen), None)
