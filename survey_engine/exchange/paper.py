"""The questionnaire on paper: a tagged PDF (PDF/UA-1) set by Typst, in any language and size of print.

What is printed reaches the template as data, so nothing that a person wrote is ever read as markup.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from survey_engine.exchange.paper_cover import Invitation, cover, ending, strip
from survey_engine.exchange.paper_questions import sections
from survey_engine.organisation import Organisation
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.directions import Translate
from survey_engine.questionnaire.wording import piped, reworded

SIZES = (12, 18, 24)  # points; from 16 it is large print
LARGE_PRINT = SIZES[1:]
_HERE = Path(__file__).parent
TEMPLATE = _HERE / "paper.typ"
FONTS = _HERE / "fonts"


class PaperError(Exception):
    """The sheets cannot be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Look:
    """The reader's language and the way it is written, the size of print in points, and which form it is."""

    language: str = "en"
    direction: str = "ltr"
    points: int = SIZES[0]
    is_short: bool = False
    is_draft: bool = False  # no native reader has checked the translation


def paper(
    questionnaire: Questionnaire,
    look: Look,
    organisation: Organisation,
    invitation: Invitation,
    _: Translate,
    *,
    hospital: str = "",
) -> bytes:
    """The sheets as a PDF, the same bytes for the same input; PaperError where it cannot be made.

    questionnaire: already in the reader's language. hospital: its name, else patients read "your hospital".
    """
    printed = contents(questionnaire, look, organisation, invitation, _, hospital=hospital)
    try:
        pages = typst.compile(**typesetting(printed), format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        raise PaperError(_reason(error)) from error
    return bytes(pages)


def _reason(error: typst.TypstError) -> str:
    if "glyph" in error.message or "could not be displayed" in error.message:
        return f"The fonts at hand lack a letter that is used: {error.message}."
    return f"The sheets cannot be set: {error.message}."


def contents(
    questionnaire: Questionnaire,
    look: Look,
    organisation: Organisation,
    invitation: Invitation,
    _: Translate,
    *,
    hospital: str = "",
) -> dict[str, Any]:
    """All that is printed, as the template reads it."""
    named = hospital or _("your hospital")
    organisation = organisation.in_words(look.language, _)
    filled = reworded(
        questionnaire, lambda _context, text: piped(text, hospital=named, wave=_("this survey"))
    )
    first = cover(filled, organisation, invitation, look.language, _)
    if look.is_draft:
        first["lead"].append(_("This translation is a draft. No native speaker has checked it yet."))
    foot = [filled.public_name, _("Version %(number)s", number=filled.version)]
    return {
        "language": look.language.replace("_", "-").split("-")[0],
        "direction": look.direction,
        "points": look.points,
        "title": filled.title,
        "public_name": filled.public_name,
        "foot": [*foot, _("Short form")] if look.is_short else foot,
        "page_of": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "cover": first,
        "strip": strip(invitation, _),
        "sections": sections(filled, _),
        "ending": ending(organisation, invitation, _),
    }


def typesetting(printed: dict[str, Any]) -> dict[str, Any]:
    """What Typst is given: the template, the data, and no fonts but ours, to look alike everywhere."""
    return {
        "input": str(TEMPLATE),
        "root": str(_HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"paper": json.dumps(printed, ensure_ascii=False)},
    }
