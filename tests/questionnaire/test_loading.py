"""Files become questionnaires, and the catalogue finds them again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import (
    Comparison,
    Flag,
    Kind,
    NumberRange,
    Questionnaire,
    Scale,
    Score,
)
from survey_engine.questionnaire.loading import (
    Catalogue,
    DefinitionError,
    UnknownQuestionnaireError,
    load_questionnaire,
)
from survey_engine.questionnaire.schema import file_schema
from tests.questionnaire.conftest import TINY

Tiny = Callable[[str], Questionnaire]


def copied(folder: Path, name: str = "every_kind", to: str = "every_kind/1.yaml") -> Path:
    path = folder / to
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(TINY / name / "1.yaml", path)
    return path


def test_every_kind_is_loaded_as_written(tiny: Tiny) -> None:
    survey = tiny("every_kind")
    assert [question.kind for question in survey.questions] == [
        Kind.STATEMENT, Kind.SINGLE, Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.NUMBER, Kind.MONTH_YEAR,
        Kind.DATE, Kind.TEXT, Kind.TEXT,
    ]  # fmt: skip
    _hello, single, band, multiple, scale, number, month, _day, text, line = survey.questions
    assert [(option.id, option.label, option.score, option.escape) for option in single.options] == [
        ("yes", "Yes", Score.POSITIVE, False),
        ("no", "No", Score.NEGATIVE, False),
        ("dk", "I do not know", Score.NONE, True),
    ]
    assert single.hint == "There is no wrong answer."
    assert single.standards == ("ACC",)
    assert band.band
    assert multiple.max_choices == 2
    assert [option.id for option in multiple.options if option.exclusive] == ["none"]
    assert scale.scale == Scale(0, 10, "Very poor", "Very good")
    assert [option.id for option in scale.options] == [*map(str, range(11)), "dk"]
    assert [option.id for option in scale.options if option.score is Score.POSITIVE] == ["9", "10"]
    assert (scale.options[0].label, scale.options[1].label) == ("0 – Very poor", "1")
    assert number.number == NumberRange("0", "20", "0.1")
    assert month.flags == {Flag.HIGH_RISK}
    assert (text.long, line.long, text.max_bytes) == (True, False, 200)


def test_pages_are_counted_over_the_whole_questionnaire(tiny: Tiny) -> None:
    pages = tiny("hard_part").pages
    assert [page.id for page in pages] == ["p01", "p02", "p03", "p04", "p05", "p06"]
    assert [page.key for page in pages] == ["ready", "hard", "hard_one", "hard_two", "done", "about_you"]


def test_over_99_pages_have_three_digits(tmp_path: Path) -> None:
    path = copied(tmp_path)
    item = "      - {{id: more_{0}, type: statement, text: More., short_title: More}}\n"
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines(item.format(number) for number in range(100))
    pages = load_questionnaire(path).pages
    assert (pages[0].id, pages[-1].id) == ("p001", "p110")


def test_the_head_of_a_distressing_part_is_made_from_its_intro(tiny: Tiny) -> None:
    head = tiny("hard_part").pages[1]
    [statement] = head.questions
    assert head.starts_part
    assert statement.kind is Kind.STATEMENT
    assert statement.text == "The next questions may be hard to read. You can skip this part."
    assert statement.short_title == "The next part"


def test_a_matrix_is_one_question_a_row_on_one_page(tiny: Tiny) -> None:
    [page] = tiny("a_matrix").pages
    assert [(question.id, question.kind, question.is_scored) for question in page.questions] == [
        ("row_food", Kind.SINGLE, True),
        ("row_bed", Kind.SINGLE, True),
    ]


def test_what_is_retired_is_not_asked(tiny: Tiny) -> None:
    survey = tiny("retired")
    assert [question.id for question in survey.questions] == ["colour", "told_again"]
    colour, again = survey.questions
    assert [option.id for option in colour.options] == ["red", "blue", "dk"]
    assert (again.compares, again.replaces) == (Comparison.BROKEN, "told_before")


def test_words_of_old_yaml_stay_text(tiny: Tiny) -> None:
    ready = tiny("hard_part").question("ready")
    assert ready is not None
    assert [option.id for option in ready.options] == ["yes", "no", "pns"]


def test_the_hash_does_not_know_windows_from_linux(tmp_path: Path) -> None:
    path = copied(tmp_path)
    before = load_questionnaire(path).content_hash
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_questionnaire(path).content_hash == before
    path.write_bytes(path.read_bytes().replace(b"Tea", b"Pea"))
    assert load_questionnaire(path).content_hash != before


def test_the_catalogue_finds_versions_and_standards() -> None:
    catalogue = Catalogue.read([builtin_folder("questionnaires"), TINY])
    assert catalogue.get("sbc_patient", 1).alias == "care"
    assert catalogue.by_alias("care", 1).id == "sbc_patient"
    assert len(catalogue.standards("sbc_2024").standards) == 16
    assert [item.id for item in catalogue] == sorted(item.id for item in catalogue)
    for name, version in (("sbc_patient", 99), ("nothing", 1)):
        with pytest.raises(UnknownQuestionnaireError):
            catalogue.get(name, version)
        with pytest.raises(UnknownQuestionnaireError):
            catalogue.by_alias(name, version)
    with pytest.raises(UnknownQuestionnaireError):
        catalogue.standards("nothing")


def test_the_same_version_twice_is_refused(tmp_path: Path) -> None:
    copied(tmp_path / "one")
    copied(tmp_path / "two")
    with pytest.raises(DefinitionError, match=r"every_kind version 1 is in .*one.* as well"):
        Catalogue.read([tmp_path / "one", tmp_path / "two"])


def test_a_file_in_the_wrong_place_is_refused(tmp_path: Path) -> None:
    copied(tmp_path, to="every_kind/2.yaml")
    with pytest.raises(DefinitionError, match=r"Move it to every_kind/1\.yaml"):
        Catalogue.read([tmp_path])


def test_the_errors_of_all_files_come_at_once(tmp_path: Path) -> None:
    for name in ("first", "second"):
        copied(tmp_path, to=f"{name}/1.yaml").write_text("nothing", encoding="utf-8")
    standards = tmp_path / "standards" / "list.yaml"
    standards.parent.mkdir()
    standards.write_text("list: other\nversion: 1\ntitle: T\nsource: S\nstandards: []\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        Catalogue.read([tmp_path])
    assert {problem.path.parent.name for problem in refused.value.problems} == {
        "first",
        "second",
        "standards",
    }


def test_standards_with_a_wrong_name_or_a_code_twice_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "standards" / "list.yaml"
    path.parent.mkdir()
    item = "  - {code: A, group: G, title: T}\n"
    path.write_text(
        f"list: other\nversion: 1\ntitle: T\nsource: S\nstandards:\n{item}{item}", encoding="utf-8"
    )
    with pytest.raises(DefinitionError) as refused:
        Catalogue.read([tmp_path])
    assert [problem.line for problem in refused.value.problems] == [1, 7]


def test_the_schema_for_editors_is_up_to_date() -> None:
    kept = json.loads((builtin_folder("questionnaires") / "questionnaire.schema.json").read_text("utf-8"))
    assert kept == file_schema()


def test_the_room_knows_neither_flask_nor_sql() -> None:
    modules = sorted(
        path.stem for path in Path(sys.modules[Questionnaire.__module__].__file__ or "").parent.glob("*.py")
    )
    imports = "; ".join(
        f"import survey_engine.questionnaire.{name}" for name in modules if name != "__init__"
    )
    check = f"{imports}; import sys; assert not {{'flask', 'sqlalchemy'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True, timeout=60)
