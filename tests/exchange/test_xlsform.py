"""Every questionnaire as an XLSForm: valid before pyxform and ODK Validate, and whole on the way back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyxform.validators.odk_validate import ODK_VALIDATE_PATH
from pyxform.xls2xform import convert

from survey_engine.exchange.spreadsheets import read_sheets
from survey_engine.exchange.xlsform import write_xlsform
from survey_engine.exchange.xlsform_import import from_xlsform
from survey_engine.questionnaire.loading import load_questionnaire
from tests.exchange.interchange import (
    FILES,
    NAMES,
    TOP,
    differences,
    loaded,
    made_up_words,
    sent_through,
)

XFORMS = "{http://www.w3.org/2002/xforms}"


def form_of(path: Path, folder: Path) -> Path:
    """The form of a questionnaire in three languages."""
    questionnaire = load_questionnaire(path)
    words = {"cy": made_up_words(questionnaire, "Cy "), "ur": made_up_words(questionnaire, "اردو ")}
    target = folder / f"{questionnaire.id}-{questionnaire.version}.xlsx"
    write_xlsform(target, questionnaire, words)
    return target


def test_pyxform_and_odk_validate_take_every_form(tmp_path: Path) -> None:
    forms = []
    for path in FILES:
        form = form_of(path, tmp_path)
        converted = convert(str(form), validate=False)
        assert converted.warnings == [], path
        forms.append(form.with_suffix(".xml"))
        forms[-1].write_text(converted.xform, encoding="utf-8")
    command = ["java", "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, *forms]  # one start for all
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert (ended.stdout + ended.stderr).count("Xform is valid!") == len(FILES)


def test_the_judges_find_a_fault(tmp_path: Path) -> None:
    form = form_of(FILES[NAMES.index("every_kind-1")], tmp_path)
    bad = (
        convert(str(form), validate=False)
        .xform.replace("/kind_number} = ''", "")
        .replace("count-selected(.) &lt;= 2", "count-selected(.")
    )
    file = tmp_path / "bad.xml"
    file.write_text(bad, encoding="utf-8")
    command = ["java", "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, file]
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_a_form_has_every_language_and_begins_in_english(tmp_path: Path) -> None:
    xform = ET.fromstring(convert(str(form_of(FILES[0], tmp_path)), validate=False).xform)  # noqa: S314
    languages = {one.get("lang"): one.get("default") for one in xform.iter(f"{XFORMS}translation")}
    assert set(languages) == {"English (en)", "Welsh (cy)", "Urdu (ur)"}
    assert [language for language, default in languages.items() if default] == ["English (en)"]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_way_there_and_back_changes_nothing(path: Path, tmp_path: Path) -> None:
    before = load_questionnaire(path)
    imported = sent_through("xlsform", before, tmp_path)
    assert imported.lost == []
    assert differences(before, loaded(imported, tmp_path)) == []


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_both_other_languages_come_back_word_for_word(path: Path, tmp_path: Path) -> None:
    before = load_questionnaire(path)
    words = {"cy": made_up_words(before, "Cy "), "ur": made_up_words(before, "اردو ")}
    found = from_xlsform(form_of(path, tmp_path)).words
    for language in words:
        known = {context: text for context, text in found[language].items() if context in words[language]}
        assert known == words[language]


def columns(path: Path, folder: Path) -> dict[str, dict[str, str]]:
    """The rows of a form's survey by their names."""
    head, *rows = read_sheets(form_of(path, folder))["survey"]
    named = (dict(zip(head, row, strict=True)) for row in rows)
    return {row["name"]: row for row in named}


def test_limits_conditions_and_ways_out_are_as_odk_writes_them(tmp_path: Path) -> None:
    rows = columns(FILES[NAMES.index("every_kind-1")], tmp_path)
    assert rows["kind_number"]["type"] == "decimal"
    assert rows["kind_number"]["constraint"] == ". >= 0 and . <= 20"
    assert rows["kind_number.way_out"]["type"] == "select_one kind_number.way_out"
    assert rows["kind_number.way_out"]["relevant"] == "${kind_number} = ''"
    assert rows["kind_multiple"]["constraint"] == (
        "not(selected(., 'none') and count-selected(.) > 1) and count-selected(.) <= 2"
    )
    assert rows["kind_month"]["appearance"] == "month-year"
    assert rows["kind_single"]["se_standards"] == "ACC"
    conditions = columns(TOP / "tests/questionnaires/conditions/1.yaml", tmp_path)
    assert conditions["if_not"]["relevant"] == "(not(${one} = 'dk') and not(${one} = 'yes'))"
    assert "selected(${some}, 'red')" in conditions["if_any"]["relevant"]
