"""What a file says of earlier versions: options and questions that are past, and how answers are joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey_engine.questionnaire.definition import Derived, OptionId
from survey_engine.questionnaire.source import (
    ExtendedOptions,
    FileSource,
    MatrixSource,
    OptionSource,
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
        if not isinstance(question, MatrixSource) and _is_past(question.retired_in, source.version):
            yield question.id
        listed = options_in(getattr(question, "options", ()), source.option_sets)
        names = [row.id for row in question.rows] if isinstance(question, MatrixSource) else [question.id]
        for option in listed:
            if _is_past(option.retired_in, source.version):
                yield from (f"{name}.{option.id}" for name in names)


def _is_past(retired_in: int | None, version: int) -> bool:
    return retired_in is not None and retired_in <= version
