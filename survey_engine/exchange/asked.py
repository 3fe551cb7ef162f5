"""The questions that an import has read so far: what a later condition or text may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey_engine.exchange.expressions import ExpressionError
from survey_engine.exchange.foreign_text import ALWAYS_FILLED, shown
from survey_engine.questionnaire.definition import Answered, Is, Kind, OptionId, QuestionId


@dataclass(frozen=True, slots=True)
class Earlier:
    """One question as it was read: our id, its kind, and our option ids by the other file's codes."""

    id: QuestionId
    kind: Kind
    codes: Mapping[str, str]


class Asked:
    """Earlier questions by the other file's names. What is not in it comes later, or was not carried."""

    def __init__(self) -> None:
        self._known: dict[str, Earlier] = {}

    def add(self, name: str, question: str, kind: Kind, codes: Mapping[str, str]) -> None:
        """Note a question, under a name that is not used yet."""
        self._known.setdefault(name, Earlier(QuestionId(question), kind, codes))

    def places(self) -> frozenset[str]:
        """What a text may be filled with: the hospital, the wave, and the questions that take one option."""
        single = (str(one.id) for one in self._known.values() if one.kind is Kind.SINGLE)
        return frozenset((*ALWAYS_FILLED, *single))

    def get(self, name: str) -> Earlier | None:
        """The earlier question of a name, or None."""
        return self._known.get(name)

    def found(self, name: str) -> Earlier:
        """The earlier question of a name. Raises ExpressionError where there is none."""
        earlier = self._known.get(name)
        if earlier is None:
            raise ExpressionError(f"it looks at `{shown(name)}`, which comes later or is not carried")
        if earlier.kind is Kind.STATEMENT:
            raise ExpressionError(f"it looks at `{shown(name)}`, which takes no answer here")
        return earlier

    def answered(self, name: str) -> Answered:
        """That a question has an answer. Raises ExpressionError."""
        return Answered(self.found(name).id)

    def chosen(self, name: str, code: str) -> Is:
        """That an option was chosen. Raises ExpressionError where there is no such option."""
        earlier = self.found(name)
        if code not in earlier.codes:
            raise ExpressionError(f"`{shown(name)}` has no option `{shown(code)}` here")
        return Is(earlier.id, (OptionId(earlier.codes[code]),))
