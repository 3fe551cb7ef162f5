"""`translation status`, `extract`, `check`, `export` and `import`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from survey_engine.cli.installation import known_catalogue
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError, as_json, say, say_json, say_table
from survey_engine.exchange.po_files import (
    Domain,
    Entry,
    TranslationFileError,
    is_language,
    po_path,
    read_domain,
    write_domain,
)
from survey_engine.exchange.spreadsheets import SpreadsheetError, read_sheets
from survey_engine.exchange.translating import (
    INTERFACE,
    Coverage,
    coverage,
    faults,
    interface_texts,
    merged,
    questionnaire_texts,
)
from survey_engine.exchange.translation_sheet import (
    read_translation_sheet,
    sheet_language,
    write_translation_sheet,
)
from survey_engine.organisation import LANGUAGE

Sources = dict[str, tuple[Entry, ...]]


@click.group()
def translation() -> None:
    """Texts for translators: collect, count, check, and pass on as a spreadsheet."""


class _Shelf:
    """All there is to translate, and the files there are."""

    def __init__(self, outside: Outside) -> None:
        configuration = outside.configuration()
        self.folders = configuration.translation_folders
        self.catalogue = known_catalogue(configuration)
        names = dict.fromkeys(one.id for one in self.catalogue)
        self.sources: Sources = {INTERFACE: interface_texts()}
        self.sources |= {str(name): questionnaire_texts(self.catalogue.versions(name)) for name in names}

    def languages(self) -> list[str]:
        """Codes of the languages that have a folder."""
        found = {path.parent.name for folder in self.folders for path in folder.glob("*/LC_MESSAGES")}
        return sorted(filter(is_language, found))

    def path(self, language: str, domain: str) -> Path:
        """The file of a domain: where it is, else in the last folder."""
        paths = [po_path(folder, language, domain) for folder in self.folders]
        return next((path for path in reversed(paths) if path.exists()), paths[-1])

    def domain(self, language: str, name: str) -> Domain:
        """The domain as its file has it; without entries where there is no file."""
        path = self.path(language, name)
        try:
            return read_domain(path, language) if path.exists() else Domain(name, language)
        except TranslationFileError as error:
            raise RefusedError(str(error)) from error

    def merged(self, language: str) -> Iterator[Domain]:
        """Every domain of a language with exactly the texts there are now."""
        for name, sources in self.sources.items():
            yield merged(self.domain(language, name), sources)


@translation.command()
@as_json
@click.pass_obj
def status(outside: Outside, as_json: bool) -> None:
    """Say for each language how many texts are translated, missing and stale, and where to preview it."""
    shelf = _Shelf(outside)
    rows = [
        (language, name, shelf.domain(language, name), coverage(shelf.domain(language, name), sources))
        for language in shelf.languages()
        for name, sources in shelf.sources.items()
    ]
    if as_json:
        say_json([_as_json(language, domain, counted) for language, _name, domain, counted in rows])
        return
    say_table(
        ("LANGUAGE", "TEXTS OF", "TRANSLATED", "MISSING", "STALE", "REVIEWED BY"),
        [
            (
                *(language, name, f"{one.percent} %", one.missing, one.stale),
                domain.reviewed_by or "nobody: a draft",
            )
            for language, name, domain, one in rows
        ],
    )
    for questionnaire in shelf.catalogue:
        for language in shelf.languages():
            say(f"Preview: /questions/{questionnaire.alias}/{questionnaire.version}?language={language}")


def _as_json(language: str, domain: Domain, counted: Coverage) -> dict[str, object]:
    return {
        "language": language,
        "domain": domain.name,
        "texts": counted.total,
        "translated": counted.translated,
        "missing": counted.missing,
        "stale": counted.stale,
        "reviewed_by": domain.reviewed_by,
    }


@translation.command()
@click.argument("languages", nargs=-1, metavar="[LANG...]")
@click.pass_obj
def extract(outside: Outside, languages: tuple[str, ...]) -> None:
    """Bring the files of each language up to date with the texts there are; LANG begins a new one.

    Nothing is lost: where the English changed, the old translation stays beside it, marked as stale.
    """
    shelf = _Shelf(outside)
    for language in languages or shelf.languages():
        _require_language(language)
        for domain in shelf.merged(language):
            path = shelf.path(language, domain.name)
            if path.exists() or domain.name == INTERFACE or language in languages:
                write_domain(path, domain)
                counted = coverage(domain, shelf.sources[domain.name])
                say(f"{path}: {counted.translated} of {counted.total} translated, {counted.stale} stale.")


def _require_language(language: str) -> None:
    if not LANGUAGE.fullmatch(language):
        raise RefusedError(f"{language} is no language code such as cy or ur.")


@translation.command()
@click.pass_obj
def check(outside: Outside) -> None:
    """List every translation that would break a page; the exit code is 1 where there is one."""
    shelf = _Shelf(outside)
    found = [
        f"{shelf.path(language, name)}: {entry.context or '(page)'} “{entry.source[:60]}”: {fault}"
        for language in shelf.languages()
        for name in shelf.sources
        for entry, fault in faults(shelf.domain(language, name))
    ]
    for line in found:
        say(line)
    if found:
        raise RefusedError(f"{len(found)} translations to mend.")
    say(f"Checked {len(shelf.languages())} languages: nothing to mend.")


@translation.command()
@click.argument("language", metavar="LANG")
@click.option("--to", "form", type=click.Choice(["xlsx"]), default="xlsx", help="A spreadsheet.")
@click.option("--out", type=click.Path(path_type=Path), help="The file [default: translations-LANG.xlsx].")
@click.pass_obj
def export(outside: Outside, language: str, form: str, out: Path | None) -> None:
    """Write a spreadsheet for translators: English, translation, note, reviewed by."""
    _require_language(language)
    target = out or Path(f"translations-{language}.{form}")
    if target.exists():
        raise RefusedError(f"{target} is there already. Choose another name by --out.")
    domains = list(_Shelf(outside).merged(language))
    try:
        write_translation_sheet(target, language, domains)
    except SpreadsheetError as error:
        raise RefusedError(str(error)) from error
    say(f"Wrote {sum(len(domain.entries) for domain in domains)} texts to {target}.")
    say("Next, when it comes back: survey-engine translation import FILE")


@translation.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(outside: Outside, file: Path) -> None:
    """Take the words of a spreadsheet into the files. Rows that cannot be taken are listed, one by one."""
    shelf = _Shelf(outside)
    try:
        language = sheet_language(read_sheets(file))
        _require_language(language)
        known = {domain.name: domain for domain in shelf.merged(language)}
        _language, changed, refused = read_translation_sheet(file, known)
    except SpreadsheetError as error:
        raise RefusedError(str(error)) from error
    _write(shelf, language, changed.values())
    for one in refused:
        say(str(one))
    if refused:
        raise RefusedError(f"{len(refused)} rows to look at; all others were taken as they are.")


def _write(shelf: _Shelf, language: str, domains: Iterable[Domain]) -> None:
    for domain in domains:
        if (
            not any(entry.words for entry in domain.entries)
            and not shelf.path(language, domain.name).exists()
        ):
            continue
        write_domain(shelf.path(language, domain.name), domain)
        counted = coverage(domain, shelf.sources[domain.name])
        say(f"{domain.name}: {counted.translated} of {counted.total} translated.")
