"""Conditions as XLSForm writes them in `relevant`, there and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from survey_engine.exchange.asked import Asked
from survey_engine.exchange.expressions import ExpressionError, Grammar, taken, unquoted
from survey_engine.exchange.fhir_conditions import WAY_OUT, splits
from survey_engine.exchange.foreign_text import shown
from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Kind,
    Not,
    Questionnaire,
)

REFERENCE = re.compile(r"\$\{\s*([^{}]+?)\s*\}")


def relevant(condition: Condition, questionnaire: Questionnaire) -> str:
    """The condition as an expression. Total, as conditions are here."""
    match condition:
        case Is():
            question = questionnaire.question(condition.question)
            name = str(condition.question)
            if question is not None and splits(question):
                name += WAY_OUT
            is_multiple = question is not None and question.kind is Kind.MULTIPLE
            parts = [
                f"selected(${{{name}}}, '{option}')" if is_multiple else f"${{{name}}} = '{option}'"
                for option in condition.options
            ]
            return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"
        case Answered():
            question = questionnaire.question(condition.question)
            found = f"${{{condition.question}}} != ''"
            is_split = question is not None and splits(question)
            return f"({found} or ${{{condition.question}{WAY_OUT}}} != '')" if is_split else found
        case Not():
            return f"not({relevant(condition.condition, questionnaire)})"
        case All():
            return f"({' and '.join(relevant(part, questionnaire) for part in condition.conditions)})"
        case AnyOf():
            return f"({' or '.join(relevant(part, questionnaire) for part in condition.conditions)})"
        case _:
            assert_never(condition)


_TOKENS = re.compile(r"\$\{[^{}]+\}|'[^']*'|\"[^\"]*\"|!=|>=|<=|[<>]|[A-Za-z][\w-]*|-?[0-9.]+|[(),=]")
_COUNTS = ("string-length", "count-selected")


def read_relevant(text: str, asked: Asked) -> Condition:
    """The condition of an expression about earlier questions. Raises ExpressionError."""

    def atom(tokens: Sequence[str], place: int) -> tuple[Condition, int]:
        return _question_asked(tokens, place, asked)

    return Grammar(_TOKENS, atom).read(text)


def _question_asked(tokens: Sequence[str], place: int, asked: Asked) -> tuple[Condition, int]:
    first = tokens[place] if place < len(tokens) else ""
    if first == "selected":
        place = taken(tokens, place, ["selected", "("])
        name, place = _name(tokens, place), taken(tokens, place + 1, [","])
        return asked.chosen(name, _value(tokens, place)), taken(tokens, place + 1, [")"])
    if first in _COUNTS:
        place = taken(tokens, place, [first, "("])
        name, place = _name(tokens, place), taken(tokens, place + 1, [")"])
        return _counted(asked.answered(name), list(tokens[place : place + 2])), place + 2
    name = _name(tokens, place)
    operator = tokens[place + 1] if place + 1 < len(tokens) else ""
    if operator not in ("=", "!="):
        raise ExpressionError(f"it compares by `{shown(operator)}`")
    value = _value(tokens, place + 2)
    if value and asked.found(name).kind is Kind.MULTIPLE:
        raise ExpressionError(f"it asks if `{shown(name)}` is one option alone, not if it was chosen")
    found: Condition = asked.chosen(name, value) if value else asked.answered(name)
    # With nothing after it, "!=" asks for an answer and "=" for none.
    return (found if (operator == "=") == bool(value) else Not(found)), place + 3


def _counted(answered: Answered, comparison: list[str]) -> Condition:
    """What a length or a number of choices says of there being an answer."""
    if comparison in ([">", "0"], [">=", "1"], ["!=", "0"]):
        return answered
    if comparison in (["=", "0"], ["<", "1"], ["<=", "0"]):
        return Not(answered)
    raise ExpressionError(f"it compares a length or a number of choices by `{shown(' '.join(comparison))}`")


def _name(tokens: Sequence[str], place: int) -> str:
    token = tokens[place] if place < len(tokens) else ""
    if not token.startswith("${"):
        raise ExpressionError(f"`{shown(token)}` is not understood")
    return token[2:-1].strip()


def _value(tokens: Sequence[str], place: int) -> str:
    if place >= len(tokens):
        raise ExpressionError("it ends too early")
    token = tokens[place]
    return token if re.fullmatch(r"-?[0-9.]+", token) else unquoted(token)
