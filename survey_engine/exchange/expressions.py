"""Conditions read from the small languages of other formats: and, or, not, brackets, and questions asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from survey_engine.questionnaire.definition import All, AnyOf, Condition, Is, Not

LONGEST = 4000  # letters of one expression
_DEEPEST = 40


class ExpressionError(Exception):
    """An expression says something that a condition here cannot say."""


@dataclass
class Grammar:
    """The tokens of a language, and how it writes the one thing that is its own: a question asked.

    tokens: one pattern, whose unnamed alternatives are words, brackets and texts; atom: reads the tokens of
    one question asked, from a place on, and gives the condition with the place after it.
    """

    tokens: re.Pattern[str]
    atom: Callable[[Sequence[str], int], tuple[Condition, int]]
    negation_after: Sequence[str] = ()  # the tokens behind a term that negate it, as in `.not()`

    def read(self, text: str) -> Condition:
        """The condition that an expression says. Raises ExpressionError."""
        if len(text) > LONGEST:
            raise ExpressionError(f"it is longer than {LONGEST} letters")
        found = [token[0] for token in self.tokens.finditer(text)]
        if re.sub(r"\s+", "", "".join(found)) != re.sub(r"\s+", "", text):
            raise ExpressionError("it uses words or signs that are not known here")
        condition, place = self._any(found, 0, 0)
        if place != len(found):
            raise ExpressionError(f"`{found[place]}` is not understood")
        return simplified(condition)

    def _any(self, tokens: Sequence[str], place: int, depth: int) -> tuple[Condition, int]:
        return self._joined(tokens, place, depth, "or", self._all, AnyOf)

    def _all(self, tokens: Sequence[str], place: int, depth: int) -> tuple[Condition, int]:
        return self._joined(tokens, place, depth, "and", self._term, All)

    def _joined(
        self,
        tokens: Sequence[str],
        place: int,
        depth: int,
        word: str,
        read: Callable[[Sequence[str], int, int], tuple[Condition, int]],
        join: Callable[[tuple[Condition, ...]], Condition],
    ) -> tuple[Condition, int]:
        first, place = read(tokens, place, depth)
        parts = [first]
        while place < len(tokens) and tokens[place].casefold() == word:
            part, place = read(tokens, place + 1, depth)
            parts.append(part)
        return (first if len(parts) == 1 else join(tuple(parts))), place

    def _term(self, tokens: Sequence[str], place: int, depth: int) -> tuple[Condition, int]:
        if depth > _DEEPEST:
            raise ExpressionError("it is nested too deeply")
        if place >= len(tokens):
            raise ExpressionError("it ends too early")
        if tokens[place] == "not" and place + 1 < len(tokens) and tokens[place + 1] == "(":
            inner, place = self._bracket(tokens, place + 1, depth)
            condition: Condition = Not(inner)
        elif tokens[place] == "(":
            condition, place = self._bracket(tokens, place, depth)
        else:
            condition, place = self.atom(tokens, place)
        width = len(self.negation_after)
        while width and list(tokens[place : place + width]) == list(self.negation_after):
            condition, place = Not(condition), place + width
        return condition, place

    def _bracket(self, tokens: Sequence[str], place: int, depth: int) -> tuple[Condition, int]:
        condition, place = self._any(tokens, place + 1, depth + 1)
        if place >= len(tokens) or tokens[place] != ")":
            raise ExpressionError("a bracket is not closed")
        return condition, place + 1


def simplified(condition: Condition) -> Condition:
    """The same condition with options of one question together, and nothing said twice side by side."""
    match condition:
        case Not():
            return Not(simplified(condition.condition))
        case All() | AnyOf():
            parts = tuple(dict.fromkeys(map(simplified, condition.conditions)))
            if len(parts) == 1:
                return parts[0]
            names = {part.question for part in parts if isinstance(part, Is)}
            if isinstance(condition, AnyOf) and len(names) == 1 and all(isinstance(p, Is) for p in parts):
                options = (option for part in parts if isinstance(part, Is) for option in part.options)
                return Is(names.pop(), tuple(dict.fromkeys(options)))
            return type(condition)(parts)
        case _:
            return condition


def deepest(condition: Condition) -> int:
    """How many conditions stand inside each other at most."""
    match condition:
        case Not():
            return 1 + deepest(condition.condition)
        case All() | AnyOf():
            return 1 + max(map(deepest, condition.conditions), default=0)
        case _:
            return 1


def taken(tokens: Sequence[str], place: int, wanted: Sequence[str]) -> int:
    """The place after these tokens. Raises ExpressionError where others stand there."""
    if list(tokens[place : place + len(wanted)]) != list(wanted):
        raise ExpressionError(f"`{' '.join(tokens[place : place + 3])}` is not understood")
    return place + len(wanted)


def unquoted(token: str) -> str:
    """What stands between quotes. Raises ExpressionError for a token without."""
    if len(token) < 2 or token[0] not in "'\"" or token[-1] != token[0]:
        raise ExpressionError(f"`{token}` is not a text in quotes")
    return token[1:-1]
