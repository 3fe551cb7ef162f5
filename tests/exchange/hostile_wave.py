"""A made-up wave whose words attack the files they come into: hospital names, labels and comments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.opening import Opened
from survey_engine.questionnaire.answers import Response, clean_text
from survey_engine.questionnaire.definition import Questionnaire
from tests.analysis.made_up import TINY, response
from tests.exchange.sealed_wave import charity, facts_of, seal_all

PLANES = "".join(chr((plane << 16) + offset) for plane in range(17) for offset in (0x41, 0x2C7, 0xABCD))
DAMAGE = tuple(
    clean_text(words)
    for words in (
        '=HYPERLINK("http://evil")', "\uff1dcmd|' /C calc'!A0", "+1\n-2\n@SUM(A1)", "a\tb;=1+1",
        "x" * 40_000, PLANES, "_x0041_ & <b> ]]> \u202e \u00a0",
        "\u0627\u0631\u062f\u0648 \U0001f9d1\u200d\u2695\ufe0f",
    )
)  # fmt: skip
HOSPITALS = {
    "RXQ": '=HYPERLINK("http://evil")',
    "RYJ": "\uff1dRYJ \x01\x0b " + "long \u00e9\u0627\U0001f9d1 " * 60,
}


def hostile_questionnaire() -> Questionnaire:
    """TINY with an option for each attack, so that labels and value labels hold them."""
    section = TINY.sections[0]
    page = section.pages[0]
    kind = page.questions[0]
    labels = dict(
        zip((each.id for each in kind.options), (DAMAGE[1], DAMAGE[2], DAMAGE[4], DAMAGE[5]), strict=True)
    )
    options = tuple(replace(each, label=labels[each.id]) for each in kind.options)
    asked = replace(kind, text=DAMAGE[6] + "\u0627" * 400, options=options)
    first = replace(page, questions=(asked, *page.questions[1:]))
    return replace(TINY, sections=(replace(section, pages=(first, *section.pages[1:])), *TINY.sections[1:]))


def people() -> list[Response]:
    """25 people of each hospital, every kind of answer and of none among them."""
    kinds = ("yes", "part", "no", "dk", None)
    return [
        response(
            hospital, kind=kinds[n % 5], where="no", told="no", pain="yes", gender="yes",
            vote=("a",) if n % 4 else None, overall=str(n % 11) if n % 7 else "dk",
            words=DAMAGE[n % len(DAMAGE)],
        )
        for hospital in HOSPITALS
        for n in range(25)
    ]  # fmt: skip


def hostile_bundle(out: Path) -> Path:
    """The bundle of that wave, from responses as they come out of their envelopes."""
    facts = facts_of(seal_all([]), **HOSPITALS)
    write_bundle(
        Opened(people(), (), ()), hostile_questionnaire(), facts, out,
        identity_secret=charity().secret, random=Random(5),
    )  # fmt: skip
    return out
