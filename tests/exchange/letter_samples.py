"""Letters as the tests want them: whose, in which language, how large, under which way of posting."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pikepdf
import typst

from survey_engine.exchange.letter_reminders import reminder_wording, reminder_words
from survey_engine.exchange.letter_wording import Wording, default_wording
from survey_engine.exchange.letter_words import Mailing, OtherLanguage, letter_words, other_language_line
from survey_engine.exchange.letters import Letter, contents, letters, link_with_wishes, typesetting
from survey_engine.exchange.paper import Look
from tests.exchange.paper_samples import ADDRESS, CHARITY, LANGUAGES, translate

OFFERED = ("en", "cy", "ur")
CODES = {"RXQ-7KQ2M4": "7KQM-2D9F-XA4T", "RXQ-81XZED": "7E12-3456-789A"}
SIGNATURE = "Kq3vW0m1Zr7bYxT5uPzLhA2sDfGj4cVn6eQoXiBwRtE"
PRINTED = (
    "Your hospital printed your code. It could find out whether the code was used, or use it itself. "
    "It can never read answers that were sent."
)
MAILING = Mailing("City Hospital", "W1", date(2027, 3, 31), ADDRESS, (10, 20))


@dataclass(frozen=True)
class Post:
    """One batch of letters."""

    language: str = "en"
    points: int = 12
    mailing: Mailing = MAILING
    wording: Wording | None = None
    with_batch_sheet: bool = True

    @property
    def look(self) -> Look:
        """How they are to look."""
        return Look(self.language, LANGUAGES[self.language].direction, self.points)

    @property
    def people(self) -> list[Letter]:
        """Two people."""
        return [
            Letter(ref, code, link_with_wishes(f"{ADDRESS}#{code}.{SIGNATURE}", self.look))
            for ref, code in CODES.items()
        ]

    def said(self) -> dict[str, Any]:
        """Every word but ref and code."""
        words = translate(self.language)
        others = [
            OtherLanguage(
                code, LANGUAGES[code].direction, other_language_line(LANGUAGES[code].name, translate(code))
            )
            for code in OFFERED
            if code != self.language
        ]
        wording = self.wording or default_wording(self.language, words)
        return letter_words(self.mailing, wording, CHARITY, others, words)

    def printed(self) -> dict[str, Any]:
        """What the template is given."""
        words = translate(self.language)
        return contents(
            self.people,
            self.mailing,
            self.look,
            self.said(),
            words,
            with_batch_sheet=self.with_batch_sheet,
        )

    def pdf(self) -> bytes:
        """The sheets."""
        words = translate(self.language)
        return letters(
            self.people, self.mailing, self.look, self.said(), words, with_batch_sheet=self.with_batch_sheet
        )

    def pictures(self, pixels_per_inch: int = 150) -> list[bytes]:
        """Every sheet as a PNG."""
        drawn = typst.compile(**typesetting(self.printed()), format="png", ppi=pixels_per_inch)
        return drawn if isinstance(drawn, list) else [drawn]


MERGED = replace(MAILING, is_merge=True)


@cache
def opened_post(post: Post) -> pikepdf.Pdf:
    """The PDF of a batch, made once."""
    return pikepdf.open(io.BytesIO(post.pdf()))


def all_words(said: object) -> list[str]:
    """Every text in what is said, in its order."""
    if isinstance(said, dict):
        return [text for inner in said.values() for text in all_words(inner)]
    if isinstance(said, (list, tuple)):
        return [text for inner in said for text in all_words(inner)]
    return [said] if isinstance(said, str) else []


def as_json(said: dict[str, Any]) -> str:
    """What is said as one text."""
    return json.dumps(said, ensure_ascii=False)


@dataclass(frozen=True)
class Reminders(Post):
    """Reminders to everyone: without a code where the wave is posted sealed."""

    @property
    def people(self) -> list[Letter]:
        """The same two people."""
        if self.mailing.is_merge:
            return super().people
        return [Letter(ref, "", ADDRESS) for ref in CODES]

    def said(self) -> dict[str, Any]:
        """Every word but the ref."""
        words = translate(self.language)
        wording = reminder_wording(self.language, words, to_everyone=True)
        said = letter_words(self.mailing, wording, CHARITY, (), words)
        return said if self.mailing.is_merge else said | reminder_words(self.mailing, words)
