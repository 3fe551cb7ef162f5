"""What a file says of earlier versions: options and questions that are past, and how answers are joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey_engine.questionnaire.definition import Derived, OptionId
from survey_engine.questionnaire.source import (
    AskedSource,
    ExtendedOptions,
    FileSource,
    MatrixSource,
    OptionSource,
    PlacedSource,
    QuestionSource,
    questions_in,
)


def options_in(
    source: str | tuple[OptionSource, ...] | ExtendedOptions, sets: Mapping[str, tuple[OptionSource, ...]]
) -> tuple[OptionSource, ...]:
    """Every option written for a question, retired ones too; none where the set is unknown."""
    if isinstance(source, tuple):
        return source
    if isinstance(source, str):
        return sets.get(source, ())
    listed = (*sets.get(source.set, ()), *source.add)
    scores = source.score
    return tuple(item.model_copy(update={"score": scores.get(item.id, item.score)}) for item in listed)


def derived(source: QuestionSource) -> Derived | None:
    """The variable that joins a question with the one it replaces, where the file gives one."""
    if source.derives is None:
        return None
    pairs = tuple((OptionId(option), value) for option, value in source.derives.values.items())
    return Derived(source.derives.name, pairs)


def retired(source: FileSource) -> Iterator[str]:
    """The ids of questions, and of options behind their question's and a point, that are asked no more."""
    for _loc, question in questions_in(source):
        asked = question.rows if isinstance(question, MatrixSource) else (question,)
        yield from (one.id for one in asked if is_past(question, source) or is_past(one, source))
        for option in options_in(getattr(question, "options", ()), source.option_sets):
            if is_past(option, source):
                yield from (f"{one.id}.{option.id}" for one in asked)


def is_past(part: PlacedSource | AskedSource | OptionSource, source: FileSource) -> bool:
    """Whether a question, a matrix, a row or an option of a file is kept in it but asked no more."""
    return part.retired_in is not None and part.retired_in <= source.version
