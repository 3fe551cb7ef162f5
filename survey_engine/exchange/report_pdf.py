"""A report as a tagged PDF (PDF/UA-1) set by Typst. Every word reaches it as data, never as markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, assert_never

import typst

from survey_engine.exchange.paper import FONTS, PaperError
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

_HERE = Path(__file__).parent
TEMPLATE = _HERE / "report.typ"


def report_pdf(report: Report) -> bytes:
    """The report as a PDF, the same bytes for the same report. Raises PaperError."""
    try:
        return bytes(typst.compile(**typesetting(report), format="pdf", pdf_standards="ua-1"))
    except typst.TypstError as error:
        raise PaperError(f"The report cannot be set: {error.message}.") from error


def typesetting(report: Report) -> dict[str, Any]:
    """What Typst is given: the template, the data, and no fonts but ours."""
    printed = {
        "title": report.title,
        "lead": list(report.lead),
        "audience": report.audience,
        "language": report.language,
        "page": report.page,
        "of": report.of,
        "blocks": [_block(block) for block in on_paper(report.blocks)],
    }
    return {
        "input": str(TEMPLATE),
        "root": str(_HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"report": json.dumps(_plain(printed), ensure_ascii=False)},
    }


def _plain(value: Any) -> Any:
    """The same data with every text plain."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _block(block: PaperBlock) -> dict[str, Any]:
    match block:
        case Heading(text, level, language):
            return {"kind": "heading", "text": text, "level": level, "language": language}
        case Words(text, is_boxed, language):
            return {"kind": "words", "text": text, "boxed": is_boxed, "language": language}
        case Items(lines, is_numbered, lead_language, language):
            spoken = {"lead_language": lead_language, "language": language}
            return {
                "kind": "items",
                "lines": [list(line) for line in lines],
                "numbered": is_numbered,
                **spoken,
            }
        case Table():
            return {"kind": "table", **_table(block)}
        case Figure(chart):
            alt = f"{chart.title}. {chart.description}"
            return {"kind": "figure", "svg": picture(chart.svg), "alt": alt, "table": _table(block.table)}
        case StripTable():
            return {"kind": "strips", **_strips(block)}
        case SideBySide(tables):
            return {"kind": "columns", "tables": [_table(table) for table in tables]}
        case NewPage():
            return {"kind": "page"}
        case _:
            assert_never(block)


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "row_language": table.row_language,
        "language": table.language,
    }


def _strips(table: StripTable) -> dict[str, Any]:
    """Each row with its picture, which says nothing that the row does not."""
    return {
        "caption": table.caption,
        "legend": [[picture(mark), words] for mark, words in table.legend],
        "head": [table.head[0], table.axis, *table.head[1:]],
        "rows": [list(row) for row in table.rows],
        "strips": [picture(one) for one in table.strips],
        "row_language": table.row_language,
    }


def picture(svg: str) -> str:
    """A chart's SVG for paper: in black, in the face of the words around it."""
    start = svg.replace("<svg ", '<svg font-family="Noto Sans" ', 1)
    return start.replace("currentColor", "#000000").replace('fill="none" stroke="#000000" stroke-width="2"', (
        'fill="#ffffff" stroke="#000000" stroke-width="2"'
    ))  # fmt: skip
