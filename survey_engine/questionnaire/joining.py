"""How the answers to a question become values of a variable that joins it with the one that replaced it."""

from __future__ import annotations

from survey_engine.questionnaire.bands import Band
from survey_engine.questionnaire.definition import DATED, Derived, Kind, Question

CHOSEN = (Kind.SINGLE, Kind.SCALE)


def joined_codes(question: Question, name: str) -> tuple[tuple[str, str], ...]:
    """Each code under which an older question's answers stand in files, and its value in the variable `name`.

    Its bands for a month or a day, its options for one choice; what it derives itself where that has the same
    name. Empty for what is typed, written or chosen several at a time: nothing joins such answers.
    """
    if question.derives is not None and question.derives.name == name:
        return question.derives.values
    if question.kind in DATED:
        return tuple((band.value, band.value) for band in Band)
    if question.kind in CHOSEN:
        return tuple((option.id, option.id) for option in question.options if not option.escape)
    return ()


def joining_fault(before: Question, derives: Derived) -> str:
    """Why a derived variable cannot join with the older question, and what to write; empty when it can."""
    known = list(dict.fromkeys(value for _code, value in joined_codes(before, derives.name)))
    if not known:
        text = f"Nothing joins answers to `{before.id}`, of type {before.kind}."
        return f"{text} Write `compares: broken` instead of `derives`."
    for option, value in derives.values:
        if value not in known:
            text = f"`derives` makes `{value}` of `{option}`, which `{before.id}` never becomes."
            return f"{text} Use one of: {', '.join(known)}."
    return ""
