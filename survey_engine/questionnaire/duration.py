"""How long questions take, for somebody who is ill and reads slowly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from survey_engine.questionnaire.definition import Kind, Question

# Slow readers take in about 100 words a minute. An answer takes a few seconds to choose, longer to write.
WORDS_A_MINUTE = 100


def estimated_minutes(questions: Iterable[Question]) -> int:
    """About how many minutes these questions take somebody who reads slowly, at least 1. In any language."""
    read, seconds = 0, 0
    for question in questions:
        labels = " ".join(option.label for option in question.options if question.scale is None)
        read += len(f"{question.text} {question.hint} {labels}".split())
        seconds += _seconds(question.kind)
    return max(1, round(read / WORDS_A_MINUTE + seconds / 60))


def _seconds(kind: Kind) -> int:
    """How long an answer takes, beside the reading."""
    match kind:
        case Kind.TEXT:
            return 60
        case Kind.MULTIPLE:
            return 15
        case Kind.SCALE:
            return 10
        case Kind.SINGLE | Kind.NUMBER | Kind.MONTH_YEAR | Kind.DATE:
            return 6
        case Kind.STATEMENT:
            return 0
        case _:
            assert_never(kind)
