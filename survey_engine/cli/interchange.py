"""`questionnaire export` and `questionnaire import`: other formats out and in."""

from __future__ import annotations

import json
from pathlib import Path

import click

from survey_engine.cli.outside import Outside
from survey_engine.cli.paper import FORMS, PaperOptions, paper_options, write_paper
from survey_engine.cli.terminal import RefusedError, say
from survey_engine.exchange import ddi, fhir
from survey_engine.exchange.fhir_import import from_fhir
from survey_engine.exchange.fhir_json import MOST_BYTES
from survey_engine.exchange.importing import Imported, ImportRefusedError
from survey_engine.exchange.po_files import po_path, read_domain, write_domain
from survey_engine.exchange.spreadsheets import SpreadsheetError
from survey_engine.exchange.translating import coverage, questionnaire_texts
from survey_engine.exchange.xlsform import write_xlsform
from survey_engine.exchange.xlsform_import import from_xlsform
from survey_engine.questionnaire.checking import examine
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.problem import Level
from survey_engine.questionnaire.schema import file_schema

ENDINGS = {
    "fhir": "json",
    "xlsform": "xlsx",
    "ddi": "xml",
    "json-schema": "schema.json",
    **dict.fromkeys(FORMS, "pdf"),
}


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

    What the format cannot hold is listed line by line. A form on paper is in one language.
    """
    wanted.require_fit(form)
    if form in FORMS:
        write_paper(outside, questionnaire_id, version, form, wanted, out)
        return
    configuration = outside.configuration()
    chosen = Catalogue.read(configuration.questionnaire_folders).get(questionnaire_id, version)
    target = out or Path(f"{questionnaire_id}-{version}.{ENDINGS[form]}")
    if target.exists():
        raise RefusedError(f"{target} is there already. Choose another name by --out.")
    words = _words(chosen, configuration.translation_folders)
    if form == "xlsform":
        try:
            write_xlsform(target, chosen, words)
        except SpreadsheetError as error:
            target.unlink(missing_ok=True)
            raise RefusedError(str(error)) from error
    else:
        target.write_bytes(_content(form, chosen, words))
    say(f"Wrote {questionnaire_id} version {version} to {target}.")
    if form in ("fhir", "xlsform"):
        for line in fhir.not_carried(chosen):
            say(f"Not carried: {line}")


def _content(form: str, chosen: Questionnaire, words: fhir.Words) -> bytes:
    if form == "ddi":
        return ddi.to_ddi(chosen)
    values = fhir.to_fhir(chosen, words) if form == "fhir" else file_schema()
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()


def _words(questionnaire: Questionnaire, folders: tuple[Path, ...]) -> dict[str, dict[str, str]]:
    """The words of each language that has all of them, by context."""
    sources = questionnaire_texts([questionnaire])
    found: dict[str, dict[str, str]] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{questionnaire.id}.po")):
            domain = read_domain(path, path.parent.parent.name)
            if coverage(domain, sources).is_complete:
                known = domain.by_text
                found[domain.language] = {
                    one.context: known[one.context, one.source].words[0] for one in sources
                }
    return found


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
    values = imported.values
    target = folder / str(values["questionnaire"]) / f"{values['version']}.yaml"
    if target.exists():
        raise RefusedError(f"{target} is there already. Choose another folder by --out.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(imported.to_yaml(), encoding="utf-8")
    questionnaire, problems = examine(target)
    for line in imported.lost:
        say(f"Not carried: {line}")
    if questionnaire is not None:
        _write_words(imported, questionnaire, folder / "translations")
    say(f"Wrote {target}.")
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if errors:
        say(f"It cannot be published yet: {errors} things to mend.")
    say(f"Next: survey-engine questionnaire check {target}")


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _write_words(imported: Imported, questionnaire: Questionnaire, folder: Path) -> None:
    for domain in imported.domains(questionnaire_texts([questionnaire])):
        path = po_path(folder, domain.language, domain.name)
        try:
            write_domain(path, domain)
        except (ValueError, LookupError):
            say(f"Not carried: `{domain.language}` is no language code that is known here.")
            continue
        counted = coverage(domain, domain.entries)
        say(f"Wrote {path}: {counted.translated} of {counted.total} texts.")
