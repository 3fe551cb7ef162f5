"""A spreadsheet for translators: English, translation, note, reviewed by. One sheet for each domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel import Locale

from survey_engine.exchange.po_files import Domain, Entry
from survey_engine.exchange.spreadsheets import SpreadsheetError, cells, read_sheets, write_sheets
from survey_engine.exchange.translating import fault_of

COLUMNS = ("Context", "English", "Translation", "Note", "Reviewed by")
_ABOUT = "Read me"
_LANGUAGE = "Language"


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that was not taken: its sheet and number, and why."""

    sheet: str
    row: int
    text: str

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}: {self.text}"


def write_translation_sheet(path: Path, language: str, domains: Sequence[Domain]) -> None:
    """Write every text of these domains, a row for each form where there is a plural."""
    name = str(Locale.parse(language).english_name)
    about: list[tuple[str, ...]] = [
        (_LANGUAGE, language),
        ("How to use this file", f"Write the {name} words into the column “Translation” of each sheet."),
        ("", "Leave words in {braces} and words like %(day)s as they are: something is filled in there."),
        ("", "A note “stale” means that the English has changed since. Look at the translation again."),
        ("", "If you speak the language from birth and have checked a row, write your name at its end."),
    ]
    sheets: dict[str, list[tuple[str, ...]]] = {_ABOUT: about}
    for domain in domains:
        sheets[domain.name] = [COLUMNS, *(row for entry in domain.entries for row in _rows(entry, language))]
    write_sheets(path, sheets, (30, 60, 60, 30, 20))


def _rows(entry: Entry, language: str) -> list[tuple[str, ...]]:
    note = f"stale: made of “{entry.previous}”" if entry.is_fuzzy and entry.previous else entry.note
    note = note or ("stale" if entry.is_fuzzy else "")
    if not entry.plural:
        words = entry.words[0] if entry.words else ""
        return [(entry.context, entry.source, words, note, entry.reviewed_by)]
    count = forms_of(language)
    words_of = [*entry.words, *[""] * count][:count]
    return [
        (f"plural {form + 1} of {count}", f"{entry.source} / {entry.plural}", words, note, entry.reviewed_by)
        for form, words in enumerate(words_of)
    ]


def forms_of(language: str) -> int:
    """How many plural forms a language has in .po files."""
    from babel.messages.plurals import get_plural  # only sheets need it, and it is slow to import

    return int(get_plural(language).num_plurals)


def read_translation_sheet(
    path: Path, domains: Mapping[str, Domain], language: str | None = None
) -> tuple[str, dict[str, Domain], list[Refused]]:
    """(language, the domains with the new words, what was not taken). Raises SpreadsheetError.

    `domains` are those known, by name, of the language that the sheet names; `language` must be that one.
    """
    sheets = read_sheets(path)
    found = sheet_language(sheets)
    if language not in (None, found):
        raise SpreadsheetError(f"The sheet is in {found}, not in {language}.")
    changed: dict[str, Domain] = {}
    refused: list[Refused] = []
    for name, rows in sheets.items():
        if name == _ABOUT:
            continue
        if name not in domains:
            refused.append(Refused(name, 1, "There is nothing of this name to translate."))
            continue
        changed[name] = _taken(domains[name], cells(rows, COLUMNS), refused)
    return found, changed, refused


def sheet_language(sheets: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The language that a sheet for translators says it is in. Raises SpreadsheetError."""
    for row in sheets.get(_ABOUT, ()):
        if row and row[0] == _LANGUAGE and len(row) > 1 and row[1].strip():
            return row[1].strip()
    raise SpreadsheetError(
        f"The sheet “{_ABOUT}” does not say the language. Make the file by `translation export`, and keep it."
    )


def _taken(domain: Domain, rows: Sequence[tuple[int, dict[str, str]]], refused: list[Refused]) -> Domain:
    singles = {(entry.context, entry.source): entry for entry in domain.entries if not entry.plural}
    plurals = {f"{entry.source} / {entry.plural}": entry for entry in domain.entries if entry.plural}
    new: dict[tuple[str, str], Entry] = {}
    forms: dict[str, list[tuple[str, str]]] = {}
    for number, row in rows:
        context, source, words = row.get("Context", ""), row.get("English", ""), row.get("Translation", "")
        entry = plurals.get(source) or singles.get((context, source))
        if entry is None:
            refused.append(Refused(domain.name, number, f"“{source}” is not asked for any more. Not taken."))
        elif words and (fault := fault_of(entry, words)):
            refused.append(Refused(domain.name, number, fault))
        elif entry.plural:
            forms.setdefault(source, []).append((words, row.get("Reviewed by", "")))
        else:
            new[entry.context, entry.source] = _with_words(entry, (words,), row.get("Reviewed by", ""))
    for source, given in forms.items():
        entry = plurals[source]
        reviewer = next((name for _words, name in given if name), "")
        if len(given) == forms_of(domain.language):
            words_of = tuple(words for words, _name in given)
            new[entry.context, entry.source] = _with_words(entry, words_of, reviewer)
    entries = tuple(new.get((entry.context, entry.source), entry) for entry in domain.entries)
    reviewers = {entry.reviewed_by for entry in entries}
    by = ", ".join(sorted(reviewers)) if entries and "" not in reviewers else ""
    return replace(domain, entries=entries, reviewed_by=by or domain.reviewed_by)


def _with_words(entry: Entry, words: tuple[str, ...], reviewed_by: str) -> Entry:
    if not all(words):
        return replace(entry, words=(), is_fuzzy=False, previous="", reviewed_by="")
    unchanged = words == entry.words and not reviewed_by
    stale = entry.is_fuzzy and unchanged
    previous = entry.previous if stale else ""
    return replace(entry, words=words, is_fuzzy=stale, previous=previous, reviewed_by=reviewed_by)
