"""A report as a Word document: real headings, tables whose first row repeats, pictures with words beside."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, assert_never, cast

import typst
from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from survey_engine.exchange.paper import FONTS
from survey_engine.exchange.report_document import (
    Figure,
    Heading,
    Items,
    NewPage,
    Report,
    Table,
    Words,
    plain,
)
from survey_engine.exchange.report_paper import PaperBlock, SideBySide, StripTable, on_paper
from survey_engine.exchange.report_pdf import picture

_LOCALES: Final = {"en": "en-GB", "cy": "cy-GB"}
_WHOLE: Final = 12  # rows of a table that stands on one page
_DOTS_PER_INCH: Final = 200
_TWIPS: Final = 1440 / 25.4  # of a millimetre
# Millimetres: the page between its margins, a chart, columns of a table with pictures, a mark, a gap.
_PAGE, _CHART, _FIRST, _STRIP, _MARK, _GUTTER = 170.0, 115.0, 42.0, 36.0, 7.0, 8.0
# A picture that a screen reader passes by; source: [MS-ODRAWXML] 2.28.1, decorative.
_PASSED_BY: Final = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1" '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>'
)
_PICTURE = Path(__file__).parent / "picture.typ"


def report_word(report: Report) -> bytes:
    """The report as .docx."""
    file = Document()
    _set_up(file, report)
    file.add_heading(plain(report.title), 0)
    for line in (*report.lead, report.audience):
        file.add_paragraph(plain(line))
    before: PaperBlock | None = None
    for block in on_paper(report.blocks):
        if isinstance(before, SideBySide):
            _columns(file.add_section(WD_SECTION.CONTINUOUS), 1)
        _add(file, block)
        before = block
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _set_up(file: DocumentFile, report: Report) -> None:
    properties = file.core_properties
    properties.title, properties.author, properties.language = plain(report.title), "", report.language
    properties.created = properties.modified = datetime(1980, 1, 1)  # noqa: DTZ001 - a file says nothing of a time
    locale = _LOCALES.get(report.language, report.language)
    style = file.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    style.element.get_or_add_rPr().append(language)
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)


def _add(file: DocumentFile, block: PaperBlock) -> None:
    match block:
        case Heading(text, level, language):
            _spoken(file.add_heading(plain(text), level - 1).runs, language)
        case Words(text, is_boxed, language):
            run = file.add_paragraph().add_run(plain(text))
            run.bold = is_boxed or None
            _spoken([run], language)
        case Items():
            _add_items(file, block)
        case Table():
            _add_table(file, block)
        case Figure():
            _add_figure(file, block)
        case StripTable():
            _add_strips(file, block)
        case SideBySide(tables):
            _add_side_by_side(file, tables)
        case NewPage():
            file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case _:
            assert_never(block)


def _spoken(runs: Iterable[Run], language: str) -> None:
    """Say in which language some words are, where it is not the document's."""
    for run in runs if language else ():
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), _LOCALES.get(language, language))
        run._r.get_or_add_rPr().append(spoken)


def _add_items(file: DocumentFile, items: Items) -> None:
    for lead, text in items.lines:
        paragraph = file.add_paragraph(style="List Number" if items.is_numbered else "List Bullet")
        if lead:
            run = paragraph.add_run(f"{plain(lead)} ")
            run.bold = True
            _spoken([run], items.lead_language)
        _spoken([paragraph.add_run(plain(text))], items.language)


def _add_table(file: DocumentFile, table: Table, wide: float = _PAGE) -> None:
    first = 2.4 if len(table.head) > 2 else 1.9
    widths = (first, *(1.0 for _ in table.head[1:]))
    _caption(file, table.caption, table.language)
    made = _empty_table(file, table.caption, table.head, [wide * one / sum(widths) for one in widths])
    for row in table.rows:
        cells = _new_row(made)
        for cell, words in zip(cells, row, strict=True):
            cell.text = plain(words)
        _spoken(cells[0].paragraphs[0].runs, table.row_language)
    if len(table.rows) <= _WHOLE:
        for line in made.rows[:-1]:
            line.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
    file.add_paragraph()


def _caption(file: DocumentFile, words: str, language: str = "") -> Paragraph:
    caption = file.add_paragraph()
    named = caption.add_run(plain(words))
    named.bold = True
    _spoken([named], language)
    caption.paragraph_format.keep_with_next = True
    return caption


