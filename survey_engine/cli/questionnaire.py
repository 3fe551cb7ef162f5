"""`questionnaire check`, `list` and `publish`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError, as_json, say, say_json, say_table
from survey_engine.questionnaire.checking import check_file
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import Catalogue, definition_files
from survey_engine.questionnaire.problem import DefinitionError, Level, Problem
from survey_engine.records import publishing


@click.group()
def questionnaire() -> None:
    """Check, list and publish questionnaires."""


@questionnaire.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH...]")
@as_json
@click.pass_obj
def check(outside: Outside, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check files, or folders of files; without a PATH every questionnaire this installation knows.

    Each problem is one line, `file:line: level: text`. The exit code is 1 where one of them is an error.
    """
    folders = () if paths else outside.configuration().questionnaire_folders
    files = [*_files(paths), *(file for folder in folders for file in definition_files(folder))]
    if not files:
        raise RefusedError("There is no questionnaire here: no .yaml file was found.")
    found = [problem for file in files for problem in check_file(file)]
    problems = list(dict.fromkeys([*found, *_between_files(folders)]))
    if as_json:
        say_json([_as_json(problem) for problem in problems])
    else:
        for problem in problems:
            say(str(problem))
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if errors:
        raise RefusedError(f"{_counted(errors, 'error')} in {_counted(len(files), 'file')}.")
    if not as_json:
        say(f"Checked {_counted(len(files), 'file')}: no error, {_counted(len(problems), 'warning')}.")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in sorted(path.rglob("*.yaml")) if file.parent.name != "standards")
        else:
            yield path


def _between_files(folders: Sequence[Path]) -> Iterable[Problem]:
    """What is wrong with the set: the same version twice, a file in the wrong place, a list of standards."""
    try:
        Catalogue.read(folders)
    except DefinitionError as error:
        return error.problems
    return ()


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "file": str(problem.path), "line": problem.line, "level": problem.level.value, "text": problem.text
    }  # fmt: skip


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@questionnaire.command("list")
@as_json
@click.pass_obj
def list_(outside: Outside, as_json: bool) -> None:
    """List every questionnaire version, and which are published."""
    with Installation.at(outside) as installation:
        with installation.reading() as session:
            frozen = {(one.questionnaire, one.version) for one in publishing.published(session)}
        versions = list(installation.catalogue)
    if as_json:
        say_json([_version_as_json(one, (one.id, one.version) in frozen) for one in versions])
        return
    rows = [
        (one.id, one.version, "published" if (one.id, one.version) in frozen else "draft", one.title)
        for one in versions
    ]
    say_table(("ID", "VERSION", "STATE", "TITLE"), rows)


def _version_as_json(one: Questionnaire, is_published: bool) -> dict[str, object]:
    return {
        "id": one.id,
        "version": one.version,
        "title": one.title,
        "published": is_published,
        "questions": sum(1 for _ in one.asked()),
        "content_hash": one.content_hash,
    }


@questionnaire.command()
@click.argument("questionnaire_id", metavar="ID")
@click.argument("version", type=int)
@click.pass_obj
def publish(outside: Outside, questionnaire_id: str, version: int) -> None:
    """Publish a version: freeze its file for ever. A wave can only be opened with a published version."""
    with Installation.at(outside) as installation:
        chosen = installation.catalogue.get(questionnaire_id, version)
        with installation.writing() as session:
            if publishing.publish(session, chosen):
                installation.note(session, "questionnaire published", id=chosen.id, version=chosen.version)
    say(f"Published {chosen.id} version {chosen.version}, {sum(1 for _ in chosen.asked())} questions.")
    say(f"Its file is frozen (SHA-256 {chosen.content_hash}). To change a word, write the next version.")
