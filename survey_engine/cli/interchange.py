"""`questionnaire export` and `questionnaire import`: other formats out and in."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from survey_engine.cli.installation import known_catalogue
from survey_engine.cli.outside import Outside
from survey_engine.cli.paper import FORMS, PaperOptions, paper_options, write_paper
from survey_engine.cli.terminal import RefusedError, say
from survey_engine.exchange import ddi, fhir
from survey_engine.exchange.complete_words import complete_words
from survey_engine.exchange.fhir_import import from_fhir
from survey_engine.exchange.fhir_json import MOST_BYTES
from survey_engine.exchange.importing import Imported, ImportRefusedError
from survey_engine.exchange.po_files import po_path, write_domain
from survey_engine.exchange.spreadsheets import SpreadsheetError
from survey_engine.exchange.translating import coverage, questionnaire_texts
from survey_engine.exchange.xlsform import write_xlsform
from survey_engine.exchange.xlsform_import import from_xlsform
from survey_engine.questionnaire.checking import examine
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.problem import Level
from survey_engine.questionnaire.schema import file_schema

ENDINGS = {
    "fhir": "json",
    "xlsform": "xlsx",
    "ddi": "xml",
    "json-schema": "schema.json",
    **dict.fromkeys(FORMS, "pdf"),
}
WITH_WORDS = ("fhir", "xlsform")  # the formats that hold translations, and every text as it is written


@click.command("export")
@click.argument("questionnaire_id", metavar="ID")
@click.argument("version", type=int)
@click.option("--to", "form", type=click.Choice(list(ENDINGS)), required=True, help="The format.")
@click.option("--out", type=click.Path(path_type=Path), help="The file [default: ID-VERSION.ENDING].")
@paper_options
@click.pass_obj
def export(
    outside: Outside, questionnaire_id: str, version: int, form: str, wanted: PaperOptions, out: Path | None
) -> None:
    """Write a version in another format, with every language that is complete.

    What the format cannot hold is listed line by line. A form on paper is in one language, and says all that
    the screen does.
    """
    wanted.require_fit(form)
    if form in FORMS:
        write_paper(outside, questionnaire_id, version, form, wanted, out)
        return
    configuration = outside.configuration()
    chosen = known_catalogue(configuration).get(questionnaire_id, version)
    target = out or Path(f"{questionnaire_id}-{version}.{ENDINGS[form]}")
    if target.exists():
        raise RefusedError(f"{target} is there already. Choose another name by --out.")
    words, lost = _words(chosen, configuration.translation_folders) if form in WITH_WORDS else ({}, [])
    target.write_bytes(_content(form, chosen, words))
    say(f"Wrote {questionnaire_id} version {version} to {target}.")
    for line in lost:
        say(f"Not carried: {line}")


def _words(chosen: Questionnaire, folders: tuple[Path, ...]) -> tuple[fhir.Words, list[str]]:
    words, unready = complete_words(chosen, folders)
    return words, [*fhir.not_carried(chosen), *unready]


def _content(form: str, chosen: Questionnaire, words: fhir.Words) -> bytes:
    match form:
        case "xlsform":
            return _sheets(chosen, words)
        case "ddi":
            return ddi.to_ddi(chosen)
        case "fhir":
            return _json(fhir.to_fhir(chosen, words))
        case _:
            return _json(file_schema())


def _json(values: object) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()


def _sheets(chosen: Questionnaire, words: fhir.Words) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        try:
            write_xlsform(path, chosen, words)
        except SpreadsheetError as error:
            raise RefusedError(str(error)) from error
        return path.read_bytes()


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "form", type=click.Choice(["fhir", "xlsform"]), required=True, help="Its format.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder [default: questionnaires].")
def import_(file: Path, form: str, out: Path | None) -> None:
    """Make a questionnaire file of another format's, as OUT/<id>/<version>.yaml.

    Translations go beside it, into OUT/translations. What cannot be carried is listed line by line. The rules
    here ask for more than other formats say: check the file, and mend it.
    """
    try:
        imported = from_xlsform(file) if form == "xlsform" else from_fhir(_read(file))
    except ImportRefusedError as error:
        raise RefusedError(str(error)) from error
    folder = out or Path("questionnaires")
    target = folder / str(imported.values["questionnaire"]) / f"{imported.values['version']}.yaml"
    if target.exists():
        raise RefusedError(f"{target} is there already. Choose another folder by --out.")
    content = imported.to_yaml().encode()
    questionnaire = _built(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    written = _write_words(imported, questionnaire, folder / "translations")
    for line in imported.lost:
        say(f"Not carried: {line}")
    say(f"Wrote {target}.")
    for line in written:
        say(line)
    errors = sum(problem.level is Level.ERROR for problem in examine(target)[1])
    if errors:
        say(f"It cannot be published yet: {errors} {'thing' if errors == 1 else 'things'} to mend.")
    say(f"Next: survey-engine questionnaire check {target}")


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _built(content: bytes) -> Questionnaire:
    """What will be in the file, before anything is written where it stays."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "imported.yaml"
        path.write_bytes(content)
        questionnaire, problems = examine(path)
    if questionnaire is None:
        raise RefusedError(f"It makes no questionnaire file. {problems[0].text}")
    return questionnaire


def _write_words(imported: Imported, questionnaire: Questionnaire, folder: Path) -> list[str]:
    """Write the translations, and say so; those of another version stay as they are."""
    lines = []
    for domain in imported.domains(questionnaire_texts([questionnaire])):
        path = po_path(folder, domain.language, domain.name)
        if path.exists():
            imported.lost.append(
                f"{path} is there already, so the words in {domain.language} are not written."
            )
            continue
        write_domain(path, domain)
        counted = coverage(domain, domain.entries)
        lines.append(f"Wrote {path}: {counted.translated} of {counted.total} texts.")
    return lines
