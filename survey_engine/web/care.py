"""Care with words: what in her own text may say who somebody is, shown once, never in the way."""

from __future__ import annotations

from typing import assert_never

from survey_engine.analysis.identifying import MOST_SHOWN, Found, Trace, identifying
from survey_engine.questionnaire.definition import Kind, Page, Question
from survey_engine.web.answering import Answering
from survey_engine.web.language import gettext as _
from survey_engine.web.language import language
from survey_engine.web.translations import ENGLISH


def look_again(question: Question, answering: Answering) -> tuple[str, ...]:
    """A line for each place of a saved text to look at again. Silent in other languages: it knows English."""
    text = answering.live.get(question.id)
    if question.kind is not Kind.TEXT or not isinstance(text, str) or language().code != ENGLISH:
        return ()
    unique = {(one.trace, one.words): one for one in identifying(text)}
    return tuple(map(_line, unique.values()))[:MOST_SHOWN]


def look_again_on(page: Page, answering: Answering) -> tuple[str, ...]:
    """The same for every text of a page."""
    return tuple(line for question in page.questions for line in look_again(question, answering))


def _line(found: Found) -> str:
    words = " ".join(found.words.split())
    match found.trace:
        case Trace.TELEPHONE:
            return _("“%(words)s” looks like a telephone number.", words=words)
        case Trace.EMAIL:
            return _("“%(words)s” looks like an e-mail address.", words=words)
        case Trace.NHS_NUMBER:
            return _("“%(words)s” looks like an NHS number.", words=words)
        case Trace.NAME:
            return _("“%(words)s” looks like a name.", words=words)
        case Trace.DATE:
            return _("“%(words)s” looks like a date of birth.", words=words)
        case Trace.POSTCODE:
            return _("“%(words)s” looks like a postcode.", words=words)
        case _:
            assert_never(found.trace)
