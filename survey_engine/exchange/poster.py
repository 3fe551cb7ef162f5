"""The poster that tells patients, before any letter, what will come and how to say no: A4 or A3, PDF/UA-1."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import typst

from survey_engine.exchange.letter_words import shown_date
from survey_engine.exchange.paper import FONTS, Look, PaperError
from survey_engine.exchange.paper_cover import qr
from survey_engine.exchange.paper_facts import PaperFacts
from survey_engine.organisation import Organisation
from survey_engine.questionnaire.directions import Translate

MOST_ASK: Final = 120  # letters of whom to ask at the hospital
_HERE = Path(__file__).parent
TEMPLATE = _HERE / "poster.typ"
_SCALES: Final = tuple(
    percent / 100 for percent in range(104, 59, -4)
)  # the first at which everything fits on one side is used
_TOO_LONG = "poster is longer than"


class PosterPaper(StrEnum):
    """The size of the paper."""

    A4 = "a4"
    A3 = "a3"


def poster(facts: PaperFacts, look: Look, size: PosterPaper, ask: str, _: Translate) -> bytes:
    """The poster, the same bytes for the same input; PaperError where it cannot be made.

    ask: whom to ask at the hospital, such as a name and a telephone number; empty leaves a line to write on.
    """
    printed = contents(facts, look, size, ask, _)
    for scale in _SCALES:
        try:
            made = typst.compile(**typesetting(printed, scale), format="pdf", pdf_standards="ua-1")
            return bytes(made)
        except typst.TypstError as error:
            if _TOO_LONG not in error.message:
                raise PaperError(f"The poster cannot be set: {error.message}.") from error
    raise PaperError("The poster does not fit on one side. Shorten the names in the organisation file.")


def contents(facts: PaperFacts, look: Look, size: PosterPaper, ask: str, _: Translate) -> dict[str, Any]:
    """All that is printed, as the template reads it."""
    told = facts.organisation.in_words(look.language, _)
    named = {"hospital": facts.hospital, "charity": told.name}
    draft = [_("This translation is a draft. No native speaker has checked it yet.")]
    return {
        "paper": size.value,
        "language": look.language.replace("_", "-").split("-")[0],
        "direction": look.direction,
        "heading": _("A survey about your care is coming"),
        "lead": [
            _("%(hospital)s may send you a letter for %(charity)s.", **named),
            _("It asks how your care is, and what could be better."),
            *_when(facts, look, _),
        ],
        "parts": _parts(facts, _),
        "asking": _asking(told, ask, _),
        "privacy": {
            "words": _("How we look after your answers:"),
            "site": f"{facts.site}/privacy",
            "qr": qr(f"{facts.address}/privacy"),
            "alt": _("A square pattern. Scanned with a phone, it opens the page about privacy."),
        },
        "draft": draft if look.is_draft else [],
    }


def _parts(facts: PaperFacts, _: Translate) -> list[dict[str, Any]]:
    return [
        {
            "heading": _("It is your choice"),
            "lines": [
                _("You do not have to take part."),
                _("Your care stays the same, whatever you choose."),
            ],
        },
        {
            "heading": _("Who can see your answers"),
            "lines": [
                _("The charity reads the answers, but not who gave them."),
                _("Your hospital never sees your own form.")
                + " "
                + _("It may be able to tell whether your invitation was used."),
                *_printed_codes(facts, _),
            ],
        },
        {
            "heading": _("If you do not want a letter"),
            "lines": [
                _("Tell your hospital team: “Please do not write to me.”"),
                _("You do not have to say why.")
                + " "
                + _("If a letter comes all the same, you do not have to read it."),
            ],
        },
    ]


def _asking(told: Organisation, ask: str, _: Translate) -> dict[str, Any]:
    return {
        "heading": _("If you have questions"),
        "here": _("At the hospital, please ask:"),
        "ask": " ".join(ask.split())[:MOST_ASK],
        "calls": [{"name": one.name, "phone": one.phone, "hours": one.hours} for one in told.helplines],
        "data": _("For questions about your data: %(contact)s.", contact=told.data_protection_contact),
    }


def _when(facts: PaperFacts, look: Look, _: Translate) -> list[str]:
    if facts.closes_on is None:
        return []
    return [_("You can answer until %(date)s.", date=shown_date(facts.closes_on, look.language))]


def _printed_codes(facts: PaperFacts, _: Translate) -> list[str]:
    """What a hospital that prints the codes could do, as its letters say too."""
    if not facts.is_merge:
        return []
    return [
        _(
            "Your hospital prints the codes of these letters. It could find out whether a code was used, "
            "or use it itself. It can never read answers that were sent."
        )
    ]


def typesetting(printed: dict[str, Any], scale: float) -> dict[str, Any]:
    """What Typst is given: the template, the data, and no fonts but ours."""
    return {
        "input": str(TEMPLATE),
        "root": str(_HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"poster": json.dumps({**printed, "scale": scale}, ensure_ascii=False)},
    }
