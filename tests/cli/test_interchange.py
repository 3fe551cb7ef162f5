"""Other formats on the command line: out, in, and what is refused with a reason."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from survey_engine.exchange.po_files import Domain, po_path, read_domain, write_domain
from survey_engine.exchange.spreadsheets import write_sheets
from survey_engine.exchange.translating import coverage, questionnaire_texts
from survey_engine.questionnaire.loading import load_questionnaire
from tests.cli.person import QUESTIONNAIRE, Person
from tests.exchange.interchange import differences, made_up_words

EXPORT = ("questionnaire", "export", "clinic_visit", "1", "--to")
IMPORT = ("questionnaire", "import")
VISIT = load_questionnaire(QUESTIONNAIRE)
FORMS = {"fhir": "json", "xlsform": "xlsx"}


@pytest.fixture
def translated(person: Person) -> Person:
    """Somebody whose questionnaire has Welsh and Urdu whole, and Polish begun."""
    folder = person.home / "words"
    sources = questionnaire_texts([VISIT])
    for language, most in (("cy", None), ("ur", None), ("pl", 1)):
        words = made_up_words(VISIT, f"{language} ")
        entries = [
            one if most is not None and number >= most else replace(one, words=(words[one.context],))
            for number, one in enumerate(sources)
        ]
        write_domain(po_path(folder, language, VISIT.id), Domain(VISIT.id, language, tuple(entries)))
    person.settings["SURVEY_ENGINE_TRANSLATIONS"] = str(folder)
    return person


@pytest.mark.parametrize("form", FORMS)
def test_out_and_in_with_every_language_that_is_complete(form: str, translated: Person) -> None:
    file, out = translated.home / f"visit.{FORMS[form]}", translated.home / "in"
    said = translated.does(*EXPORT, form, "--out", file)
    assert f"Wrote clinic_visit version 1 to {file}." in said
    assert "Not carried: clinic_visit.clinic_visit.title: {hospital} stands as it is written" in said
    assert "Not carried: pl: " in said
    said = translated.does(*IMPORT, file, "--from", form, "--out", out)
    target = out / "clinic_visit" / "1.yaml"
    assert f"Wrote {target}." in said
    assert f"Next: survey-engine questionnaire check {target}" in said
    assert "Not carried" not in said
    assert "cannot be published yet" not in said
    assert differences(VISIT, load_questionnaire(target)) == []
    for language in ("cy", "ur"):
        domain = read_domain(po_path(out / "translations", language, VISIT.id), language)
        assert coverage(domain, questionnaire_texts([VISIT])).is_complete
        words = made_up_words(VISIT, f"{language} ")
        assert {entry.context: entry.words[0] for entry in domain.entries} == words
    assert not po_path(out / "translations", "pl", VISIT.id).exists()
    translated.does("questionnaire", "check", target)


def test_ddi_and_the_schema_are_written(person: Person) -> None:
    ddi, schema = person.home / "visit.xml", person.home / "file.schema.json"
    person.does(*EXPORT, "ddi", "--out", ddi)
    assert str(etree.parse(ddi).getroot().tag) == "{ddi:codebook:2_6}codeBook"
    person.does(*EXPORT, "json-schema", "--out", schema)
    assert "sections" in json.loads(schema.read_text(encoding="utf-8"))["properties"]


def test_a_file_that_is_there_is_never_written_over(person: Person) -> None:
    file = person.home / "visit.json"
    person.does(*EXPORT, "fhir", "--out", file)
    before = file.read_bytes()
    assert "is there already" in person.is_refused(*EXPORT, "ddi", "--out", file)
    assert file.read_bytes() == before
    out = person.home / "in"
    person.does(*IMPORT, file, "--from", "fhir", "--out", out)
    assert "is there already" in person.is_refused(*IMPORT, file, "--from", "fhir", "--out", out)


def test_words_that_are_there_are_kept(translated: Person) -> None:
    file, out = translated.home / "visit.json", translated.home / "in"
    translated.does(*EXPORT, "fhir", "--out", file)
    kept = po_path(out / "translations", "cy", VISIT.id)
    write_domain(kept, Domain(VISIT.id, "cy", ()))
    before = kept.read_bytes()
    said = translated.does(*IMPORT, file, "--from", "fhir", "--out", out)
    assert f"Not carried: {kept} is there already, so the words in cy are not written." in said
    assert kept.read_bytes() == before


def test_what_is_not_carried_and_what_is_left_to_mend_is_said(person: Person) -> None:
    file, out = person.home / "form.json", person.home / "in"
    question = {"linkId": "1", "type": "boolean", "text": "Do you have cancer?", "required": True}
    section = {"linkId": "s", "type": "group", "text": "About your cancer", "item": [question]}
    file.write_text(json.dumps({"resourceType": "Questionnaire", "name": "Mine", "item": [section]}))
    said = person.does(*IMPORT, file, "--from", "fhir", "--out", out)
    assert "Not carried: 1: `required` is not carried" in said
    assert "It cannot be published yet: 1 thing to mend." in said
    refused = person.runs("questionnaire", "check", out / "mine" / "1.yaml")
    assert refused.exit_code == 1
    assert "Add a neutral short_title to the section" in refused.output


def hostile(folder: Path) -> list[tuple[str, Path, str]]:
    """(format, file, what the sentence says)"""
    files = {
        "loop.json": b'{"resourceType":"Questionnaire","item":[{"linkId":"a","type":"boolean","text":"A",'
        b'"enableWhen":[{"question":"a","operator":"exists","answerBoolean":true}]}]}',
        "deep.json": b"[" * 100_000,
        "text.json": b"hello",
        "large.json": b" " * (11 << 20),
        "form.csv": b"type,name,label\n",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    long = [{"linkId": f"q{i}", "type": "display", "text": "x" * 1000} for i in range(600)]
    (folder / "long.json").write_text(json.dumps({"resourceType": "Questionnaire", "item": long}))
    write_sheets(folder / "good.xlsx", {"survey": [["type", "name"], ["text", "a"]]})
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b" " * (80 << 20))
    return [
        ("fhir", folder / "loop.json", "circle"),
        ("fhir", folder / "deep.json", "too deeply"),
        ("fhir", folder / "text.json", "no JSON"),
        ("fhir", folder / "large.json", "larger than 10 MB"),
        ("fhir", folder / "long.json", "larger than 512 KB"),
        ("fhir", folder / "good.xlsx", "no JSON"),
        ("xlsform", folder / "form.csv", "is not a spreadsheet"),
        ("xlsform", folder / "text.json", "is not a spreadsheet"),
        ("xlsform", folder / "bomb.xlsx", "unpacks to more than"),
    ]


def test_a_hostile_file_gives_a_sentence_and_leaves_nothing_behind(person: Person) -> None:
    out = person.home / "in"
    for form, file, why in hostile(person.home):
        said = person.is_refused(*IMPORT, file, "--from", form, "--out", out)
        assert why in said, said
        assert said.strip().endswith(".")
        assert len(said) < 500
        assert not out.exists()


def test_wrong_usage_is_code_2(person: Person) -> None:
    assert person.runs(*EXPORT, "odk").exit_code == 2
    assert person.runs(*IMPORT, person.home / "nothing.json", "--from", "fhir").exit_code == 2
    assert person.runs(*IMPORT, QUESTIONNAIRE, "--from", "csv").exit_code == 2
    assert "There is no questionnaire" in person.is_refused(
        "questionnaire", "export", "nobody", "1", "--to", "fhir"
    )
    away = person.home / "no" / "such" / "folder.xlsx"
    assert "Cannot read or write" in person.is_refused(*EXPORT, "xlsform", "--out", away)
