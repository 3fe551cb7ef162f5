"""A spreadsheet for translators: English, translation, note, reviewed by. One sheet for each domain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel import Locale

from survey_engine.exchange.po_files import Domain, Entry
from survey_engine.exchange.spreadsheets import SpreadsheetError, cells, read_sheets, write_sheets
from survey_engine.exchange.translating import fault_of, with_entries

COLUMNS = ("Context", "English", "Translation", "Note", "Reviewed by")
NEEDED = COLUMNS[:3]
_ABOUT = "Read me"
_FORM = re.compile(r"plural (\d+) of \d+")
_WHICH_FORM = "Its context must say which plural form it is, as in “plural 1 of 2”. Not taken."
_LOOK_AGAIN = "The words are new, and were taken. Who looked at the old ones must put the name again."
Row = dict[str, str]
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
        changed[name] = _taken(domains[name], _rows_of(name, rows), refused)
    return found, changed, refused


def _rows_of(name: str, rows: Sequence[Sequence[str]]) -> list[tuple[int, Row]]:
    """The rows of a sheet by column. Raises SpreadsheetError where a column that is needed is not there."""
    head = {cell.strip().casefold() for cell in rows[0]} if rows else set()
    for column in NEEDED:
        if column.casefold() not in head:
            raise SpreadsheetError(
                f"The sheet “{name}” has no column “{column}”. Keep the first row as it was in the file that "
                "`translation export` made. Nothing was taken."
            )
    return cells(rows, COLUMNS)


def sheet_language(sheets: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The language that a sheet for translators says it is in. Raises SpreadsheetError."""
    for row in sheets.get(_ABOUT, ()):
        if row and row[0] == _LANGUAGE and len(row) > 1 and row[1].strip():
            return row[1].strip()
    raise SpreadsheetError(
        f"The sheet “{_ABOUT}” does not say the language. Make the file by `translation export`, and keep it."
    )


def _taken(domain: Domain, rows: Sequence[tuple[int, Row]], refused: list[Refused]) -> Domain:
    singles = {(entry.context, entry.source): entry for entry in domain.entries if not entry.plural}
    plurals = {f"{entry.source} / {entry.plural}": entry for entry in domain.entries if entry.plural}
    new: dict[tuple[str, str], Entry] = {}
    forms: dict[str, dict[int, tuple[str, str]]] = {}
    for number, row in rows:
        context, source, words = row["Context"], row["English"], row["Translation"]
        entry = plurals.get(source) or singles.get((context, source))
        if entry is None:
            refused.append(Refused(domain.name, number, f"“{source}” is not asked for any more. Not taken."))
            continue
        form = _form_of(entry, context)
        if form is None:
            refused.append(Refused(domain.name, number, _WHICH_FORM))
            continue
        before = entry.words[form] if form < len(entry.words) else ""
        fault = _fault(entry, words, before)
        name = _reviewer(row, entry, is_new=bool(words) and words != before)
        if fault or name is None:
            refused.append(Refused(domain.name, number, fault or _LOOK_AGAIN))
        taken = before if fault else words, name or ""
        if entry.plural:
            as_it_was = ((words, entry.reviewed_by) for words in entry.words)
            forms.setdefault(source, dict(enumerate(as_it_was)))[form] = taken
        elif taken[0]:
            new[entry.context, entry.source] = _with_words(entry, (taken[0],), taken[1])
    for source, given in forms.items():
        entry = plurals[source]
        if (joined := _joined(entry, given, forms_of(domain.language))) is not None:
            new[entry.context, entry.source] = joined
        elif any(words for words, _name in given.values()):
            text = f"“{source}” needs all {forms_of(domain.language)} plural forms. Not taken."
            refused.append(Refused(domain.name, 1, text))
    entries = tuple(new.get((entry.context, entry.source), entry) for entry in domain.entries)
    return with_entries(domain, entries)


def _form_of(entry: Entry, context: str) -> int | None:
    """Which plural form a row is, from 0; its place in the sheet says nothing. None where it does not say."""
    if not entry.plural:
        return 0
    found = _FORM.fullmatch(context)
    return int(found[1]) - 1 if found else None


def _fault(entry: Entry, words: str, before: str) -> str:
    if not words:
        return "The translation is empty. The words that were there stay." if before else ""
    return fault_of(entry, words)


def _reviewer(row: Row, entry: Entry, *, is_new: bool) -> str | None:
    """Who looked at a row; None where the words are new and the name beside them is not."""
    name = row.get("Reviewed by")
    if name is None or not name:
        return "" if is_new or name is not None else entry.reviewed_by
    return None if is_new and entry.words and name == entry.reviewed_by else name


def _joined(entry: Entry, given: Mapping[int, tuple[str, str]], count: int) -> Entry | None:
    """The entry with all its forms, or None where one is missing; a name counts where it is beside each."""
    words = tuple(given.get(form, ("", ""))[0] for form in range(count))
    names = {given.get(form, ("", ""))[1] for form in range(count)}
    if not all(words):
        return None
    return _with_words(entry, words, names.pop() if len(names) == 1 else "")


def _with_words(entry: Entry, words: tuple[str, ...], reviewed_by: str) -> Entry:
    unchanged = words == entry.words and not reviewed_by
    stale = entry.is_fuzzy and unchanged
    previous = entry.previous if stale else ""
    return replace(entry, words=words, is_fuzzy=stale, previous=previous, reviewed_by=reviewed_by)
