"""Letters with their codes, ready to print on both sides: one tagged PDF (PDF/UA-1) set by Typst.

Each letter has its outside, which shows the ref and never the code, and after it the letter itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typst

from survey_engine.exchange.letter_batch import batch_sheet
from survey_engine.exchange.letter_words import Mailing
from survey_engine.exchange.paper import FONTS, LARGE_PRINT, Look, PaperError
from survey_engine.exchange.paper_cover import qr
from survey_engine.questionnaire.directions import Translate

_HERE = Path(__file__).parent
TEMPLATE = _HERE / "letters.typ"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's letter: the ref outside, the code as it is printed, and what its pattern opens.

    A reminder of a sealed wave has no code: nobody kept it.
    """

    ref: str
    code: str = field(repr=False)
    link: str = field(repr=False)


def link_with_wishes(link: str, look: Look) -> str:
    """A letter's link that opens the survey in the letter's language, and large where the letter is large."""
    language = f"&language={look.language}" if look.language != ENGLISH else ""
    return link + language + ("&size=largest" if look.points in LARGE_PRINT else "")


def letters(
    people: Sequence[Letter],
    mailing: Mailing,
    look: Look,
    said: dict[str, Any],
    _: Translate,
    *,
    with_batch_sheet: bool = True,
    replaced: Mapping[str, str] | None = None,
) -> bytes:
    """The letters as a PDF, the same bytes for the same input; PaperError where it cannot be made.

    said: what `letter_words` gives, in the reader's language. A sheet for the staff comes first; replaced:
    the old refs on it, by the new ones.
    """
    printed = contents(people, mailing, look, said, _, with_batch_sheet=with_batch_sheet, replaced=replaced)
    try:
        pages = typst.compile(**typesetting(printed), format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        raise PaperError(_reason(error)) from None  # the cause would hold the codes
    return bytes(pages)


def _reason(error: typst.TypstError) -> str:
    if "glyph" in error.message or "could not be displayed" in error.message:
        return f"The fonts at hand lack a letter that is used: {error.message}."
    return f"The letters cannot be set: {error.message}."


def contents(
    people: Sequence[Letter],
    mailing: Mailing,
    look: Look,
    said: dict[str, Any],
    _: Translate,
    *,
    with_batch_sheet: bool = True,
    replaced: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """All that is printed, as the template reads it."""
    refs = [one.ref for one in people]
    with_codes = any(one.code for one in people)
    sheet = batch_sheet(refs, mailing, replaced, with_codes=with_codes) if with_batch_sheet else None
    return {
        **said,
        "language": look.language.replace("_", "-").split("-")[0],
        "direction": look.direction,
        "points": look.points,
        "title": f"{said['subject']} ({mailing.wave}, {mailing.hospital})",
        "page_of": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "batch": sheet,
        "letters": [{"ref": one.ref, "code": one.code, "qr": qr(one.link)} for one in people],
    }


def typesetting(printed: dict[str, Any]) -> dict[str, Any]:
    """What Typst is given: the template, the data, and no fonts but ours."""
    return {
        "input": str(TEMPLATE),
        "root": str(_HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"letters": json.dumps(printed, ensure_ascii=False)},
    }
