"""Lists of standards: data with a version, so that a pledge can say which promise a question measures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, StrictBool, StrictInt, ValidationError

from survey_engine.questionnaire.definition import Comparison, StandardCode
from survey_engine.questionnaire.problem import DefinitionError
from survey_engine.questionnaire.source import Name, Part, Words
from survey_engine.questionnaire.structure import shape_problems
from survey_engine.questionnaire.yaml_source import parse_yaml, read_bytes


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard. A `local` one is a topic of the survey's own, not of the published list."""

    code: StandardCode
    group: str
    title: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class StandardsList:
    """One version of a list of standards, in its order."""

    id: str
    version: int
    title: str
    source: str
    standards: tuple[Standard, ...]

    def standard(self, code: str) -> Standard | None:
        """The standard of this code, or None."""
        return next((standard for standard in self.standards if standard.code == code), None)


@dataclass(frozen=True, slots=True)
class StandardPair:
    """One standard of an older list and those of a newer one that carry it on, and how they compare."""

    before: StandardCode
    after: tuple[StandardCode, ...]
    compares: Comparison
    why: str = ""


@dataclass(frozen=True, slots=True)
class StandardsCrosswalk:
    """How an older list of standards leads on to a newer one."""

    before: str
    after: str
    pairs: tuple[StandardPair, ...]


class _PairSource(Part):
    from_: Name = Field(alias="from")
    to: tuple[Name, ...] = Field(min_length=1)
    compares: Literal["same", "with_caution", "broken"]
    why: Words | None = None


class _CrosswalkFile(Part):
    from_: Name = Field(alias="from")
    to: Name
    pairs: tuple[_PairSource, ...] = Field(min_length=1)


class _StandardSource(Part):
    code: Name
    group: Words
    title: Words
    local: StrictBool = False


class _StandardsFile(Part):
    list: Name
    version: StrictInt = Field(ge=1)
    title: Words
    source: Words
    standards: tuple[_StandardSource, ...] = Field(min_length=1)


def read_standards(path: Path) -> StandardsList:
    """Read one list of standards; DefinitionError with every problem of its file."""
    file = parse_yaml(path, read_bytes(path))
    problems = list(file.problems)
    try:
        source = _StandardsFile.model_validate(file.data)
    except ValidationError as reason:
        raise DefinitionError((*problems, *shape_problems(reason, file.lines))) from reason
    if source.list != path.stem:
        text = f"The file is named {path.name}. Write `list: {path.stem}`."
        problems.append(file.lines.error(("list",), text))
    codes: set[str] = set()
    for index, standard in enumerate(source.standards):
        if standard.code.casefold() in codes:
            text = f"The code {standard.code} is used twice. Give one of the two another code."
            problems.append(file.lines.error(("standards", index, "code"), text))
        codes.add(standard.code.casefold())
    if problems:
        raise DefinitionError(tuple(problems))
    standards = tuple(
        Standard(StandardCode(item.code), item.group, item.title, item.local) for item in source.standards
    )
    return StandardsList(source.list, source.version, source.title, source.source, standards)


def find_standards(list_id: str, folders: tuple[Path, ...]) -> Path | None:
    """The file of a list of standards in the first of these folders that has one."""
    if not list_id.replace("_", "").isalnum():
        return None
    candidates = (folder / f"{list_id}.yaml" for folder in folders)
    return next((path for path in candidates if path.is_file()), None)


def read_crosswalk(
    path: Path, before: StandardsList | None, after: StandardsList | None
) -> StandardsCrosswalk:
    """Read how `before` leads on to `after`; DefinitionError with every problem of the file."""
    file = parse_yaml(path, read_bytes(path))
    problems = list(file.problems)
    try:
        source = _CrosswalkFile.model_validate(file.data)
    except ValidationError as reason:
        raise DefinitionError((*problems, *shape_problems(reason, file.lines))) from reason
    for place, one in (("from", before), ("to", after)):
        if one is None:
            text = "There is no such list of standards. Correct its name."
            problems.append(file.lines.error((place,), text))
    for index, pair in enumerate(source.pairs):
        named = [(before, pair.from_, "from"), *((after, code, "to") for code in pair.to)]
        for known, code, place in named:
            if known is not None and known.standard(code) is None:
                text = f"The list {known.id} has no standard `{code}`. Correct the code."
                problems.append(file.lines.error(("pairs", index, place), text))
        if pair.compares != "same" and not pair.why:
            text = "Say in `why` how the two differ."
            problems.append(file.lines.error(("pairs", index), text))
    if problems:
        raise DefinitionError(tuple(problems))
    pairs = tuple(
        StandardPair(
            StandardCode(one.from_),
            tuple(map(StandardCode, one.to)),
            Comparison(one.compares),
            one.why or "",
        )
        for one in source.pairs
    )
    return StandardsCrosswalk(source.from_, source.to, pairs)


def lists_joined(path: Path) -> tuple[str, str]:
    """The two lists that a crosswalk file names by its own name: `<from>_to_<to>.yaml`."""
    before, _, after = path.stem.partition("_to_")
    return before, after
