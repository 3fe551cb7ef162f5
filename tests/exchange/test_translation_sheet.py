"""A sheet that comes back from translators in every state, and words that would break a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey_engine.exchange.po_files import Domain, Entry, po_bytes, po_path, read_domain, write_domain
from survey_engine.exchange.spreadsheets import SpreadsheetError, read_sheets, write_sheets
from survey_engine.exchange.translating import fault_of, merged
from survey_engine.exchange.translation_sheet import Refused, read_translation_sheet, write_translation_sheet

Rows = list[list[str]]
ANNA, MAIR = "Anna Nowak", "Mair Jones"
MANY = "There is %(num)s question.", "There are %(num)s questions."
ENTRIES = (
    Entry("", "Continue", words=("Dalej",), reviewed_by=ANNA),
    Entry("", "Back", words=("Wstecz",), reviewed_by=ANNA),
    Entry("", MANY[0], MANY[1], words=("%(num)s a", "%(num)s b", "%(num)s c"), reviewed_by=ANNA),
)
DOMAIN = Domain("messages", "pl", ENTRIES, reviewed_by=ANNA)


def back(
    tmp_path: Path, change: Callable[[Rows], Rows], domain: Domain = DOMAIN
) -> tuple[Domain, list[Refused]]:
    """The sheet of a domain after a translator changed it."""
    there, here = tmp_path / "there.xlsx", tmp_path / "here.xlsx"
    write_translation_sheet(there, "pl", [domain])
    sheets = read_sheets(there)
    sheets["messages"] = change(sheets["messages"])
    write_sheets(here, sheets)
    _language, changed, refused = read_translation_sheet(here, {"messages": domain})
    return changed["messages"], refused


def with_cell(source: str, column: int, words: str, context: str = "") -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        for row in rows[1:]:
            if row[1] == source and (not context or row[0] == context):
                row[column] = words
        return rows

    return change


def test_nothing_changes_where_nothing_was_changed(tmp_path: Path) -> None:
    assert back(tmp_path, lambda rows: rows) == (DOMAIN, [])


@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_sheet_without_a_column_is_refused_whole(tmp_path: Path, column: int) -> None:
    with pytest.raises(SpreadsheetError, match="has no column"):
        back(tmp_path, lambda rows: [row[:column] + row[column + 1 :] for row in rows])


def test_without_the_names_column_the_names_stay_beside_words_that_are_as_they_were(tmp_path: Path) -> None:
    domain, refused = back(tmp_path, lambda rows: [row[:4] for row in with_cell("Back", 2, "Cofnij")(rows)])
    assert refused == []
    assert [entry.reviewed_by for entry in domain.entries] == [ANNA, "", ANNA]
    assert not domain.is_reviewed


def test_an_empty_cell_leaves_the_words_and_is_told(tmp_path: Path) -> None:
    domain, [refused] = back(tmp_path, with_cell("Back", 2, ""))
    assert domain.entries == DOMAIN.entries
    assert str(refused) == "messages, row 3: The translation is empty. The words that were there stay."


def test_new_words_are_not_under_an_old_name(tmp_path: Path) -> None:
    domain, [refused] = back(tmp_path, with_cell("Back", 2, "Cofnij"))
    assert domain.entries[1] == Entry("", "Back", words=("Cofnij",))
    assert not domain.is_reviewed
    assert "must put the name again" in str(refused)
    assert b"DRAFT: no native reader" in po_bytes(domain)


def test_new_words_under_a_new_name_are_reviewed(tmp_path: Path) -> None:
    def change(rows: Rows) -> Rows:
        return with_cell("Back", 4, MAIR)(with_cell("Back", 2, "Cofnij")(rows))

    domain, refused = back(tmp_path, change)
    assert refused == []
    assert (domain.entries[1].words, domain.reviewed_by) == (("Cofnij",), f"{ANNA}, {MAIR}")


def test_plural_forms_go_by_what_they_say_they_are_and_not_by_their_place(tmp_path: Path) -> None:
    assert back(tmp_path, lambda rows: [rows[0], *reversed(rows[1:])]) == (DOMAIN, [])


def test_one_wrong_plural_form_leaves_that_form_as_it_was(tmp_path: Path) -> None:
    source = " / ".join(MANY)
    domain, [refused] = back(tmp_path, with_cell(source, 2, "%(other)s x", context="plural 2 of 3"))
    assert domain.entries[2].words == ENTRIES[2].words
    assert "%(other)s" in str(refused)
    domain, [refused] = back(tmp_path, with_cell(source, 0, "second", context="plural 2 of 3"))
    assert "which plural form" in str(refused)


def test_a_plural_text_needs_all_its_forms(tmp_path: Path) -> None:
    domain = Domain("messages", "pl", (Entry("", *MANY),))
    source = " / ".join(MANY)
    found, [refused] = back(tmp_path, with_cell(source, 2, "%(num)s x", context="plural 2 of 3"), domain)
    assert found.entries == domain.entries
    assert "needs all 3 plural forms" in str(refused)


def test_what_is_new_takes_the_name_from_the_head(tmp_path: Path) -> None:
    reviewed = Domain("messages", "pl", tuple(Entry("", e.source, words=e.words) for e in ENTRIES[:2]), MAIR)
    assert merged(reviewed, [Entry("", "Continue"), Entry("", "Back")]).reviewed_by == MAIR
    assert merged(reviewed, [Entry("", "Continue"), Entry("", "Send")]).reviewed_by == ""


def test_words_whose_english_is_gone_are_kept_and_come_back_with_it(tmp_path: Path) -> None:
    path = po_path(tmp_path, "pl", "messages")
    without = merged(DOMAIN, [Entry("", "Continue"), Entry("", *MANY)])
    write_domain(path, without)
    assert '#~ msgstr "Wstecz"' in path.read_text("utf-8")
    kept = read_domain(path, "pl")
    assert [entry.words for entry in kept.obsolete] == [("Wstecz",)]
    again = merged(kept, [Entry("", "Back"), Entry("", "Continue"), Entry("", *MANY)])
    assert again.entries[0].words == ("Wstecz",)
    assert again.obsolete == ()


PIPED = Entry("care.told.text", "Were you told kindly at {hospital}, {where|there}?")


@pytest.mark.parametrize(
    ("entry", "words", "fault"),
    [
        (PIPED, "{hospital} {where|yno}", ""),
        (PIPED, "{hospital} {where}", "It leaves out {where|…}"),
        (PIPED, "{hospital} {where|}", "It leaves out {where|…}"),
        (PIPED, "{hospital|x} {where|yno}", "It leaves out {hospital}"),
        (PIPED, "{Hospital} {where|yno}", "It leaves out {hospital}"),
        (PIPED, "{hospital} {where|yno} {", "It has a “{” alone"),
        (PIPED, "{hospital} {where|yno}\u202e", "It has a letter that nobody sees (U+202E)"),
        (PIPED, "{hospital} {where|yno}\u200f", ""),
        (PIPED, "{hospital} {where|yno}\x07", "It has a letter that nobody sees (U+0007)"),
        (Entry("", "%(num)s of 100"), "%(num)s o 100", ""),
        (Entry("", "%(num)s of 100"), "%(num)s o 100%", "It has a “%” alone"),
        (Entry("", "%(num)s of 100"), "100% o %(num)s", "It has a “%” alone"),
        (Entry("", "All of it"), "100% o hyd", "It has a “%” alone"),
    ],
)
def test_words_that_would_break_a_page_are_told(entry: Entry, words: str, fault: str) -> None:
    assert fault_of(entry, words).startswith(fault)
    assert bool(fault_of(entry, words)) == bool(fault)