def _empty_table(file: DocumentFile, caption: str, head: Sequence[str], widths: Sequence[float]) -> Any:
    """A table with its head, which repeats on each page; widths: of its columns, in millimetres."""
    made = file.add_table(rows=1, cols=len(head), style="Table Grid")
    made.autofit = False
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Mm(wide)
        for cell in column.cells:
            cell.width = Mm(wide)
    for cell, words in zip(made.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(plain(words)).bold = True
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), plain(caption))
    made._tbl.tblPr.append(described)
    return made


def _new_row(made: Any) -> tuple[_Cell, ...]:
    """One more row, which is never broken over two pages."""
    row = made.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return tuple(row.cells)


def _add_strips(file: DocumentFile, table: StripTable) -> None:
    """A table with a picture of each row after its first column."""
    _caption(file, table.caption)
    legend = file.add_paragraph()
    legend.paragraph_format.keep_with_next = True
    marks = pictures([mark for mark, _words in table.legend], _MARK)
    for drawn, (_mark, words) in zip(marks, table.legend, strict=True):
        _put_picture(legend.add_run(), drawn, _MARK)
        legend.add_run(f" {plain(words)}    ")
    head = (table.head[0], table.axis, *table.head[1:])
    each = (_PAGE - _STRIP - _FIRST) / (len(head) - 1.75)
    widths = [_FIRST, _STRIP, *(each for _ in head[3:]), 1.25 * each]
    made = _empty_table(file, table.caption, head, widths)
    _narrow_margins(made)
    strips = pictures(table.strips, _STRIP - 3)
    for row, drawn in zip(table.rows, strips, strict=True):
        first, second, *others = _new_row(made)
        first.text = plain(row[0])
        _spoken(first.paragraphs[0].runs, table.row_language)
        second.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _put_picture(second.paragraphs[0].add_run(), drawn, _STRIP - 3)
        for cell, words in zip(others, row[1:], strict=True):
            cell.text = plain(words)
    for cell in made._cells:
        for run in cell.paragraphs[0].runs:
            run.font.size = Pt(9)
    file.add_paragraph()


def _narrow_margins(made: Any) -> None:
    """So that no word of a narrow column is cut."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        one = OxmlElement(side)
        one.set(qn("w:w"), str(round(_TWIPS)))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    made._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _add_side_by_side(file: DocumentFile, tables: Sequence[Table]) -> None:
    """Short tables in two columns of the page, one below the other in each."""
    _columns(file.add_section(WD_SECTION.CONTINUOUS), 2)
    for table in tables:
        _add_table(file, table, (_PAGE - _GUTTER) / 2)


def _columns(section: Section, number: int) -> None:
    columns = section._sectPr.find(qn("w:cols"))
    if columns is None:
        columns = OxmlElement("w:cols")
        section._sectPr.append(columns)
    columns.set(qn("w:num"), str(number))
    columns.set(qn("w:space"), str(round(_GUTTER * _TWIPS)))


def _add_figure(file: DocumentFile, figure: Figure) -> None:
    [drawn] = pictures([figure.chart.svg], _CHART)
    said = f"{figure.chart.title}. {figure.chart.description}"
    _put_picture(file.add_paragraph().add_run(), drawn, _CHART, said, figure.chart.title)
    _add_table(file, figure.table)


def _put_picture(run: Run, drawn: bytes, wide: float, said: str = "", title: str = "") -> None:
    """A picture and what it says, or nothing where the words beside say it; wide: in millimetres."""
    properties = run.add_picture(io.BytesIO(drawn), width=Mm(wide))._inline.docPr
    if not said:
        properties.append(parse_xml(_PASSED_BY))
        return
    properties.set("descr", plain(said))
    properties.set("title", plain(title))


def pictures(drawings: Sequence[str], wide: float) -> list[bytes]:
    """SVGs as PNG files of one width in millimetres: all at once, because to begin is what takes time."""
    made: object = typst.compile(
        str(_PICTURE),
        format="png",
        ppi=float(_DOTS_PER_INCH),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"svgs": json.dumps([picture(svg) for svg in drawings]), "wide": str(wide)},
    )
    return made if isinstance(made, list) else [bytes(cast(bytes, made))]
