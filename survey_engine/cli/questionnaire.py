"""`questionnaire check`, `diff`, `list` and `publish`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.interchange import export, import_
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError, as_json, say, say_json, say_table
from survey_engine.exchange.po_files import Domain, TranslationFileError, is_language, read_domain
from survey_engine.exchange.translating import coverage, questionnaire_texts
from survey_engine.questionnaire.checking import STANDARDS_FOLDER, examine
from survey_engine.questionnaire.comparing import compare
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.difference import Difference
from survey_engine.questionnaire.loading import CROSSWALKS, Catalogue, definition_files, problems_between
from survey_engine.questionnaire.problem import DefinitionError, Level, Problem
from survey_engine.questionnaire.standards import StandardsCrosswalk
from survey_engine.records import publishing


@click.group()
def questionnaire() -> None:
    """Check, compare, list, publish, export and import questionnaires."""


questionnaire.add_command(export)
questionnaire.add_command(import_)


@questionnaire.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH...]")
@as_json
@click.pass_obj
def check(outside: Outside, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check files, or folders of files; without a PATH every questionnaire this installation knows.

    Several files are looked at together too: the same version twice, one in the wrong place. Each problem is
    one line, `file:line: level: text`. The exit code is 1 where one of them is an error.
    """
    folders = () if paths else outside.configuration().questionnaire_folders
    files = [*_files(paths), *(file for folder in folders for file in definition_files(folder))]
    if not files:
        raise RefusedError("There is no questionnaire here: no .yaml file was found.")
    shelf = outside.configuration().translation_folders
    found, read, together = list[Problem](), cache(read_domain), list[tuple[Questionnaire, Path]]()
    for file in files:
        questionnaire, problems_of_file = examine(file)
        found += problems_of_file
        if questionnaire is not None:
            found += _untranslated(file, questionnaire, shelf, read)
            together.append((questionnaire, file))
    several = len(paths) > 1 or any(path.is_dir() for path in paths)
    between = problems_between(together) if several else _between_files(folders)
    problems = list(dict.fromkeys([*found, *between]))
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
            found = (file for file in sorted(path.rglob("*.yaml")))
            yield from (file for file in found if not _is_of_standards(file, path))
        else:
            yield path


def _is_of_standards(file: Path, folder: Path) -> bool:
    """Whether a file is a list of standards or a crosswalk, wherever the folder that is searched lies."""
    is_below = STANDARDS_FOLDER in file.relative_to(folder).parts
    return is_below or file.match(f"{STANDARDS_FOLDER}/*.yaml") or file.match(CROSSWALKS)


def _between_files(folders: Sequence[Path]) -> Iterable[Problem]:
    """What is wrong with the set: the same version twice, a file in the wrong place, a list of standards."""
    try:
        Catalogue.read(folders)
    except DefinitionError as error:
        return error.problems
    return ()


def _untranslated(
    file: Path, questionnaire: Questionnaire, folders: Sequence[Path], read: Callable[[Path, str], Domain]
) -> Iterator[Problem]:
    """One problem for each language that was begun and lacks words, has stale ones, or cannot be read."""
    texts = questionnaire_texts([questionnaire])
    for folder in folders:
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{questionnaire.id}.po")):
            language = path.parent.parent.name
            if not is_language(language):
                text = f"`{language}` is no language, so nobody sees these words. Rename the folder, as `cy`."
                yield Problem(path, 1, Level.WARNING, text)
                continue
            try:
                counted = coverage(read(path, language), texts)
            except TranslationFileError as error:
                yield Problem(path, 1, Level.ERROR, f"This is not a file of translations: {error.why}.")
                continue
            if not counted.is_complete:
                text = (
                    f"In {language}, {counted.missing} texts are missing and {counted.stale} are stale. "
                    f"Next: survey-engine translation export {language} --to xlsx"
                )
                yield Problem(file, 1, Level.WARNING, f"{text}.")


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "file": str(problem.path), "line": problem.line, "level": problem.level.value, "text": problem.text
    }  # fmt: skip


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@questionnaire.command()
@click.argument("questionnaire_id", metavar="ID")
@click.argument("old", type=int)
@click.argument("new", type=int)
@as_json
@click.pass_obj
def diff(outside: Outside, questionnaire_id: str, old: int, new: int, as_json: bool) -> None:
    """Say what changed between two versions, and what each change does to a trend.

    The exit code is 1 where the newer file contradicts itself, such as a new meaning under an old id.
    """
    if old >= new:
        raise click.UsageError(f"OLD is the earlier version: diff {questionnaire_id} {new} {old}")
    catalogue = Catalogue.read(outside.configuration().questionnaire_folders)
    before, after = catalogue.get(questionnaire_id, old), catalogue.get(questionnaire_id, new)
    found = compare(before, after, catalogue.versions(questionnaire_id, until=new - 1))
    pairs = catalogue.crosswalk(before.standards, after.standards)
    if as_json:
        say_json(_difference_as_json(found, pairs))
    else:
        for change in found.changes:
            say(f"{change.part}: {change.kind} ({change.trend}): {change.text}")
        for pair in pairs.pairs if pairs else ():
            why = f" {pair.why}" if pair.why else ""
            say(f"standard {pair.before} -> {', '.join(pair.after)} ({pair.compares}).{why}")
        say(f"{_counted(len(found.changes), 'change')} from version {old} to version {new}.")
    if before.standards != after.standards and pairs is None:
        say(f"No crosswalk says how {before.standards} leads on to {after.standards}.")
    if found.contradictions:
        raise RefusedError(_refused(found, old, new))


def _refused(found: Difference, old: int, new: int) -> str:
    lines = "\n".join(f"{one.part}: {one.text}" for one in found.contradictions)
    return f"Version {new} cannot follow version {old} as it is.\n{lines}"


def _difference_as_json(found: Difference, pairs: StandardsCrosswalk | None) -> dict[str, object]:
    return {
        "changes": [
            {"kind": one.kind.value, "part": one.part, "trend": one.trend.value, "text": one.text}
            for one in found.changes
        ],
        "contradictions": [{"part": one.part, "text": one.text} for one in found.contradictions],
        "standards": [
            {"from": one.before, "to": list(one.after), "compares": one.compares.value, "why": one.why}
            for one in (pairs.pairs if pairs else ())
        ],
    }


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
        earlier = installation.catalogue.versions(questionnaire_id, until=version - 1)
        if earlier and (found := compare(earlier[-1], chosen, earlier)).contradictions:
            raise RefusedError(_refused(found, earlier[-1].version, version))
        with installation.writing() as session:
            if publishing.publish(session, chosen):
                installation.note(session, "questionnaire published", id=chosen.id, version=chosen.version)
    say(f"Published {chosen.id} version {chosen.version}, {sum(1 for _ in chosen.asked())} questions.")
    say(f"Its file is frozen (SHA-256 {chosen.content_hash}). To change a word, write the next version.")
