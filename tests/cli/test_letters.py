"""Letters from the command line: what is made, for whom, what is refused, and that nothing is half done."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from survey_engine.sealing.codes import link_is_signed, read_code
from survey_engine.settings import Settings
from tests.cli.person import Person
from tests.exchange.letter_samples import PRINTED
from tests.exchange.paper_samples import texts_of_sheets

ISSUE = ("codes", "issue", "--wave", "W1", "--hospital", "RXQ", "--count")
HIDDEN = 0o077


def sheets(file: Path) -> list[str]:
    with pikepdf.open(file) as pdf:
        return texts_of_sheets(pdf)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def begin(person: Person, posting: str = "sealed", questionnaire: str = "clinic_visit") -> None:
    """Go from nothing to an open wave; the survey is offered in three languages."""
    version = "2" if questionnaire == "sbc_patient" else "1"
    person.settings["SURVEY_ENGINE_LANGUAGES"] = "en,cy,ur"
    person.does("init")
    person.does("questionnaire", "publish", questionnaire, version)
    person.does("hospital", "add", "RXQ", "City Hospital")
    opens = person.words_to_open("W1", posting=posting, questionnaire=questionnaire, version=version)
    person.does(*opens)


def nothing_was_issued(person: Person) -> bool:
    return "No codes have been issued" in person.does("codes", "count", "--wave", "W1")


def test_letters_of_a_sealed_wave_come_with_their_codes(person: Person) -> None:
    begin(person)
    out, pdf = person.home / "codes.csv", person.home / "letters.pdf"
    said = person.does(*ISSUE, "3", "--out", out, "--letters", pdf)
    assert "Print them on both sides" in said
    assert out.stat().st_mode & HIDDEN == pdf.stat().st_mode & HIDDEN == 0
    texts = sheets(pdf)
    assert len(texts) == 2 + 3 * 2
    for number, row in enumerate(rows_of(out), 1):
        assert row["code"] not in said
        assert row["ref"] in texts[2 * number]
        assert row["code"] in texts[2 * number + 1]
        assert row["code"] not in "".join(texts[: 2 * number + 1])
    assert PRINTED.replace(" ", "") not in "".join(texts)
    assert "CityHospital" in texts[3]
    assert "31March2027" in texts[3]
    assert "issued" in person.does("codes", "count", "--wave", "W1").lower()


def test_a_letter_in_urdu_and_large_print_opens_the_survey_so(person: Person) -> None:
    begin(person, questionnaire="sbc_patient")
    out, pdf = person.home / "codes.csv", person.home / "letters.pdf"
    words = ("--letters", pdf, "--language", "ur", "--size", "24")
    assert "its translation is a draft" in person.does(*ISSUE, "1", "--out", out, *words)
    [row] = rows_of(out)
    link, *wishes = row["link"].split("&")
    assert wishes == ["language=ur", "size=largest"]
    keys = Settings.from_environment(person.settings).secret_keys
    assert link_is_signed(read_code(row["code"]), link.rpartition(".")[2], keys)
    with pikepdf.open(pdf) as opened:
        assert str(opened.Root.Lang) == "ur"
        assert str(opened.Root.ViewerPreferences.Direction) == "/R2L"


def test_an_english_letter_names_only_languages_that_this_survey_has(person: Person) -> None:
    begin(person, questionnaire="sbc_patient")
    person.does(*ISSUE, "1", "--out", person.home / "a.csv", "--letters", person.home / "a.pdf")
    assert "Cymraeg:gallwchateb" in "".join(sheets(person.home / "a.pdf"))
    person.settings["SURVEY_ENGINE_LANGUAGES"] = "en,ur"
    person.does(*ISSUE, "1", "--out", person.home / "b.csv", "--letters", person.home / "b.pdf")
    assert "Cymraeg" not in "".join(sheets(person.home / "b.pdf"))


def test_a_hospital_that_merges_gets_a_folder_and_its_letters_say_so(person: Person) -> None:
    begin(person, posting="merge")
    out, pdf, folder = (person.home / name for name in ("codes.csv", "letters.pdf", "merge"))
    said = person.does(*ISSUE, "2", "--out", out, "--letters", pdf, "--merge", folder)
    assert f"Begin with {folder / 'steps.txt'}" in said
    assert folder.stat().st_mode & HIDDEN == 0
    assert sorted(one.name for one in folder.iterdir()) == [
        "codes.xlsx",
        "letter.docx",
        "links.txt",
        "steps.txt",
    ]
    assert not any(one.stat().st_mode & HIDDEN for one in folder.iterdir())
    sheet = openpyxl.load_workbook(folder / "codes.xlsx").active
    assert sheet is not None
    rows = rows_of(out)
    assert [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)] == [
        (row["ref"], row["code"], row["link"]) for row in rows
    ]
    assert (folder / "links.txt").read_text().splitlines() == [row["link"] for row in rows]
    assert "".join(sheets(pdf)).count(PRINTED.replace(" ", "")) == 2


def test_a_replacement_has_its_letter_without_a_sheet_for_staff(person: Person) -> None:
    begin(person)
    [first, second] = person.issues(2)
    pdf = person.home / "again.pdf"
    words = ("codes", "replace", "--wave", "W1", "--ref")
    said = person.does(*words, first["ref"], "--letters", pdf)
    texts = sheets(pdf)
    assert len(texts) == 2
    assert "RXQ-" in texts[0]
    assert first["ref"] not in texts[0]
    assert "Ifyouhaveansweredalready,thankyou." in texts[1]
    assert str(pdf) in said
    assert "/i#" not in said
    assert "already" in person.is_refused(*words, second["ref"], "--allow-many", "--letters", pdf)
    other = ("--wording", person.home / "none.yaml", "--letters", person.home / "new.pdf")
    assert "1 error in" in person.is_refused(*words, second["ref"], "--allow-many", *other)
    counted = person.reads("codes", "count", "--wave", "W1")
    assert isinstance(counted, list)
    assert (counted[0]["issued"], counted[0]["replaced"]) == (3, 1)


def test_own_words_are_checked_written_and_printed(person: Person) -> None:
    begin(person)
    file = person.home / "words.yaml"
    built_in = person.does("codes", "wording")
    file.write_text(built_in.replace("Hello,", "Good day,"), encoding="utf-8")
    assert "can be used" in person.does("codes", "wording", file)
    pdf = person.home / "letters.pdf"
    person.does(*ISSUE, "1", "--out", person.home / "a.csv", "--letters", pdf, "--wording", file)
    assert "Goodday," in sheets(pdf)[1]
    assert "Helo," in person.does("codes", "wording", "--language", "cy")
    assert "no translation into xx" in person.is_refused("codes", "wording", "--language", "xx")

    file.write_text(built_in.replace("{closes_on}", "{closing_day}"), encoding="utf-8")
    result = person.runs("codes", "wording", file)
    assert result.exit_code == 1
    assert f"{file}:10: error: Nothing is known to fill in for {{closing_day}}." in result.stdout
    assert "2 errors in" in result.stderr
    refused = (*ISSUE, "1", "--out", person.home / "b.csv", "--letters", person.home / "b.pdf")
    assert "Nothing was printed" in person.is_refused(*refused, "--wording", file)
    file.write_text(person.does("codes", "wording", "--language", "ur"), encoding="utf-8")
    assert "are in ur, and the letters in en" in person.is_refused(*refused, "--wording", file)
    assert not (person.home / "b.csv").exists()


def test_what_cannot_be_printed_is_refused_before_a_code_is_made(person: Person) -> None:
    begin(person)
    out = ("--out", person.home / "codes.csv")
    pdf = ("--letters", person.home / "letters.pdf")
    folder = person.home / "folder"
    assert "no hospital may hold its codes" in person.is_refused(*ISSUE, "1", *out, "--merge", folder)
    assert "500 letters at most" in person.is_refused(*ISSUE, "501", *out, *pdf)
    assert "no translation into xx" in person.is_refused(*ISSUE, "1", *out, *pdf, "--language", "xx")
    assert "A letter never mixes languages" in person.is_refused(*ISSUE, "1", *out, *pdf, "--language", "cy")
    person.settings["SURVEY_ENGINE_LANGUAGES"] = "en"
    assert "is not offered in cy" in person.is_refused(*ISSUE, "1", *out, *pdf, "--language", "cy")
    (person.home / "letters.pdf").write_text("the only copy of other letters")
    assert "exists already and stays" in person.is_refused(*ISSUE, "1", *out, *pdf)
    assert (person.home / "letters.pdf").read_text() == "the only copy of other letters"
    assert not folder.exists()
    assert not (person.home / "codes.csv").exists()
    assert nothing_was_issued(person)


def test_letters_that_no_font_can_print_leave_no_code_and_no_file(person: Person) -> None:
    begin(person, posting="merge")
    person.does("hospital", "add", "BAN", "হাসপাতাল")
    words = ("codes", "issue", "--wave", "W1", "--hospital", "BAN", "--count", "1")
    files = [person.home / name for name in ("codes.csv", "letters.pdf", "merge")]
    options = zip(("--out", "--letters", "--merge"), files, strict=True)
    refused = person.is_refused(*words, *(word for option in options for word in option))
    assert "fonts at hand lack a letter" in refused
    assert not any(file.exists() for file in files)
    assert nothing_was_issued(person)


def test_a_replacement_that_cannot_be_printed_stops_nothing(person: Person) -> None:
    begin(person)
    person.does("hospital", "add", "BAN", "হাসপাতাল")
    words = ("codes", "issue", "--wave", "W1", "--hospital", "BAN", "--count", "1")
    person.does(*words, "--out", person.home / "codes.csv")
    [row] = rows_of(person.home / "codes.csv")
    pdf = person.home / "letter.pdf"
    replace = ("codes", "replace", "--wave", "W1", "--ref", row["ref"], "--letters", pdf)
    assert "fonts at hand lack" in person.is_refused(*replace)
    assert not pdf.exists()
    counted = person.reads("codes", "count", "--wave", "W1")
    assert isinstance(counted, list)
    assert (counted[0]["issued"], counted[0]["replaced"]) == (1, 0)


def test_a_pilot_has_no_letters(person: Person) -> None:
    begin(person)
    opens = ("wave", "open", "P1", "--questionnaire", "clinic_visit", "--version", "1", "--pilot")
    person.does(*opens, "--opens", "2027-03-01", "--closes", "2027-03-31")
    words = ("codes", "issue", "--wave", "P1", "--hospital", "RXQ", "--count", "1")
    files = ("--out", person.home / "codes.csv", "--letters", person.home / "letters.pdf")
    assert "is a pilot" in person.is_refused(*words, *files)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--language", "cy"), "--language can only go with --letters or --merge"),
        (("--size", "18", "--wording", "x"), "--size, --wording can only go with"),
        (("--size", "14", "--letters", "x.pdf"), "'14' is not one of"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(person: Person, words: tuple[str, ...], reason: str) -> None:
    result = person.runs(*ISSUE, "1", "--out", person.home / "codes.csv", *words)
    assert (result.exit_code, reason in result.stderr) == (2, True), result.output
