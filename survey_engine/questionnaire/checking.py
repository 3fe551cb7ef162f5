"""Every rule a definition must obey, as a list of problems with lines. All of them at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.advice import advice_problems
from survey_engine.questionnaire.building import Blueprint, build
from survey_engine.questionnaire.capacity import longest_plaintext
from survey_engine.questionnaire.choice_rules import choice_problems
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.disclosure_rules import disclosure_problems
from survey_engine.questionnaire.history_rules import history_problems
from survey_engine.questionnaire.ladders import ladder_problems, ladders_beside, traits_of
from survey_engine.questionnaire.naming_rules import naming_problems
from survey_engine.questionnaire.problem import DefinitionError, Level, Problem
from survey_engine.questionnaire.routing_rules import routing_problems
from survey_engine.questionnaire.site_rules import site_problems
from survey_engine.questionnaire.source import FileSource
from survey_engine.questionnaire.standards import StandardsList, find_standards, read_standards
from survey_engine.questionnaire.structure import mended, shape_problems
from survey_engine.questionnaire.traits import Trait
from survey_engine.questionnaire.yaml_source import YamlFile, parse_yaml, read_bytes

__all__ = ["Level", "Problem", "check_file", "examine"]

STANDARDS_FOLDER = "standards"


def check_file(path: Path) -> list[Problem]:
    """Every problem of one questionnaire file, in the order of its lines; empty when all is well."""
    return examine(path)[1]


def examine(path: Path) -> tuple[Questionnaire | None, list[Problem]]:
    """The questionnaire as far as it can be built (None when it cannot), and every problem of its file."""
    try:
        content = read_bytes(path)
    except DefinitionError as reason:
        return None, list(reason.problems)
    return examine_content(path, content, (path.parent.parent, path.parent), beside=path)


def examine_content(
    path: Path, content: bytes, folders: Sequence[Path], *, beside: Path | None = None
) -> tuple[Questionnaire | None, list[Problem]]:
    """The same of a file that lies nowhere: `path` names it.

    `folders` hold lists of standards, and the ladders of questionnaires where they do not lie `beside` it.
    """
    try:
        file = parse_yaml(path, content)
    except DefinitionError as reason:
        return None, list(reason.problems)
    problems = list(file.problems)
    blueprint = _blueprint(file, content_hash(content), problems)
    questionnaire = blueprint.questionnaire if blueprint else None
    if blueprint is not None:
        problems.extend(_rules(blueprint, folders))
    if questionnaire is not None:
        above = (*folders, builtin_folder("questionnaires"))
        name = Path(questionnaire.id).name  # as somebody wrote it: it leads out of no folder
        versions = [beside] if beside else [folder / name / path.name for folder in above]
        questionnaire = replace(questionnaire, traits=_traits(versions, questionnaire, problems))
    ordered = sorted(set(problems), key=lambda problem: (str(problem.path), problem.line, problem.text))
    return questionnaire, ordered


def _traits(
    places: Sequence[Path], questionnaire: Questionnaire, problems: list[Problem]
) -> tuple[Trait, ...]:
    """The traits beside the first of these versions that has some, and what is wrong with them."""
    try:
        file = next((found for place in places if (found := ladders_beside(place)) is not None), None)
    except DefinitionError as reason:
        problems.extend(reason.problems)
        return ()
    if file is None:
        return ()
    problems.extend(ladder_problems(file, questionnaire))
    return traits_of(file, questionnaire)


def content_hash(content: bytes) -> str:
    """SHA-256 of a file with its line ends as LF, so that a checkout on Windows has the same one."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _blueprint(file: YamlFile, digest: str, problems: list[Problem]) -> Blueprint | None:
    try:
        return build(FileSource.model_validate(file.data), digest, file.lines)
    except ValidationError as reason:
        problems.extend(shape_problems(reason, file.lines))
        data, lost = mended(file.data, reason)
    try:
        return build(FileSource.model_validate(data), digest, file.lines, lost)
    except ValidationError:
        return None


def _rules(blueprint: Blueprint, folders: Sequence[Path]) -> Iterator[Problem]:
    standards, problems = _standards(blueprint, folders)
    yield from problems
    yield from naming_problems(blueprint)
    yield from choice_problems(blueprint, standards)
    yield from history_problems(blueprint)
    yield from routing_problems(blueprint)
    yield from disclosure_problems(blueprint)
    yield from site_problems(blueprint)
    yield from _padding(blueprint)
    yield from advice_problems(blueprint)


def _padding(blueprint: Blueprint) -> Iterator[Problem]:
    questionnaire = blueprint.questionnaire
    longest = longest_plaintext(questionnaire)
    if longest > questionnaire.plaintext_bytes:
        yield blueprint.error(
            ("plaintext_bytes",),
            f"Long answers would not fit: a draft can take {longest} bytes, and there are "
            f"{questionnaire.plaintext_bytes}. Lower `max_bytes` of the texts, or raise `plaintext_bytes`.",
        )


def _standards(blueprint: Blueprint, folders: Sequence[Path]) -> tuple[StandardsList | None, list[Problem]]:
    """The standards that the file names: in one of `folders`, or those that come with the program."""
    above = (*folders, builtin_folder("questionnaires"))
    found = find_standards(blueprint.source.standards, tuple(folder / STANDARDS_FOLDER for folder in above))
    if found is None:
        text = f"There is no list of standards `{blueprint.source.standards}`. Correct its name."
        return None, [blueprint.error(("standards",), text)]
    try:
        return read_standards(found), []
    except DefinitionError as reason:
        return None, list(reason.problems)
