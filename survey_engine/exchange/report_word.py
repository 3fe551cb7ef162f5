"""A report as a Word document: real headings, tables whose first row repeats, pictures with words beside."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never

import typst
from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run

from survey_engine.exchange.paper import FONTS
from survey_engine.exchange.report_document import (
    Block,
    Figure,
    Heading,
    Items,
    NewPage,
    Report,
    Table,
    Words,
    plain,
)
from survey_engine.exchange.report_pdf import picture

_LOCALES: Final = {"en": "en-GB", "cy": "cy-GB"}
_DOTS_PER_INCH = 200
_PICTURE = Path(__file__).parent / "picture.typ"


def report_word(report: Report) -> bytes:
    """The report as .docx."""
    file = Document()
    _set_up(file, report)
    file.add_heading(plain(report.title), 0)
    for line in (*report.lead, report.audience):
        file.add_paragraph(plain(line))
    for block in report.blocks:
        _add(file, block)
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


def _add(file: DocumentFile, block: Block) -> None:
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


def _add_table(file: DocumentFile, table: Table) -> None:
    caption = file.add_paragraph()
    named = caption.add_run(plain(table.caption))
    named.bold = True
    _spoken([named], table.language)
    caption.paragraph_format.keep_with_next = True
    made = file.add_table(rows=1, cols=len(table.head), style="Table Grid")
    for cell, words in zip(made.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(plain(words)).bold = True
    header = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(header)
    for row in table.rows:
        for cell, words in zip(made.add_row().cells, row, strict=True):
            cell.text = plain(words)
        _spoken(made.rows[-1].cells[0].paragraphs[0].runs, table.row_language)
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), plain(table.caption))
    made._tbl.tblPr.append(described)
    file.add_paragraph()


def _add_figure(file: DocumentFile, figure: Figure) -> None:
    drawn = typst.compile(
        str(_PICTURE),
        format="png",
        ppi=float(_DOTS_PER_INCH),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"svg": picture(figure.chart.svg)},
    )
    inline = file.add_picture(io.BytesIO(bytes(drawn)), width=Mm(115))
    properties = inline._inline.docPr
    properties.set("descr", plain(f"{figure.chart.title}. {figure.chart.description}"))
    properties.set("title", plain(figure.chart.title))
    _add_table(file, figure.table)
