"""The form on paper from the command line: which file, which language, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
import typst
import zxingcpp
from PIL import Image

from survey_engine.sealing.codes import Code, link_is_signed, read_code, show_code
from survey_engine.settings import Settings
from tests.cli.person import Person
from tests.exchange.paper_samples import texts_of_sheets

CODE = show_code(Code("7KQM2D9FXA4"))
EXPORT = ("questionnaire", "export", "sbc_patient", "2", "--to")


@pytest.fixture
def at_home(person: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody whose files go into her folder when she names none."""
    monkeypatch.chdir(person.home)
    return person


def sheets(file: Path) -> list[str]:
    with pikepdf.open(file) as pdf:
        return texts_of_sheets(pdf)


def test_paper_and_large_print_come_from_one_definition(at_home: Person) -> None:
    said = at_home.does(*EXPORT, "paper")
    assert "Wrote sbc_patient version 2 to sbc_patient-2.pdf." in said
    assert "set freepost_address in the organisation file" in said
    at_home.does(*EXPORT, "large-print")
    at_home.does(*EXPORT, "large-print", "--size", "24", "--language", "ur", "--hospital", "City Hospital")
    usual = sheets(at_home.home / "sbc_patient-2.pdf")
    with pikepdf.open(at_home.home / "sbc_patient-2-18pt.pdf") as large:
        assert len(usual) < len(large.pages)
    assert "[thecharity'sfreepostaddress]" in "".join(usual)
    assert "yourhospital" in usual[0]
    with pikepdf.open(at_home.home / "sbc_patient-2-ur-24pt.pdf") as urdu:
        assert str(urdu.Root.Lang) == "ur"
        assert len(urdu.pages) > len(usual)


def test_a_draft_says_so_where_it_is_made_and_on_the_form(person: Person) -> None:
    said = person.does(*EXPORT, "paper", "--language", "cy", "--out", person.home / "cy.pdf")
    assert "the translation is a draft" in said
    assert "Drafftyw'rcyfieithiadhwn." in sheets(person.home / "cy.pdf")[0].replace("’", "'")


def test_the_address_comes_from_the_organisation_file(person: Person) -> None:
    file = person.home / "organisation.toml"
    file.write_text('name = "Care Trust"\nfreepost_address = ["Care Trust", "Freepost 7"]\n')
    person.settings["SURVEY_ENGINE_ORGANISATION_FILE"] = str(file)
    out = person.home / "form.pdf"
    assert "freepost_address" not in person.does(*EXPORT, "paper", "--out", out)
    text = "".join(sheets(out))
    assert text.count("CareTrustFreepost7") == 2
    assert "CareTrustrunsthissurvey." in text
    assert "is there already" in person.is_refused(*EXPORT, "paper", "--out", out)


def test_a_form_for_one_person_has_her_code_and_a_link_that_we_signed(person: Person) -> None:
    person.does("init")
    out = person.home / "one.pdf"
    said = person.does(*EXPORT, "paper", "--code", CODE.lower().replace("-", " "), "--out", out)
    assert "Only you can read it." in said
    assert out.stat().st_mode & 0o077 == 0
    assert CODE in sheets(out)[0]
    link = scanned(out)
    assert link.startswith(f"https://survey.example.org/i#{CODE}.")
    keys = Settings.from_environment(person.settings).secret_keys
    assert link_is_signed(read_code(CODE), link.rpartition(".")[2], keys)


def scanned(file: Path) -> str:
    """What a telephone reads on the first sheet: Typst draws the finished PDF."""
    source = b'#set page(margin: 0pt)\n#image("one.pdf", page: 1, width: 100%)'
    root = str(file.parent)
    main = file.parent / "show.typ"
    main.write_bytes(source)
    drawn = typst.compile(str(main), root=root, format="png", ppi=150)
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    return str(read.text)


def test_a_short_form_holds_the_core_questions_alone(person: Person) -> None:
    out = person.home / "short.pdf"
    person.does(*EXPORT, "paper", "--short-form", "--out", out)
    short = sheets(out)
    assert all("Shortform" in text for text in short)
    assert "Whenwereyoufirsttold" not in "".join(short)
    assert "Wereyoutoldinakindandcaringway?" in "".join(short)
    refused = person.is_refused(
        "questionnaire", "export", "staff_ready", "1", "--to", "paper", "--short-form", "--out", out
    )
    assert "no short form" in refused


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--to", "fhir", "--size", "12"), "--size can only go with"),
        (("--to", "ddi", "--hospital", "X", "--short-form"), "--hospital, --short-form can only go with"),
        (("--to", "large-print", "--size", "12"), "Large print has 18 or 24 points"),
        (("--to", "paper", "--size", "14"), "'14' is not one of"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(person: Person, words: tuple[str, ...], reason: str) -> None:
    result = person.runs("questionnaire", "export", "sbc_patient", "2", *words)
    assert (result.exit_code, reason in result.stderr) == (2, True), result.output


def test_a_language_that_lacks_words_is_refused_but_can_be_looked_at(person: Person) -> None:
    words = ("questionnaire", "export", "sp_patient", "1", "--to", "paper", "--language", "cy")
    out = person.home / "cy.pdf"
    assert "A form never mixes languages" in person.is_refused(*words, "--out", out)
    assert not out.exists()
    person.does(*words, "--preview", "--out", out)
    assert "Sutilenwi'rffurflenhon" in sheets(out)[0]
    refused = person.is_refused(*EXPORT, "paper", "--language", "xx", "--out", person.home / "xx.pdf")
    assert "There is no translation into xx" in refused


def test_the_words_around_the_questions_must_be_there_too(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "words" / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text('msgid ""\nmsgstr ""\n"Language: cy\\n"\n', encoding="utf-8")
    person.settings["SURVEY_ENGINE_TRANSLATIONS"] = str(tmp_path / "words")
    words = (*EXPORT, "paper", "--language", "cy", "--out", person.home / "cy.pdf")
    assert "texts around the questions are not translated" in person.is_refused(*words)


def test_a_wrong_code_and_a_letter_that_no_font_has_are_refused(person: Person) -> None:
    out = ("--out", person.home / "form.pdf")
    assert "This is not a code" in person.is_refused(*EXPORT, "paper", "--code", "7KQM", *out)
    assert "fonts at hand lack" in person.is_refused(*EXPORT, "paper", "--hospital", "হাসপাতাল", *out)
