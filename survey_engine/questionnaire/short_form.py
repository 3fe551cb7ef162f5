"""The short form of a questionnaire: its core questions alone, for people who can do no more."""

from __future__ import annotations

from dataclasses import replace

from survey_engine.questionnaire.definition import Kind, Page, Questionnaire, Section


def short_form(questionnaire: Questionnaire) -> Questionnaire:
    """The same version with its core questions only; ids, addresses, padding and content hash stay.

    A page or section without a core question goes; a statement stays where a question stays beside it. The
    rules see to it that a core question depends on core questions only, so the routing stays as it is.
    """
    sections = tuple(kept for section in questionnaire.sections if (kept := _section(section)).pages)
    asked, core = questionnaire.asked(), sum(question.core for question in questionnaire.asked())
    share = core / max(1, sum(1 for _ in asked))
    low, high = (max(1, round(minutes * share)) for minutes in questionnaire.minutes)
    return replace(questionnaire, sections=sections, minutes=(low, high))


def _section(section: Section) -> Section:
    pages = tuple(kept for page in section.pages if (kept := _page(page)).questions)
    only_head = all(page.starts_part for page in pages)
    return replace(section, pages=() if only_head else pages)


def _page(page: Page) -> Page:
    if page.starts_part or any(question.core for question in page.questions):
        stays = tuple(q for q in page.questions if q.core or q.kind is Kind.STATEMENT)
        return replace(page, questions=stays)
    return replace(page, questions=())
