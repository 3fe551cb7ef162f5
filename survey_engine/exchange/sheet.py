"""A paper for a person who decides: a title and short parts, the same on a screen, in Word and as a PDF."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typst

from survey_engine.exchange.paper import FONTS, PaperError
from survey_engine.exchange.word_document import Typeface, document, paragraph, words

POINTS: Final = (11.0, 10.5, 10.0, 9.5, 9.0)  # the first at which a sheet keeps to its pages is used
WORD_POINTS: Final = 11
_HERE = Path(__file__).parent
TEMPLATE = _HERE / "sheet.typ"
_TOO_LONG = "sheet is longer than"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list; `lead` is said first and in bold: whom or what it is about."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One part: a heading, then a paragraph, then lines; boxes to tick, and `rules` lines to write on."""

    heading: str
    lead: str = ""
    lines: tuple[Line, ...] = ()
    boxes: tuple[str, ...] = ()
    rules: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole paper in English. `most_pages`: how many sides of A4 a PDF may have; 0 for any number.

    `blanks`: what somebody still has to write in by hand, such as a signature. `points`: a size of print of
    its own, in place of the ordinary ones.
    """

    title: str
    lead: tuple[str, ...]
    parts: tuple[SheetPart, ...]
    most_pages: int = 0
    blanks: tuple[str, ...] = ()
    points: float | None = None


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as a tagged PDF (PDF/UA-1), the same bytes for the same input; PaperError where too long."""
    for points in POINTS if sheet.points is None else (sheet.points,):
        try:
            return bytes(typst.compile(**typesetting(sheet, points), format="pdf", pdf_standards="ua-1"))
        except typst.TypstError as error:
            if _TOO_LONG not in error.message:
                raise PaperError(f"The sheet cannot be set: {error.message}.") from error
    raise PaperError(
        f"“{sheet.title}” does not fit on {sheet.most_pages} pages. Shorten the entries of the "
        f"organisation file."
    )


def typesetting(sheet: Sheet, points: float) -> dict[str, Any]:
    """What Typst is given: the template, the data, and no fonts but ours."""
    printed = {
        "title": sheet.title,
        "lead": list(sheet.lead),
        "parts": [
            {
                "heading": part.heading,
                "lead": part.lead,
                "lines": [{"lead": line.lead, "text": line.text} for line in part.lines],
                "boxes": list(part.boxes),
                "rules": part.rules,
            }
            for part in sheet.parts
        ],
        "blanks": list(sheet.blanks),
        "most_pages": sheet.most_pages,
        "points": points,
    }
    return {
        "input": str(TEMPLATE),
        "root": str(_HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"sheet": json.dumps(printed, ensure_ascii=False)},
    }


def sheet_word(sheet: Sheet) -> bytes:
    """The sheet as a Word document, to copy from and to change."""
    face = Typeface("en", is_mirrored=False, points=WORD_POINTS)
    lines = [paragraph(words(sheet.title, face), face, "Heading1")]
    lines += [paragraph(words(text, face), face) for text in sheet.lead]
    for part in sheet.parts:
        lines.append(paragraph(words(part.heading, face), face, "Heading2"))
        lines += [paragraph(words(part.lead, face), face)] if part.lead else []
        lines += [paragraph(_line(line, face), face, "ListBullet") for line in part.lines]
        lines += [paragraph(words(f"[    ] {box}", face), face) for box in part.boxes]
        lines += [paragraph(words("_" * 60, face), face)] * part.rules
    lines += [
        paragraph(words(f"{blank}: ______________________________", face), face) for blank in sheet.blanks
    ]
    return document("".join(lines), sheet.title, face)


def _line(line: Line, face: Typeface) -> str:
    lead = words(f"{line.lead} ", face, "<w:b/>") if line.lead else ""
    return lead + words(line.text, face)
