"""Spreadsheets that would fill the memory, or are none, are refused before a reader sees them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from survey_engine.exchange.importing import ImportRefusedError
from survey_engine.exchange.spreadsheets import SpreadsheetError, read_sheets, write_sheets
from survey_engine.exchange.xlsform_import import from_sheets, from_xlsform

SHEET = "xl/worksheets/sheet1.xml"
SURVEY = [["type", "name", "label"], ["text", "a", "What?"]]


def spreadsheet(folder: Path, **changed: bytes) -> Path:
    """A good form with some of its parts changed; a part's name has `__` for `/`."""
    good, target = folder / "good.xlsx", folder / "form.xlsx"
    write_sheets(good, {"survey": SURVEY})
    parts = {name.replace("__", "/"): content for name, content in changed.items()}
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts.get(name, old.read(name) if name in old.namelist() else b""))
    return target


def sheet(rows: str, dimension: str = "A1") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def cell(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def refused(path: Path) -> str:
    with pytest.raises(ImportRefusedError) as error:
        from_xlsform(path)
    assert str(error.value).endswith(".")
    return str(error.value)


def test_a_good_form_is_read(tmp_path: Path) -> None:
    assert from_xlsform(spreadsheet(tmp_path)).values["sections"][0]["questions"][0]["id"] == "a"


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = spreadsheet(tmp_path, **{"xl__bomb.xml": b"<a>" + b" " * (80 << 20) + b"</a>"})
    assert bomb.stat().st_size < 200_000
    assert "unpacks to more than 64 MB" in refused(bomb)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    lie = content.replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    path.write_bytes(lie)
    assert "is not a spreadsheet" in refused(path)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'


@pytest.mark.parametrize("part", ["xl__sharedStrings.xml", "xl__worksheets__sheet1.xml", "docProps__x.xml"])
def test_entities_are_refused_wherever_they_stand(part: str, tmp_path: Path) -> None:
    assert "defines entities" in refused(spreadsheet(tmp_path, **{part: ENTITIES.encode()}))
    late = b"<!-- " + b"x" * 100_000 + b" -->" + ENTITIES.lower().encode()
    assert "defines entities" in refused(spreadsheet(tmp_path, **{part: late}))
    for encoding in ("utf-16", "utf-16-be", "utf-32"):
        assert "not UTF-8" in refused(spreadsheet(tmp_path, **{part: ENTITIES.encode(encoding)}))


def test_a_cell_of_10_mb_is_refused(tmp_path: Path) -> None:
    long = sheet(f'<row r="1">{cell("A1", "x" * (10 << 20))}</row>')
    assert "10485760 letters" in refused(spreadsheet(tmp_path, **{SHEET.replace("/", "__"): long}))


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>',
        f'<row r="1">{cell("A1")}</row><row r="1000000">{cell("B1000000")}</row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 3 + "</row>",
        f"<row>{cell('A1')}</row>" + f"<x:row xmlns:x='u' a='>' r='999999'>{cell('C999999')}</x:row>",
    ],
)
def test_cells_at_the_far_corner_are_refused(rows: str, tmp_path: Path) -> None:
    assert "more than 500000 cells" in refused(
        spreadsheet(tmp_path, **{SHEET.replace("/", "__"): sheet(rows)})
    )


def test_a_lie_about_the_dimension_does_no_harm(tmp_path: Path) -> None:
    first = f'<row r="1">{cell("A1", "type")}{cell("B1", "name")}</row>'
    rows = f'{first}<row r="2">{cell("A2", "text")}{cell("B2", "a")}</row>'
    path = spreadsheet(tmp_path, **{SHEET.replace("/", "__"): sheet(rows, "A1:XFD1048576")})
    assert read_sheets(path)["survey"] == [["type", "name"], ["text", "a"]]


def test_a_million_empty_rows_far_down_are_no_cells(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", "type")}</row><row r="1048576"><c r="A1048576" s="1"/></row>'
    assert read_sheets(spreadsheet(tmp_path, **{SHEET.replace("/", "__"): sheet(rows)}))["survey"] == [
        ["type"]
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not a spreadsheet"),
        (b"type,name,label\ntext,a,What?\n", "is not a spreadsheet"),
        (b"PK\x03\x04broken", "is not a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old spreadsheet"),
    ],
)
def test_other_files_are_refused(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(content)
    assert why in refused(path)


def test_a_part_that_is_no_xml_is_refused(tmp_path: Path) -> None:
    assert "no XML" in refused(spreadsheet(tmp_path, **{SHEET.replace("/", "__"): b"<worksheet>"}))
    with pytest.raises(SpreadsheetError):
        read_sheets(spreadsheet(tmp_path, **{"xl__workbook.xml": b"<a/>"}))


@pytest.mark.parametrize(
    "rows",
    [
        [["text", "a", "${a} = ''"]],
        [["text", "a", "${b} = 'x'"], ["text", "b", "${a} = 'x'"]],
        [["begin group", "g", "${a} = 'x'"], ["text", "a", ""], ["end group", "", ""]],
    ],
)
def test_conditions_in_a_circle_are_refused(rows: list[list[str]]) -> None:
    with pytest.raises(ImportRefusedError, match="circle"):
        from_sheets({"survey": [["type", "name", "relevant"], *rows]}, "form")


def test_a_form_without_a_survey_and_one_without_a_question_are_refused() -> None:
    with pytest.raises(ImportRefusedError, match="no sheet `survey`"):
        from_sheets({"sheet1": SURVEY}, "form")
    with pytest.raises(ImportRefusedError, match="asks nothing"):
        from_sheets({"survey": [["type", "name"], ["start", "start"]]}, "form")
    with pytest.raises(ImportRefusedError, match="more than 2000 rows"):
        from_sheets({"survey": [["type", "name"], *([["text", "a"]] * 2001)]}, "form")
