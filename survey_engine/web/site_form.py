"""The form of facts about a hospital's service, as both the hospital and the charity read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import format_date

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import AnsweredBy, Question, QuestionId, Questionnaire
from survey_engine.questionnaire.wording import piped, reworded
from survey_engine.records import publishing
from survey_engine.records.site_facts import SiteFacts
from survey_engine.records.store import Session
from survey_engine.web.fields import answer_lines
from survey_engine.web.house import house


@dataclass(frozen=True, slots=True)
class FactLine:
    """One question and what was answered, in words."""

    text: str
    lines: tuple[str, ...]
    is_unfinished: bool  # an entry is kept that still has to be mended


@dataclass(frozen=True, slots=True)
class FactPart:
    """One part of the form with its lines."""

    title: str
    lines: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class SavedFacts:
    """Who saved a form last and when, and how much of it is answered."""

    year: int
    by: str
    on: str
    answered: int
    asked: int
    unfinished: int


def form_to_fill(db: Session) -> Questionnaire | None:
    """The newest published version of the form for leads; None until the charity has published one.

    Where there are several such forms, the first by its id.
    """
    frozen = {(one.questionnaire, one.version) for one in publishing.published(db)}
    found = [
        one
        for one in house().catalogue
        if one.answered_by is AnsweredBy.LEAD and (one.id, one.version) in frozen
    ]
    first = min((one.id for one in found), default=None)
    return max((one for one in found if one.id == first), key=lambda one: one.version, default=None)


def version_of(form: Questionnaire, facts: SiteFacts) -> Questionnaire:
    """The version that a saved form was filled in by."""
    versions = {one.version: one for one in house().catalogue.versions(form.id)}
    return versions.get(facts.version, form)


def named(form: Questionnaire, hospital: str) -> Questionnaire:
    """The form with the hospital's name in its words."""
    return reworded(form, lambda _context, text: piped(text, hospital=hospital))


def saved_facts(form: Questionnaire, facts: SiteFacts) -> SavedFacts:
    """What is said of a saved form beside its answers."""
    asked = [question.id for question in form.asked()]
    return SavedFacts(
        year=facts.year,
        by=facts.saved_by,
        on=format_date(facts.saved_on, "d MMMM yyyy"),
        answered=sum(name in facts.answers for name in asked),
        asked=len(asked),
        unfinished=sum(name in facts.typed for name in asked),
    )


def fact_parts(form: Questionnaire, facts: SiteFacts | None) -> tuple[FactPart, ...]:
    """Every question of the form with what was answered."""
    answers = facts.answers if facts else {}
    typed = facts.typed if facts else {}
    return tuple(
        FactPart(
            section.title,
            tuple(
                _line(question, answers, question.id in typed)
                for page in section.pages
                for question in page.questions
            ),
        )
        for section in form.sections
    )


def _line(question: Question, answers: Mapping[QuestionId, Value], is_unfinished: bool) -> FactLine:
    return FactLine(question.text, answer_lines(question, answers.get(question.id)), is_unfinished)
