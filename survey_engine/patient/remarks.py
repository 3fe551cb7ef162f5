"""What a page says beside its question: how long a part takes, where she was, that the rest can be short."""

from __future__ import annotations

from typing import Final

from flask import request

from survey_engine.patient.sitting import Sitting
from survey_engine.questionnaire.definition import Page, Section
from survey_engine.questionnaire.duration import estimated_minutes
from survey_engine.questionnaire.short_form import core_count, left_out
from survey_engine.web.language import gettext as _
from survey_engine.web.language import ngettext

# Fewer than this are not worth a decision.
FEWEST_LEFT_OUT: Final = 5


def length_of(sitting: Sitting, section: Section) -> str:
    """How long a part takes, as far as its routing can be told; nothing for one with a single page."""
    pages = [one for one in sitting.path if one.section == section.id and not one.starts_part]
    if len(pages) < 2:
        return ""
    minutes = estimated_minutes(question for one in pages for question in one.questions)
    return ngettext(
        "This part takes about %(num)s minute.",
        "This part takes about %(num)s minutes.",
        minutes,
    )


def return_line(sitting: Sitting, page: Page) -> str | None:
    """On return, one line of where she was and what is next."""
    if request.args.get("back") != "today":
        return None
    here = sitting.filled(sitting.questionnaire.section_of(page).title)
    at = sitting.questionnaire.page(sitting.progress.at) if sitting.progress.at else None
    if at is not None and at.section != page.section:
        before = sitting.filled(sitting.questionnaire.section_of(at).title)
        return _(
            "Welcome back. You finished “%(before)s”. Next is “%(part)s”. Your answers are here.",
            before=before,
            part=here,
        )
    following = _part_after(sitting, page)
    if following:
        return _(
            "Welcome back. You were in “%(part)s”. After it comes “%(following)s”. Your answers are here.",
            part=here,
            following=following,
        )
    return _(
        "Welcome back. You were in “%(part)s”. It is the last part. Your answers are here.",
        part=here,
    )


def _part_after(sitting: Sitting, page: Page) -> str:
    """The title of the next part before the check; empty where there is none."""
    questionnaire = sitting.questionnaire
    parts = list(dict.fromkeys(one.section for one in sitting.path))
    after = parts[parts.index(page.section) + 1 :] if page.section in parts else []
    sections = (one for one in questionnaire.sections if one.id in after and not one.after_check)
    return next((sitting.filled(section.title) for section in sections), "")


def can_be_shorter(sitting: Sitting) -> bool:
    """Whether she may still choose the short survey, and it would spare her something."""
    if sitting.progress.short or not core_count(sitting.questionnaire):
        return False
    return left_out(sitting.questionnaire, sitting.path, sitting.progress.seen) >= FEWEST_LEFT_OUT


def is_half_way(sitting: Sitting, page: Page) -> bool:
    """Whether the page begins the part after the middle of the way: where the shorter one is offered once."""
    questionnaire = sitting.questionnaire
    way = [one for one in sitting.path if not questionnaire.section_of(one).after_check]
    middle = len(way) // 2
    begins = (one for place, one in enumerate(way) if place >= middle and _begins_part(way, place))
    first = next(begins, None)
    return first is not None and first.id == page.id


def _begins_part(way: list[Page], place: int) -> bool:
    """Whether a question begins a part there. A page that only warns of what comes is no place to decide."""
    page, before = way[place], way[max(place - 1, 0)]
    return not page.starts_part and before.section != page.section
