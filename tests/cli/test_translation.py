"""Translators on the command line: a new language, a sheet there and back, and what has become stale."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from survey_engine.exchange.po_files import po_path, read_domain
from survey_engine.exchange.spreadsheets import read_sheets, write_sheets
from tests.cli.person import Person


@pytest.fixture
def translator(person: Person, own_questionnaire: Path) -> Person:
    """Somebody with a folder of translations and a questionnaire of her own."""
    person.settings["SURVEY_ENGINE_TRANSLATIONS"] = str(person.home / "words")
    (person.home / "words").mkdir()
    return person


def states(translator: Person, language: str) -> dict[str, dict[str, object]]:
    listed = json.loads(translator.does("translation", "status", "--json"))
    return {one["domain"]: one for one in listed if one["language"] == language}


def translated(translator: Person, change: dict[str, str], reviewer: str = "") -> Path:
    """A sheet as it comes back from a translator, `change` by English text."""
    sheet = translator.home / "back.xlsx"
    out = translator.home / "there.xlsx"
    out.unlink(missing_ok=True)
    translator.does("translation", "export", "pl", "--to", "xlsx", "--out", out)
    sheets = read_sheets(out)
    for rows in sheets.values():
        for row in rows[1:]:
            if len(row) > 2 and row[1] in change:
                row[2], row[4] = change[row[1]], reviewer
    sheet.unlink(missing_ok=True)
    write_sheets(sheet, sheets)
    return sheet


def test_a_new_language_goes_out_as_a_sheet_and_comes_back_as_words(translator: Person) -> None:
    sheet = translated(translator, {"Continue": "Dalej", "=Back": "x"}, "Anna Nowak")
    said = translator.does("translation", "import", sheet)
    assert "messages: 1 of" in said
    domain = read_domain(po_path(translator.home / "words", "pl", "messages"), "pl")
    entry = domain.by_text["", "Continue"]
    assert (entry.words, entry.reviewed_by, entry.is_usable) == (("Dalej",), "Anna Nowak", True)
    assert states(translator, "pl")["messages"]["translated"] == 1
    assert "Preview: /questions/care/1?language=pl" in translator.does("translation", "status")


def test_a_changed_english_text_makes_its_translation_stale_and_loses_nothing(
    translator: Person, own_questionnaire: Path
) -> None:
    old = "Were people kind to you?"
    text = own_questionnaire.read_text(encoding="utf-8")
    assert old in text
    translator.does("translation", "import", translated(translator, {old: "Czy personel jest miły?"}))
    own_questionnaire.write_text(text.replace(old, "Were the people kind?"), encoding="utf-8")
    assert "1 stale" in translator.does("translation", "extract", "pl")
    domain = read_domain(po_path(translator.home / "words", "pl", "clinic_visit"), "pl")
    entry = next(one for one in domain.entries if one.is_fuzzy)
    assert (entry.source, entry.previous, entry.words) == (
        "Were the people kind?", old, ("Czy personel jest miły?",),
    )  # fmt: skip
    assert states(translator, "pl")["clinic_visit"]["stale"] == 1
    warned = translator.does("questionnaire", "check", own_questionnaire)
    assert ":1: warning: In pl, " in warned
    assert "1 are stale" in warned


def test_rows_that_cannot_be_taken_are_listed_and_the_others_are_taken(translator: Person) -> None:
    wrong = {
        "Continue": "Dalej",
        "It opens on %(day)s. Please come back on that day. Your code will work then.": "X",
    }
    refused = translator.runs("translation", "import", translated(translator, wrong))
    assert refused.exit_code == 1
    assert "It leaves out %(day)s" in refused.stdout
    assert "1 rows to look at" in refused.stderr
    assert states(translator, "pl")["messages"]["translated"] == 1


def test_a_translation_that_would_break_a_page_is_found(translator: Person) -> None:
    translator.does("translation", "import", translated(translator, {"Continue": "Dalej"}))
    path = po_path(translator.home / "words", "pl", "messages")
    path.write_text(path.read_text("utf-8").replace('"Dalej"', '"Dalej %(x)s"'), encoding="utf-8")
    refused = translator.runs("translation", "check")
    assert refused.exit_code == 1
    assert "%(x)s, which the English has not" in refused.stdout


def hostile(folder: Path, name: str) -> Path:
    path = folder / f"{name}.xlsx"
    if name == "text":
        path.write_text("not a spreadsheet")
    elif name == "bomb":
        with ZipFile(path, "w", compression=8) as archive:
            archive.writestr("xl/workbook.xml", b"0" * (101 * 1024 * 1024))
    elif name == "entities":
        with ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    elif name == "empty":
        with ZipFile(path, "w") as archive:
            archive.writestr("nothing.txt", "")
    else:
        write_sheets(path, {"Sheet": [("a", "b")]})
    return path


@pytest.mark.parametrize("name", ["text", "bomb", "entities", "empty", "other"])
def test_a_hostile_or_broken_sheet_gets_a_sentence(translator: Person, name: str) -> None:
    said = translator.is_refused("translation", "import", hostile(translator.home, name))
    assert said.strip().endswith(".")
    assert "Traceback" not in said


def test_a_language_that_is_none_is_refused(translator: Person) -> None:
    assert "no language code" in translator.is_refused("translation", "export", "Klingon", "--out", "x.xlsx")
