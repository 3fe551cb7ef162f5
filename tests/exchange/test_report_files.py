"""One report in three files: a static page, a Word document and a tagged PDF that say the same."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import html5lib
import pikepdf
import pytest
from docx.oxml.ns import qn
from pdfua import validate

from survey_engine.exchange.charts import Row, Shown, interval_bars, parts_of_whole
from survey_engine.exchange.report_document import (
    Figure,
    Heading,
    Items,
    NewPage,
    Report,
    Table,
    Words,
)
from survey_engine.exchange.report_html import report_html
from survey_engine.exchange.report_paper import SideBySide, StripTable, on_paper
from survey_engine.exchange.report_pdf import report_pdf
from survey_engine.exchange.report_word import report_word

MARKUP = '#panic("x") *bold* <script>alert(1)</script> & $x$ \x0b\x00 [b] #let'
CHART = interval_bars(
    "nurses", "Scores & more", [Row("A nurse?", Shown("64 %", 64, 48, 78)), Row("Money", Shown("Too few"))]
)
REPORT = Report(
    title="What patients told us",
    lead=("Survey of spring 2027.",),
    audience="For Birch Hospital.",
    language="en",
    blocks=(
        Heading("In short"),
        Words(MARKUP, is_boxed=True),
        Items((("Nurse.", "Most have one."), ("", "Money is hard."))),
        NewPage(),
        Heading("Scores"),
        Heading("Nurses", 3),
        Figure(CHART, "Scores in words"),
        Table("Standards", ("Standard", "Score"), (("IS1 Information", "64 %"), ("TC4 Trials", "too few"))),
    ),
)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_is_strict_html_with_one_title_and_nothing_fetched(language: str) -> None:
    made = report_html(Report(**{**fields(), "language": language})).decode()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(made)
    assert parser.errors == []
    assert page.get("lang") == language
    assert [heading.text for heading in page.iter("h1")] == ["What patients told us"]
    assert len(list(page.iter("script"))) == 0
    assert "http" not in made.replace("http://www.w3.org/2000/svg", "")
    assert "&lt;script&gt;" in made
    for table in page.iter("table"):
        assert table.find("caption") is not None
        assert {cell.get("scope") for cell in table.iter("th")} == {"col", "row"}


def fields() -> dict[str, object]:
    return {name: getattr(REPORT, name) for name in ("title", "lead", "audience", "language", "blocks")}


def test_each_link_of_the_contents_leads_to_its_part() -> None:
    page = html5lib.parse(report_html(REPORT).decode(), namespaceHTMLElements=False)
    names = {element.get("id") for element in page.iter("h2")}
    assert [link.get("href") for link in page.iter("a")] == ["#part-1", "#part-2"]
    assert {"part-1", "part-2"} <= names


def test_word_has_real_headings_and_tables_with_a_head_that_repeats() -> None:
    file = docx.Document(io.BytesIO(report_word(REPORT)))
    headings = [(one.style.name, one.text) for one in file.paragraphs if one.style and one.style.name]
    assert ("Title", "What patients told us") in headings
    assert ("Heading 1", "In short") in headings
    assert ("Heading 2", "Nurses") in headings
    assert len(file.tables) == 2
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in file.tables[1].rows[2].cells] == ["TC4 Trials", "too few"]
    assert len(file.inline_shapes) == 1 + len(CHART.rows), "a mark of the legend, and a picture in each row"
    for one in file.inline_shapes:
        assert "decorative" in one._inline.xml, "the row says it: a screen reader passes the picture by"
    assert 'w:val="en-GB"' in file.styles.element.xml


def test_word_has_a_chart_without_rows_as_a_picture_with_words() -> None:
    ways = parts_of_whole(
        "ways", "Ways", [("On the web", Shown("70 %", 70)), ("On paper", Shown("30 %", 30))]
    )
    made = report_word(Report(**{**fields(), "blocks": (Figure(ways, "Ways in words"),)}))
    [picture] = docx.Document(io.BytesIO(made)).inline_shapes
    assert picture._inline.docPr.get("descr") == f"{ways.title}. {ways.description}"


def test_on_paper_the_parts_of_a_chart_are_one_table_and_short_tables_stand_side_by_side() -> None:
    short = [Table(f"Question {one}", ("Answer", "People"), (("Yes", "12"),)) for one in range(4)]
    more = Figure(
        interval_bars("more", CHART.title, [Row("Pain", Shown("50 %", 50, 40, 60))]), "Scores in words"
    )
    blocks = (Figure(CHART, "Scores in words"), more, Words("Then."), *short)
    scores, words, answers = on_paper(blocks)
    assert isinstance(scores, StripTable)
    assert [row[0] for row in scores.rows] == ["A nurse?", "Money", "Pain"]
    assert len(scores.strips) == 3
    assert words == Words("Then.")
    assert answers == SideBySide(tuple(short))
    assert list(on_paper(short[:3])) == short[:3]
    file = docx.Document(io.BytesIO(report_word(Report(**{**fields(), "blocks": blocks}))))
    assert [table.rows[0].cells[0].text for table in file.tables] == ["Question", *["Answer"] * 4]
    assert 'w:num="2"' in file.sections[-1]._sectPr.xml


def test_the_pdf_is_tagged_and_takes_words_for_words(tmp_path: Path) -> None:
    made = report_pdf(REPORT)
    path = tmp_path / "report.pdf"
    path.write_bytes(made)
    assert [str(finding) for finding in validate(path).findings] == []
    with pikepdf.open(path) as file:
        assert file.Root.Lang == "en-GB"
        assert len(file.pages) == 2


def test_the_same_report_gives_the_same_bytes() -> None:
    assert report_html(REPORT) == report_html(REPORT)
    assert report_pdf(REPORT) == report_pdf(REPORT)
