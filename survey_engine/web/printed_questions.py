"""Every question of a version on one page, to read or to print."""

from __future__ import annotations

from typing import Any

from survey_engine.questionnaire.definition import Question, Questionnaire, Section
from survey_engine.questionnaire.directions import blocks, numbers
from survey_engine.questionnaire.wording import piped, reworded
from survey_engine.web.language import gettext as _


def printed_questions(questionnaire: Questionnaire) -> dict[str, Any]:
    """What patient/questions.jinja draws; the version is already in the reader's language."""
    filled = reworded(questionnaire, lambda _context, text: piped(text, hospital=_("your hospital")))
    return {
        "questionnaire": filled,
        "sections": _printed(filled),
        "numbers": numbers(filled),
        "blocks": blocks(filled, _),
    }


def _printed(questionnaire: Questionnaire) -> list[tuple[Section, list[Question]]]:
    """Each section with its questions and statements, but for the head of a part, which repeats its intro."""
    return [
        (section, [question for page in section.pages if not page.starts_part for question in page.questions])
        for section in sorted(questionnaire.sections, key=lambda section: section.after_check)
    ]
