"""`questionnaire check`: every problem of a file at once, and of what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import click

from survey_engine.cli.installation import published_in_browser
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError, as_json, counted, say, say_json
from survey_engine.exchange.po_files import Domain, TranslationFileError, is_language, read_domain
from survey_engine.exchange.translating import coverage, questionnaire_texts
from survey_engine.questionnaire.checking import STANDARDS_FOLDER, examine
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.ladders import FILE as LADDERS
from survey_engine.questionnaire.loading import CROSSWALKS, Catalogue, definition_files, problems_between
from survey_engine.questionnaire.problem import DefinitionError, Level, Problem
from survey_engine.records.definition_drafts import file_name, problems_of


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH...]")
@as_json
@click.pass_obj
def check(outside: Outside, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check files, or folders of files; without a PATH every questionnaire this installation knows.

    Those that were published in the browser, which lie in no folder, are looked at with them.
    Several files are looked at together too: the same version twice, one in the wrong place. Each problem is
    one line, `file:line: level: text`. The exit code is 1 where one of them is an error.
    """
    folders = () if paths else outside.configuration().questionnaire_folders
    files = [*_files(paths), *(file for folder in folders for file in definition_files(folder))]
    in_browser = [] if paths else published_in_browser(outside.configuration())
    if not files and not in_browser:
        raise RefusedError("There is no questionnaire here: no .yaml file was found.")
    shelf = outside.configuration().translation_folders
    found, read, together = list[Problem](), cache(read_domain), list[tuple[Questionnaire, Path]]()
    for file in files:
        questionnaire, problems_of_file = examine(file)
        found += problems_of_file
        if questionnaire is not None:
            found += _untranslated(file, questionnaire, shelf, read)
            together.append((questionnaire, file))
    for text in in_browser:
        name = Path("published in the browser", file_name(text.questionnaire, text.version))
        found += problems_of(name, text.text, folders)[1]
    several = len(paths) > 1 or any(path.is_dir() for path in paths)
    between = problems_between(together) if several else _between_files(folders)
    problems = list(dict.fromkeys([*found, *between]))
    if as_json:
        say_json([_as_json(problem) for problem in problems])
    else:
        for problem in problems:
            say(str(problem))
    looked_at = len(files) + len(in_browser)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if errors:
        raise RefusedError(f"{counted(errors, 'error')} in {counted(looked_at, 'file')}.")
    if not as_json:
        say(f"Checked {counted(looked_at, 'file')}: no error, {counted(len(problems), 'warning')}.")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = (file for file in sorted(path.rglob("*.yaml")))
            found = (file for file in found if file.name != LADDERS)  # read with each version beside it
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
