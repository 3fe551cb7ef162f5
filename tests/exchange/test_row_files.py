"""Every file of rows has the same rows in the same order, before the programs people use."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from random import Random

import openpyxl
import pandas
import polars
import pytest

from survey_engine.analysis.codebook import Variable, codebook
from survey_engine.analysis.disclosure import release_rows
from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.labelled_rows import LabelledRows, label_rows
from survey_engine.exchange.manifest import read_manifest
from survey_engine.exchange.opening import Opened
from survey_engine.exchange.spreadsheets import read_sheets
from survey_engine.exchange.statistics_files import spss_parts, write_statistics_files
from survey_engine.exchange.tables import inert
from survey_engine.exchange.workbook import write_workbook
from tests.analysis.made_up import leave_order
from tests.exchange.hostile_wave import DAMAGE, HOSPITALS, hostile_bundle, hostile_questionnaire, people
from tests.exchange.libreoffice import read_by_libreoffice
from tests.exchange.pspp import read_by_pspp, run_pspp, without_blanks
from tests.exchange.sealed_wave import charity
from tests.exchange.test_bundle import FACTS, table

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_bundle(tmp_path_factory.mktemp("release") / "w26")


def as_table(rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_spreadsheet_is_a_real_table_with_a_frozen_head(bundle: Path) -> None:
    book = openpyxl.load_workbook(bundle / "responses.xlsx")
    assert book.sheetnames == ["Read me", "Responses", "Labels", "Codebook"]
    assert "For the charity only." in str(book["Read me"]["A2"].value)
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes == "A2"
        (found,) = book[name].tables.values()
        assert (found.name, found.ref) == (name, book[name].dimensions)
        assert found.column_names == [cell.value for cell in book[name][1]]


def test_the_spreadsheet_has_the_rows_of_the_table(bundle: Path) -> None:
    sheets = read_sheets(bundle / "responses.xlsx")
    assert as_table(sheets["Responses"]) == table(bundle, "responses.csv")
    cut = inert(DAMAGE[4])[: 32_767 - 4] + " […]"
    words = [
        {name: cut if cell == DAMAGE[4] else cell for name, cell in row.items()}
        for row in table(bundle, "responses_labels.csv")
    ]
    assert as_table(sheets["Labels"]) == words
    assert len(sheets["Codebook"]) == len(table(bundle, "codebook.csv")) + 1


def test_libreoffice_shows_every_cell_of_every_sheet_as_it_was_written(bundle: Path) -> None:
    shown, written = read_by_libreoffice(bundle / "responses.xlsx"), read_sheets(bundle / "responses.xlsx")
    assert sorted(shown) == sorted(written) == ["Codebook", "Labels", "Read me", "Responses"]
    for name, rows in written.items():
        widest = max(map(len, rows))
        assert shown[name] == [row + [""] * (widest - len(row)) for row in rows]
    assert as_table(shown["Responses"]) == table(bundle, "responses.csv")


def test_numbers_are_numbers_and_nothing_is_a_formula_or_a_link(bundle: Path) -> None:
    book = openpyxl.load_workbook(bundle / "responses.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s", "n"}
    scores = [cell.value for cell in book["Responses"]["F"][1:] if cell.value is not None]
    assert {type(score) for score in scores} == {int}
    with zipfile.ZipFile(bundle / "responses.xlsx") as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name) or "link" in name]


def test_what_a_format_cannot_hold_has_a_line(bundle: Path) -> None:
    text = (bundle / "methods.md").read_text("utf-8")
    assert "- responses.xlsx, Labels, kind: a text of 40000 letters is cut to 32763." in text
    assert "- responses.sav, label of kind: put on one line of at most 256 bytes." in text


def test_pspp_agrees_with_the_table_cell_by_cell(bundle: Path) -> None:
    assert read_by_pspp(bundle / "responses.sav") == without_blanks(table(bundle, "responses.csv"))


def test_pspp_knows_labels_and_what_is_missing(bundle: Path) -> None:
    said = run_pspp(
        f"GET FILE='{bundle / 'responses.sav'}'.",
        "DISPLAY DICTIONARY.",
        "DISPLAY DOCUMENTS.",
        "FREQUENCIES kind overall.",
    )
    assert "For the charity only." in said
    assert '=HYPERLINK(""http://evil"")' in said
    assert "Chosen: Label of a. Text of vote?" in said
    assert "-99 THRU -90" in said
    rows = table(bundle, "responses.csv")
    statistics = said.partition("Statistics")[2]
    assert f"Valid,{sum(row['overall'] != '' for row in rows)}" in statistics
    assert f"Missing,{sum(row['overall'] == '' for row in rows)}" in statistics


def test_pandas_and_polars_see_one_frame_in_every_file(bundle: Path) -> None:
    columns = pandas.read_csv(bundle / "responses.csv", dtype=str, keep_default_na=False).to_dict("list")
    parquet = polars.read_parquet(bundle / "responses.parquet")
    assert parquet.columns == list(columns)
    assert (
        parquet.with_columns(polars.all().cast(polars.String).fill_null("")).to_dict(as_series=False)
        == columns
    )
    assert parquet.schema["overall"] == polars.Int64
    assert polars.read_parquet_metadata(bundle / "responses.parquet")["audience"] == "charity"
    read = polars.read_csv(bundle / "responses.csv", infer_schema=False).fill_null("")
    assert read.to_dict(as_series=False) == columns


def hostile_rows() -> tuple[LabelledRows, list[Variable]]:
    """The rows of the hostile wave as the writers of files are given them."""
    questionnaire = hostile_questionnaire()
    variables = codebook(questionnaire, HOSPITALS)
    return label_rows(release_rows(people(), questionnaire, leave_order), variables), variables


def test_more_rows_than_a_sheet_holds_go_on_in_another(tmp_path: Path) -> None:
    rows, variables = hostile_rows()
    write_workbook(tmp_path, rows, variables, ["Title"], most=20)
    sheets = read_sheets(tmp_path / "responses.xlsx")
    names = ["Responses", "Responses 2", "Responses 3"]
    assert [name for name in sheets if name.startswith("Responses")] == names
    found = [row for name in names for row in sheets[name][1:]]
    assert [len(sheets[name]) - 1 for name in names] == [20, 20, 10]
    assert found == [[inert(cell) for cell in row] for row in rows.rows]
    book = openpyxl.load_workbook(tmp_path / "responses.xlsx")
    sizes = [made.ref for sheet in book for made in sheet.tables.values()]
    assert sizes[:3] == ["A1:F21", "A1:F21", "A1:F11"]
    assert {path.name for path in tmp_path.iterdir()} == {"responses.xlsx"}


def test_more_rows_than_a_sav_file_takes_go_on_in_another(tmp_path: Path) -> None:
    rows, _ = hostile_rows()
    write_statistics_files(tmp_path, rows, "Title", "charity", most=20)
    assert spss_parts(tmp_path) == ["responses.sav", "responses-2.sav", "responses-3.sav"]
    found = [row for name in spss_parts(tmp_path) for row in read_by_pspp(tmp_path / name)]
    heads = [variable.name for variable in rows.variables]
    assert found == without_blanks([dict(zip(heads, row, strict=True)) for row in rows.rows])


def test_a_wave_without_rows_makes_every_file(tmp_path: Path) -> None:
    few = [person for person in people() if person.hospital == "RXQ"][:15]
    write_bundle(
        Opened(few, (), ()), hostile_questionnaire(), FACTS, tmp_path / "w",
        identity_secret=charity().secret, random=Random(1),
    )  # fmt: skip
    assert table(tmp_path / "w", "responses.csv") == []
    assert read_by_pspp(tmp_path / "w" / "responses.sav") == []
    assert polars.read_parquet(tmp_path / "w" / "responses.parquet").height == 0
    assert read_sheets(tmp_path / "w" / "responses.xlsx")["Responses"][0][0] == "hospital"
    assert HOSPITALS


def test_without_the_optional_packages_the_bundle_says_what_is_not_there(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['polars'] = None\n"
        "from pathlib import Path\n"
        "from tests.exchange.hostile_wave import hostile_bundle\n"
        f"hostile_bundle(Path({str(tmp_path / 'w')!r}))\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
    names = set(read_manifest(tmp_path / "w")["files"])
    assert {"responses.csv", "responses.xlsx"} <= names
    assert not {"responses.sav", "responses.parquet"} & names
    text = (tmp_path / "w" / "methods.md").read_text("utf-8")
    assert "responses.sav and responses.parquet are not there" in text
    assert "Install survey-engine\\[spss\\], and open the wave again." in text
