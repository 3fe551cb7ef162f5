"""The recovery sheet as paper: one tagged page (PDF/UA-1) with the lines to type and a pattern to scan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import typst

from survey_engine.exchange.letter_words import shown_date
from survey_engine.exchange.paper import FONTS, PaperError
from survey_engine.exchange.paper_cover import qr

_HERE: Final = Path(__file__).parent
TEMPLATE: Final = _HERE / "recovery_sheet.typ"


@dataclass(frozen=True, slots=True)
class RecoveryPaper:
    """What stands on the sheet. lines: as `sheet_lines` gives them; site: where it is tried."""

    lines: Sequence[str] = field(repr=False)
    charity: str
    made_on: date
    site: str


def recovery_sheet(paper: RecoveryPaper) -> bytes:
    """The sheet as a PDF. Raises PaperError; its words never hold the lines."""
    try:
        return bytes(typst.compile(**_typesetting(contents(paper)), format="pdf", pdf_standards="ua-1"))
    except typst.TypstError as error:
        raise PaperError(f"The recovery sheet cannot be set: {error.message}.") from None


def contents(paper: RecoveryPaper) -> dict[str, Any]:
    """All that is printed."""
    return {
        "title": "The recovery sheet",
        "lead": [
            f"For a trustee of {paper.charity}. Made on {shown_date(paper.made_on, 'en')}.",
            "With this sheet and its passphrase, answers can be opened if the charity key file is lost.",
            "Without both, nobody can open them.",
        ],
        "parts": [
            {
                "heading": "How to keep it",
                "items": [
                    "Keep it in another place than the charity key file, as you would keep a will.",
                    "Do not copy it, photograph it or send it. Do not write the passphrase on it.",
                    "Keep the passphrase apart from it, where somebody would find it after you.",
                    "Hand it on when you stop being a trustee, and write below to whom.",
                ],
            },
            {
                "heading": "How to try it",
                "items": [
                    f"Sit down with an admin of the charity at {paper.site}/charity/first-wave/try",
                    "Type the nine lines without their numbers, or scan the pattern and paste what it holds.",
                    "Type the passphrase.",
                    "The last symbol of each line shows if it was typed right. There is no I, L, O or U.",
                    "A test answer is opened, and nothing of what you typed is kept.",
                ],
            },
        ],
        "lines_heading": "The nine lines",
        "lines": list(paper.lines),
        "qr": qr("".join(paper.lines).replace(" ", "")),
        "qr_words": "A square pattern that holds the nine lines.",
        "blanks": ["Kept by", "Since", "Handed on to"],
    }


def _typesetting(printed: dict[str, Any]) -> dict[str, Any]:
    return {
        "input": str(TEMPLATE),
        "root": str(_HERE),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"sheet": json.dumps(printed, ensure_ascii=False)},
    }
