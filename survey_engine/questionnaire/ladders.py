"""Traits and their ladders: how what people say of themselves may be grouped where it is shown at all.

They stand in `disclosure.yaml` beside the versions of a questionnaire, not in them: a published version never
changes, and how coarse a group must be is found out when answers are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from survey_engine.questionnaire.bands import Band
from survey_engine.questionnaire.definition import DATED, Kind, Question, Questionnaire
from survey_engine.questionnaire.problem import DefinitionError, Problem
from survey_engine.questionnaire.source import Name, Part, Words
from survey_engine.questionnaire.structure import shape_problems
from survey_engine.questionnaire.traits import Group, Trait
from survey_engine.questionnaire.yaml_source import Lines, Loc, parse_yaml, read_bytes

FILE = "disclosure.yaml"


class _GroupSource(Part):
    id: Name
    label: Words
    options: tuple[Name, ...] = Field(min_length=1)


class _TraitSource(Part):
    question: Name
    ladder: tuple[tuple[_GroupSource, ...], ...] = ()


class LadderSource(Part):
    """The whole file."""

    questionnaire: Name
    traits: tuple[_TraitSource, ...] = Field(min_length=1)


@dataclass(frozen=True)
class LadderFile:
    """A file as it was read. `traits` may name questions of other versions than the one at hand."""

    source: LadderSource
    lines: Lines

    @property
    def traits(self) -> tuple[Trait, ...]:
        """Every trait of the file, in its order."""
        return tuple(
            Trait(
                trait.question,
                tuple(tuple(Group(g.id, g.label, g.options) for g in step) for step in trait.ladder),
            )
            for trait in self.source.traits
        )


def read_ladders(path: Path) -> LadderFile:
    """Read one `disclosure.yaml`; DefinitionError with every problem of its form."""
    file = parse_yaml(path, read_bytes(path))
    try:
        source = LadderSource.model_validate(file.data)
    except ValidationError as reason:
        problems = (*file.problems, *shape_problems(reason, file.lines))
        raise DefinitionError(problems) from reason
    if file.problems:
        raise DefinitionError(tuple(file.problems))
    return LadderFile(source, file.lines)


def ladders_beside(path: Path) -> LadderFile | None:
    """The ladders beside one version; None where there are none. Raises DefinitionError."""
    beside = path.parent / FILE
    return read_ladders(beside) if beside.is_file() else None


def traits_of(file: LadderFile, questionnaire: Questionnaire) -> tuple[Trait, ...]:
    """The traits that this version asks for."""
    return tuple(trait for trait in file.traits if questionnaire.question(trait.question) is not None)


def ladder_problems(file: LadderFile, questionnaire: Questionnaire) -> Iterator[Problem]:
    """What is wrong with the ladders for one version: every answer stands in one group of every step."""
    lines = file.lines
    if file.source.questionnaire != questionnaire.id:
        yield lines.error(
            ("questionnaire",), f"Write `questionnaire: {questionnaire.id}`, as the versions do."
        )
        return
    for place, trait in enumerate(file.traits):
        loc: Loc = ("traits", place)
        question = questionnaire.question(trait.question)
        if question is None:
            continue
        if question.kind not in {Kind.SINGLE, *DATED} or not question.flags:
            yield lines.error(
                loc,
                f"`{question.id}` is no trait: one is a single choice, a month or a date, and has a flag.",
            )
            continue
        for step, groups in enumerate(trait.ladder):
            yield from _step_problems(lines, (*loc, "ladder", step), question, groups)
        yield from _order_problems(lines, loc, trait)


def unknown_traits(file: LadderFile, versions: Sequence[Questionnaire]) -> Iterator[Problem]:
    """Traits that name a question or an answer which no version has, or that are named twice."""
    known: dict[str, set[str]] = {}
    for question in (question for version in versions for question in version.asked()):
        known.setdefault(question.id, set()).update(answers_of(question))
    seen: set[str] = set()
    for place, trait in enumerate(file.traits):
        if trait.question not in known:
            text = f"No version asks `{trait.question}`. Correct the name, or take it out."
            yield file.lines.error(("traits", place, "question"), text)
        if trait.question in seen:
            yield file.lines.error(
                ("traits", place, "question"), f"`{trait.question}` is here twice. Keep one."
            )
        seen.add(trait.question)


def _step_problems(
    lines: Lines, loc: Loc, question: Question, groups: tuple[Group, ...]
) -> Iterator[Problem]:
    wanted = set(answers_of(question))
    named = [name for group in groups for name in group.options]
    if unknown := sorted(set(named) - wanted):
        yield lines.error(
            loc, f"`{question.id}` has no answer {_listed(unknown)} that says something. Take it out."
        )
    if missing := sorted(wanted - set(named)):
        yield lines.error(loc, f"This step of `{question.id}` has no place for {_listed(missing)}. Add it.")
    if twice := sorted({name for name in named if named.count(name) > 1}):
        yield lines.error(loc, f"{_listed(twice)} is in two groups of this step. Keep one.")
    ids = [group.id for group in groups]
    if len(set(ids)) < len(ids) or len(groups) < 2:
        yield lines.error(loc, "A step has two groups or more, each with an id of its own.")


def _order_problems(lines: Lines, loc: Loc, trait: Trait) -> Iterator[Problem]:
    """Each step joins groups of the one before and splits none: else two steps together would tell more."""
    for step, (fine, coarse) in enumerate(zip(trait.ladder, trait.ladder[1:], strict=False), start=1):
        splits = any(not any(set(one.options) <= set(all_.options) for all_ in coarse) for one in fine)
        if splits or len(coarse) >= len(fine):
            text = "A step joins groups of the step before it, and splits none. Put the fine one first."
            yield lines.error((*loc, "ladder", step), text)


def answers_of(question: Question) -> tuple[str, ...]:
    """The answers of a trait that say something: its bands or options without the ways out."""
    if question.kind in DATED:
        return tuple(band.value for band in Band)
    return tuple(option.id for option in question.options if not option.escape)


def ladder_schema() -> dict[str, Any]:
    """The JSON schema of such a file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **LadderSource.model_json_schema()}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
