"""YAML files -> questionnaires, and the catalogue of every version there is.

A questionnaire with an error never comes out of here: whoever holds one need not check it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

from survey_engine.questionnaire.checking import STANDARDS_FOLDER, examine
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.ladders import FILE as LADDERS
from survey_engine.questionnaire.ladders import read_ladders, unknown_traits
from survey_engine.questionnaire.problem import DefinitionError, Level, Problem
from survey_engine.questionnaire.short_form import short_form
from survey_engine.questionnaire.standards import (
    StandardsCrosswalk,
    StandardsList,
    lists_joined,
    read_crosswalk,
    read_standards,
)

__all__ = ["Catalogue", "DefinitionError", "UnknownQuestionnaireError", "load_questionnaire"]


CROSSWALKS = f"{STANDARDS_FOLDER}/crosswalks/*.yaml"
Key = tuple[str, int]  # the id of a questionnaire and its version
# Gives every version that is kept elsewhere than in the folders and is none of those known.
Later = Callable[[Container[Key]], Sequence[Questionnaire]]


class UnknownQuestionnaireError(Exception):
    """There is no questionnaire, version or list of standards of this name."""


def load_questionnaire(path: Path) -> Questionnaire:
    """Read one version; DefinitionError with every error of the file, and of the standards it names."""
    questionnaire, problems = examine(path)
    errors = tuple(problem for problem in problems if problem.level is Level.ERROR)
    if errors or questionnaire is None:
        raise DefinitionError(errors)
    return questionnaire


class Catalogue:
    """Every questionnaire version and every list of standards, read once.

    `later` is asked where a version is not known, and where all are listed: a version that was published
    elsewhere after the start is found too. One that is known never changes, and nothing is asked for it.
    """

    def __init__(
        self,
        questionnaires: Sequence[Questionnaire],
        standards: Sequence[StandardsList],
        paths: Sequence[Path] = (),
        crosswalks: Sequence[StandardsCrosswalk] = (),
        later: Later | None = None,
    ) -> None:
        self._questionnaires: dict[Key, Questionnaire] = {}
        self._short_forms: dict[Key, Questionnaire] = {}
        self._aliases: dict[Key, Questionnaire] = {}
        self._later, self._looking = later, Lock()
        self._take(questionnaires)
        self._standards = {item.id: item for item in standards}
        self.paths = tuple(paths)
        self._crosswalks = {(item.before, item.after): item for item in crosswalks}

    @classmethod
    def read(cls, folders: Sequence[Path], later: Later | None = None) -> Catalogue:
        """Read `<id>/<version>.yaml` and `standards/<id>.yaml` in each folder; or DefinitionError."""
        problems: list[Problem] = []
        questionnaires: list[tuple[Questionnaire, Path]] = []
        standards: list[tuple[StandardsList, Path]] = []
        for folder in folders:
            for path in definition_files(folder):
                try:
                    questionnaires.append((load_questionnaire(path), path))
                except DefinitionError as reason:
                    problems.extend(reason.problems)
            for path in sorted(folder.glob(f"{STANDARDS_FOLDER}/*.yaml")):
                try:
                    standards.append((read_standards(path), path))
                except DefinitionError as reason:
                    problems.extend(reason.problems)
        by_id = {one.id: one for one, _path in standards}
        crosswalks: list[StandardsCrosswalk] = []
        for path in (path for folder in folders for path in sorted(folder.glob(CROSSWALKS))):
            before, after = lists_joined(path)
            try:
                crosswalks.append(read_crosswalk(path, by_id.get(before), by_id.get(after)))
            except DefinitionError as reason:
                problems.extend(reason.problems)
        problems.extend(problems_between(questionnaires))
        problems.extend(_twice([((item.id, item.version), path) for item, path in standards]))
        if problems:
            raise DefinitionError(tuple(dict.fromkeys(problems)))
        return cls(
            [item for item, _ in questionnaires],
            [item for item, _ in standards],
            [path for _, path in questionnaires],
            crosswalks,
            later,
        )

    def _take(self, questionnaires: Sequence[Questionnaire]) -> None:
        """Take versions in; whoever reads meanwhile sees the state before or after."""
        found = {(str(item.id), item.version): item for item in questionnaires}
        self._short_forms = {**self._short_forms, **{key: short_form(item) for key, item in found.items()}}
        self._aliases = {**self._aliases, **{(item.alias, item.version): item for item in questionnaires}}
        self._questionnaires = {**self._questionnaires, **found}

    def _look_again(self) -> None:
        """Take in what was published since."""
        if self._later is None:
            return
        with self._looking:
            new = self._later(self._questionnaires)
            if new:
                self._take(new)

    def get(self, questionnaire_id: str, version: int, *, short: bool = False) -> Questionnaire:
        """This version, or its short form; UnknownQuestionnaireError when there is none."""
        key = (str(questionnaire_id), version)
        if key not in self._questionnaires:
            self._look_again()
        return _found(self._short_forms if short else self._questionnaires, key)

    def by_alias(self, alias: str, version: int) -> Questionnaire:
        """The version at a neutral address; UnknownQuestionnaireError when there is none."""
        if (alias, version) not in self._aliases:
            self._look_again()
        return _found(self._aliases, (alias, version))

    def standards(self, standards_id: str) -> StandardsList:
        """A list of standards; UnknownQuestionnaireError when there is none."""
        if standards_id not in self._standards:
            raise UnknownQuestionnaireError(f"There is no list of standards {standards_id}.")
        return self._standards[standards_id]

    def crosswalk(self, before: str, after: str) -> StandardsCrosswalk | None:
        """How one list of standards leads on to another, where a file says so."""
        return self._crosswalks.get((before, after))

    def versions(self, questionnaire_id: str, *, until: int | None = None) -> tuple[Questionnaire, ...]:
        """Every version of a questionnaire, the oldest first, `until` included."""
        return tuple(
            one for one in self if one.id == questionnaire_id and (until is None or one.version <= until)
        )

    def __iter__(self) -> Iterator[Questionnaire]:
        self._look_again()
        return iter(sorted(self._questionnaires.values(), key=lambda item: (item.id, item.version)))

    def __len__(self) -> int:
        self._look_again()
        return len(self._questionnaires)


def problems_between(found: Sequence[tuple[Questionnaire, Path]]) -> Iterator[Problem]:
    """What is wrong with several files together: one in the wrong place, the same version or alias twice."""
    yield from _misplaced(found)
    yield from _twice([((item.id, item.version), path) for item, path in found])
    yield from _twice([(("alias " + item.alias, item.version), path) for item, path in found])
    yield from _traits_of_none(found)


def definition_files(folder: Path) -> list[Path]:
    """The versions in one folder of questionnaires: `<id>/<version>.yaml`."""
    return sorted(path for path in folder.glob("*/*.yaml") if re.fullmatch(r"[0-9]+", path.stem))


def _found(items: dict[tuple[str, int], Questionnaire], key: tuple[str, int]) -> Questionnaire:
    found = items.get((str(key[0]), key[1]))
    if found is None:
        raise UnknownQuestionnaireError(f"There is no questionnaire {key[0]} version {key[1]}.")
    return found


def _misplaced(found: Sequence[tuple[Questionnaire, Path]]) -> Iterator[Problem]:
    for item, path in found:
        place = path.resolve()
        if (place.parent.name, place.stem) != (item.id, str(item.version)):
            text = f"This is {item.id} version {item.version}. Move it to {item.id}/{item.version}.yaml."
            yield Problem(path, 1, Level.ERROR, text)


def _traits_of_none(found: Sequence[tuple[Questionnaire, Path]]) -> Iterator[Problem]:
    """Traits in a disclosure.yaml that no version beside it asks for."""
    beside: dict[Path, list[Questionnaire]] = {}
    for item, path in found:
        beside.setdefault(path.parent / LADDERS, []).append(item)
    for path, versions in beside.items():
        # One with a problem of its form is named with each version.
        with suppress(DefinitionError):
            if path.is_file():
                yield from unknown_traits(read_ladders(path), versions)


def _twice(found: Sequence[tuple[tuple[str, int], Path]]) -> Iterator[Problem]:
    first: dict[tuple[str, int], Path] = {}
    for key, path in found:
        earlier = first.setdefault(key, path)
        if earlier.resolve() != path.resolve():
            text = f"{key[0]} version {key[1]} is in {earlier} as well. Keep one of the two."
            yield Problem(path, 1, Level.ERROR, text)
