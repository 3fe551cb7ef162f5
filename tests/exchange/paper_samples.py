"""Forms on paper as the tests want them, and what is in a PDF: its tags, and the text of each sheet."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import typst

from survey_engine.exchange.paper import Look, contents, paper, typesetting
from survey_engine.exchange.paper_cover import Invitation
from survey_engine.organisation import Organisation
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.directions import Translate
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.web.translations import Languages

TINY = Path(__file__).parents[1] / "questionnaires"
CATALOGUE = Catalogue.read([builtin_folder("questionnaires"), TINY])
LANGUAGES = Languages([builtin_folder("translations")], ["en"])
CHARITY = Organisation(name="The Example Charity", freepost_address=("Freepost EXAMPLE CHARITY",))
CODE = "7KQM-2D9F-XA4T"
ADDRESS = "https://survey.example.org/i"
BLANK = Invitation(ADDRESS)
PERSONAL = Invitation(ADDRESS, CODE, f"{ADDRESS}#{CODE}.Kq3vW0m1Zr7bYxT5uPzLhA2sDfGj4cVn6eQoXiBwRtE")


def translate(language: str) -> Translate:
    """The words of the pages in a language."""
    interface = LANGUAGES[language].interface

    def _(text: str, /, **values: object) -> str:
        said = str(interface.gettext(text))
        return said % values if values else said

    return _


def asked(questionnaire_id: str, version: int = 1, *, short: bool = False) -> Questionnaire:
    """A questionnaire of ours, or one of the tiny ones of the tests."""
    return CATALOGUE.get(questionnaire_id, version, short=short)


@dataclass(frozen=True)
class Form:
    """One form: whose questions, in which language, how large, with a code or blank."""

    questionnaire: Questionnaire
    language: str = "en"
    points: int = 12
    invitation: Invitation = PERSONAL
    is_short: bool = False
    hospital: str = "City Hospital"

    @property
    def worded(self) -> Questionnaire:
        """The questionnaire in the language of the form."""
        return LANGUAGES[self.language].worded(self.questionnaire)

    @property
    def look(self) -> Look:
        """How it is to look."""
        return Look(self.language, LANGUAGES[self.language].direction, self.points, self.is_short)

    def printed(self) -> dict[str, Any]:
        """What the template is given."""
        words = translate(self.language)
        return contents(self.worded, self.look, CHARITY, self.invitation, words, hospital=self.hospital)

    def pdf(self) -> bytes:
        """The sheets."""
        words = translate(self.language)
        return paper(self.worded, self.look, CHARITY, self.invitation, words, hospital=self.hospital)

    def edges(self) -> dict[str, dict[str, dict[str, float]]]:
        """Where each question starts and ends: page, and millimetres from the left and the top."""
        found: dict[str, dict[str, dict[str, float]]] = {}
        for one in json.loads(typst.query(**typesetting(self.printed()), selector="<edge>", field="value")):
            found.setdefault(one["id"], {})[one["part"]] = one
        return found

    def picture(self, page: int, pixels_per_inch: int = 150) -> bytes:
        """One sheet as a PNG; pages count from 1."""
        drawn = typst.compile(**typesetting(self.printed()), format="png", ppi=pixels_per_inch)
        return drawn[page - 1] if isinstance(drawn, list) else drawn


@cache
def opened(form: Form) -> pikepdf.Pdf:
    """The PDF of a form, made once."""
    return pikepdf.open(io.BytesIO(form.pdf()))


def tags(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every tag in reading order: its kind without the slash, and what it holds."""
    yield from _below(pdf.Root.StructTreeRoot.K)


def _below(node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _below(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S).removeprefix("/"), node
        yield from _below(node.get("/K", pikepdf.Array()))


def texts_of_sheets(pdf: pikepdf.Pdf) -> list[str]:
    """What stands on each sheet, footers included, in the order of drawing and without spaces."""
    known: dict[tuple[int, int], dict[int, str]] = {}
    return ["".join(_drawn(page, known)) for page in pdf.pages]


def _drawn(page: pikepdf.Page, known: dict[tuple[int, int], dict[int, str]]) -> Iterator[str]:
    fonts = {}
    for name, font in page.resources.get("/Font", {}).items():
        if font.objgen not in known:
            known[font.objgen] = _letters(font)
        fonts[str(name)] = known[font.objgen]
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        if str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else operands
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    raw = bytes(piece)
                    for at in range(0, len(raw), 2):
                        yield letters.get(int.from_bytes(raw[at : at + 2]), "").strip()


def _letters(font: Any) -> dict[int, str]:
    """The letters of a font by the number they are drawn with, from its table for copying."""
    table = font.ToUnicode.read_bytes().decode("ascii", "replace")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for number, letter in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(number, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    return found
