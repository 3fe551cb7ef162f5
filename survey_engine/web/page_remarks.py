"""What a page says beside its question: how long a part takes, and that the rest can be made shorter."""

from __future__ import annotations

from typing import Final

from survey_engine.questionnaire.definition import Page, Section
from survey_engine.questionnaire.duration import estimated_minutes
from survey_engine.questionnaire.short_form import core_count, left_out
from survey_engine.web.answering import Answering
from survey_engine.web.language import ngettext

# Fewer than this are not worth a decision.
FEWEST_LEFT_OUT: Final = 5


def length_of(answering: Answering, section: Section) -> str:
    """How long a part takes, as far as its routing can be told; nothing for one with a single page."""
    pages = [one for one in answering.path if one.section == section.id and not one.starts_part]
    if len(pages) < 2:
        return ""
    minutes = estimated_minutes(question for one in pages for question in one.questions)
    return ngettext(
        "This part takes about %(num)s minute.",
        "This part takes about %(num)s minutes.",
        minutes,
    )


def can_be_shorter(answering: Answering) -> bool:
    """Whether she may still choose the short survey, and it would spare her something."""
    if answering.progress.short or not core_count(answering.questionnaire):
        return False
    return left_out(answering.questionnaire, answering.path, answering.progress.seen) >= FEWEST_LEFT_OUT


def is_half_way(answering: Answering, page: Page) -> bool:
    """Whether the page begins the part after the middle of the way: where the shorter one is offered once."""
    questionnaire = answering.questionnaire
    way = [one for one in answering.path if not questionnaire.section_of(one).after_check]
    middle = len(way) // 2
    begins = (one for place, one in enumerate(way) if place >= middle and _begins_part(way, place))
    first = next(begins, None)
    return first is not None and first.id == page.id


def _begins_part(way: list[Page], place: int) -> bool:
    """Whether a question begins a part there. A page that only warns of what comes is no place to decide."""
    page, before = way[place], way[max(place - 1, 0)]
    return not page.starts_part and before.section != page.section
