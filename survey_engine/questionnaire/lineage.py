"""Ids over all versions: one that was used never comes back, and what is retired stays in the file."""

from __future__ import annotations

from collections.abc import Sequence

from survey_engine.questionnaire.definition import QuestionId, Questionnaire
from survey_engine.questionnaire.difference import Difference


def compare_lineage(
    found: Difference, old: Questionnaire, new: Questionnaire, earlier: Sequence[Questionnaire]
) -> None:
    """Refuse ids of any earlier version that came back, and marks of the older version that are gone."""
    known = {one.version: one for one in (*earlier, old) if one.version < new.version}
    versions = [known[version] for version in sorted(known)]
    for question in new.asked():
        if reason := _was_used(question.id, old, versions):
            found.refuse(question.id, f"{reason} An id never comes back: choose a new one.")
            continue
        for option in question.options:
            if reason := _was_used(f"{question.id}.{option.id}", old, versions):
                text = f"The option `{option.id}`: {reason} An id never comes back: choose a new one."
                found.refuse(question.id, text)
    _marks(found, old, new)


def _was_used(part: str, old: Questionnaire, versions: Sequence[Questionnaire]) -> str:
    """Why a part that the version just before does not ask cannot be asked again; empty where it can."""
    last = versions[-1]
    if part in _asked(last):
        return ""
    if part in old.retired or part in last.retired:
        return "This id was retired before."
    if part in {question.replaces for question in last.asked()}:
        return "The question of this id was replaced before."
    used = next((one.version for one in reversed(versions) if part in _asked(one)), None)
    return f"Version {used} used this id." if used is not None else ""


def _asked(questionnaire: Questionnaire) -> set[str]:
    """The ids of questions, and of options behind their question's and a point."""
    questions = tuple(questionnaire.asked())
    options = {f"{question.id}.{option.id}" for question in questions for option in question.options}
    return options | {question.id for question in questions}


def _marks(found: Difference, old: Questionnaire, new: Questionnaire) -> None:
    """Once retired, a line stays in the file: it is what keeps the id from being used again."""
    for part in sorted(old.retired - new.retired - _asked(new)):
        name, _, option = part.partition(".")
        if not option:
            text = "This question was retired, and its lines are gone."
            found.refuse(name, f"{text} Copy them from version {old.version}, `retired_in` included.")
        elif new.question(QuestionId(name)) is not None:
            text = f"The option `{option}` was retired, and its line is gone."
            found.refuse(name, f"{text} Copy it from version {old.version}, `retired_in` included.")
