"""The short form of a questionnaire: its core questions alone, for people who can do no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from survey_engine.questionnaire.definition import Kind, Page, Questionnaire, Section


def short_form(questionnaire: Questionnaire) -> Questionnaire:
    """The same version with its core questions only; ids, addresses, padding and content hash stay.

    A page or section without a core question goes; a statement stays where a question stays beside it. The
    rules see to it that a core question depends on core questions only, so the routing stays as it is.
    """
    sections = tuple(kept for section in questionnaire.sections if (kept := _section(section)).pages)
    share = core_count(questionnaire) / max(1, sum(1 for _ in questionnaire.asked()))
    low, high = (max(1, round(minutes * share)) for minutes in questionnaire.minutes)
    return replace(questionnaire, sections=sections, minutes=(low, high))


def shortened(questionnaire: Questionnaire, kept: Collection[str]) -> Questionnaire:
    """The short form for somebody on her way: the pages of `kept`, those she has seen, stay whole.

    So nothing that she answered is taken away, and what she was asked can still be changed.
    """
    sections = (_section(section, kept) for section in questionnaire.sections)
    return replace(questionnaire, sections=tuple(section for section in sections if section.pages))


def left_out(questionnaire: Questionnaire, shown: Iterable[Page], seen: Collection[str]) -> int:
    """How many questions of the pages of a path the short form would no longer ask somebody on her way.

    Those after the check do not count: they can be left out in any case.
    """
    ahead = [page for page in shown if page.id not in seen and not questionnaire.section_of(page).after_check]
    return sum(
        not question.core
        for page in ahead
        for question in page.questions
        if question.kind is not Kind.STATEMENT
    )


def core_count(questionnaire: Questionnaire) -> int:
    """How many questions the short form asks."""
    return sum(question.core for question in questionnaire.asked())


def _section(section: Section, kept: Collection[str] = ()) -> Section:
    shorter = (page if page.id in kept else _page(page) for page in section.pages)
    pages = tuple(page for page in shorter if page.questions)
    only_head = all(page.starts_part for page in pages)
    return replace(section, pages=() if only_head else pages)


def _page(page: Page) -> Page:
    if page.starts_part or any(question.core for question in page.questions):
        stays = tuple(q for q in page.questions if q.core or q.kind is Kind.STATEMENT)
        return replace(page, questions=stays)
    return replace(page, questions=())
