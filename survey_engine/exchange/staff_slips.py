"""Slips for a survey of staff, six to a sheet, to cut and mix: one tagged PDF (PDF/UA-1) set by Typst.

A slip is for nobody in particular. That hides who answered, and the first sheet tells how to keep it so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typst

from survey_engine.exchange.letter_words import shown_date
from survey_engine.exchange.letters import Letter, link_with_wishes
from survey_engine.exchange.paper import FONTS, Look, PaperError
from survey_engine.exchange.paper_cover import RETURN_DIGITS, qr
from survey_engine.questionnaire.directions import Translate

MOST_SLIPS = 500  # in one PDF
_HERE = Path(__file__).parent
TEMPLATE = _HERE / "staff_slips.typ"


@dataclass(frozen=True, slots=True)
class SlipBatch:
    """What all slips of a batch share. title: the neutral name of the survey; address: as it is typed."""

    hospital: str
    wave: str
    title: str
    closes_on: date
    address: str
    minutes: tuple[int, int]
    is_merge: bool = False


def staff_slips(people: Sequence[Letter], batch: SlipBatch, look: Look, _: Translate) -> bytes:
    """The slips as a PDF, the same bytes for the same input; PaperError where it cannot be made.

    batch.title: in the reader's language, as the words of `_` are.
    """
    printed = contents(people, batch, look, _)
    try:
        pages = typst.compile(**typesetting(printed), format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        raise PaperError(f"The slips cannot be set: {error.message}.") from None  # its cause holds the codes
    return bytes(pages)


def contents(people: Sequence[Letter], batch: SlipBatch, look: Look, _: Translate) -> dict[str, Any]:
    """All that is printed, as the template reads it."""
    low, high = batch.minutes
    return {
        "language": look.language.replace("_", "-").split("-")[0],
        "direction": look.direction,
        "title": f"{batch.title} ({batch.wave}, {batch.hospital})",
        "sheet": _for_the_lead(len(people), batch),
        "heading": batch.title,
        "what": _("This is a short survey about your work at %(hospital)s.", hospital=batch.hospital)
        + " "
        + _("It is your choice to take part."),
        "promise": _("Take any slip. Nobody writes down who has which, so nobody can find out who answered."),
        "how": _("Scan the square pattern, or open %(address)s and type your code.", address=batch.address)
        + " "
        + _("Most people need %(low)s to %(high)s minutes.", low=low, high=high)
        + " "
        + _("You can answer until %(date)s.", date=shown_date(batch.closes_on, look.language)),
        "code_words": _("Your code"),
        "return_words": _("Return code"),
        "return_groups": RETURN_DIGITS,
        "ref_words": _("Reference:"),
        "qr_words": _("A square pattern. Scanned with a phone, it opens the survey online."),
        "slips": [
            {"ref": one.ref, "code": one.code, "qr": qr(link_with_wishes(one.link, look))} for one in people
        ],
    }


def _for_the_lead(count: int, batch: SlipBatch) -> dict[str, Any]:
    """The first sheet, always in English."""
    holder = (
        "Your hospital made the codes. Nobody may copy, keep or try one. Delete the file when it is printed."
        if batch.is_merge
        else "Keep the slips locked away until you hand them out. Nobody may copy, keep or try a code."
    )
    return {
        "heading": f"For the lead: {count} {'slip' if count == 1 else 'slips'} for staff",
        "lead": [
            f"Hospital: {batch.hospital}",
            f"Wave: {batch.wave}. Staff can answer until {shown_date(batch.closes_on, 'en')}.",
        ],
        "parts": [
            {
                "heading": "So that nobody can find out who answered",
                "items": [
                    "Cut along the dashed lines. Mix the slips in a box or an envelope.",
                    "Let each person take one without looking. Never hand out a slip by name.",
                    "Do not write down who has which slip, or who took one.",
                    holder,
                ],
            },
            {
                "heading": "What will be shown",
                "items": [
                    "If fewer than 10 of your staff answer, nothing is shown for your hospital alone.",
                    "Their answers then count only together with those of other hospitals.",
                    "Roles are never shown for one hospital.",
                    "What people write themselves can show who they are. Please tell them so.",
                ],
            },
            {
                "heading": "Slips left over",
                "items": [
                    "Shred them. Or tell the charity their references, so that their codes are stopped.",
                ],
            },
        ],
    }


def typesetting(printed: dict[str, Any]) -> dict[str, Any]:
    """What Typst is given: the template, the data, and no fonts but ours."""
    return {
        "input": str(TEMPLATE),
        "root": str(_HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"slips": json.dumps(printed, ensure_ascii=False)},
    }
