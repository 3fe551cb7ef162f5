"""Which questions stand at another place than in the version before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from survey_engine.questionnaire.definition import QuestionId, Questionnaire


def moved_questions(old: Questionnaire, new: Questionnaire) -> set[QuestionId]:
    """The fewest questions whose moving explains the new order, and those in another section."""
    places = {question.id: place for place, question in enumerate(old.asked())}
    common = [question.id for question in new.asked() if question.id in places]
    kept = _longest_rising([places[name] for name in common])
    moved = {name for place, name in enumerate(common) if place not in kept}
    return moved | {name for name in common if _section(old, name) != _section(new, name)}


def _section(questionnaire: Questionnaire, name: QuestionId) -> str:
    return next(page.section for page in questionnaire.pages for q in page.questions if q.id == name)


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    top_places: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(top_places[pile - 1] if pile else None)
        tops[pile : pile + 1] = [number]
        top_places[pile : pile + 1] = [place]
    here = top_places[-1] if top_places else None
    found: set[int] = set()
    while here is not None:
        found.add(here)
        here = before[here]
    return found
