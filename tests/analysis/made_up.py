"""A tiny questionnaire with one question of every treatment, and made-up responses to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from survey_engine.analysis.shuffling import in_memory
from survey_engine.questionnaire.answers import Response, Value
from survey_engine.questionnaire.definition import (
    Flag,
    Is,
    Kind,
    Option,
    OptionId,
    Page,
    PageId,
    Question,
    QuestionId,
    Questionnaire,
    QuestionnaireId,
    Scale,
    Score,
    Section,
    SectionId,
    StandardCode,
)

OPENS_ON = date(2026, 6, 1)


def option(name: str, score: Score = Score.UNSCORED, *, escape: bool = False) -> Option:
    return Option(OptionId(name), f"Label of {name}", score, escape=escape)


FULLY = (
    option("yes", Score.POSITIVE),
    option("part", Score.NEGATIVE),
    option("no", Score.NEGATIVE),
    option("dk", Score.NONE, escape=True),
)
YES_NO = (option("yes"), option("no"), option("pns", escape=True))


def question(
    name: str, options: Iterable[Option] = (), *flags: Flag, kind: Kind = Kind.SINGLE, asks: str = ""
) -> Question:
    return Question(
        id=QuestionId(name),
        kind=kind,
        text=f"Text of {name}?",
        short_title=name,
        options=tuple(options),
        standards=(StandardCode("IS1"),) if any(o.score is Score.POSITIVE for o in options) else (),
        flags=frozenset(flags),
        show_if=Is(QuestionId(asks), (OptionId("yes"),)) if asks else None,
    )


OVERALL = replace(
    question(
        "overall",
        [option(str(n), Score.POSITIVE if n > 8 else Score.NEGATIVE) for n in range(11)]
        + [option("dk", Score.NONE, escape=True)],
        kind=Kind.SCALE,
    ),
    scale=Scale(0, 10, "Very poor", "Very good"),
)
QUESTIONS = (
    question("kind", FULLY),
    question("where", YES_NO, Flag.QUASI_IDENTIFIER),
    question("told", FULLY, asks="where"),
    question("told_more", FULLY, asks="told"),
    question("pain", YES_NO, Flag.SENSITIVE),
    question("vote", [option(n) for n in ("a", "b", "c")], Flag.DESCRIPTIVE, kind=Kind.MULTIPLE),
    question("unsaid", YES_NO),
    question("month", (), Flag.HIGH_RISK, kind=Kind.MONTH_YEAR),
    question("nurses", (), kind=Kind.NUMBER),
    OVERALL,
    question("words", (), Flag.FREE_TEXT, kind=Kind.TEXT),
    question("more_words", (), Flag.FREE_TEXT, kind=Kind.TEXT),
)
ABOUT_YOU = (question("helper", YES_NO, Flag.QUASI_IDENTIFIER), question("gender", YES_NO, Flag.HIGH_RISK))


def _section(name: str, questions: Iterable[Question], *, after_check: bool = False) -> Section:
    section = SectionId(name)
    # A condition looks only at earlier pages, so each question has a page of its own.
    pages = tuple(
        Page(PageId(f"{name}{number}"), item.id, section, (replace(item, show_if=None),), item.show_if)
        for number, item in enumerate(questions)
    )
    return Section(section, f"Section {name}", pages, after_check=after_check)


TINY = Questionnaire(
    id=QuestionnaireId("tiny"),
    version=1,
    title="Tiny",
    public_name="Your care survey",
    alias="tiny",
    standards="sbc_2024",
    sections=(_section("s", QUESTIONS), _section("y", ABOUT_YOU, after_check=True)),
    minutes=(1, 2),
    plaintext_bytes=4096,
    content_hash="ab" * 32,
)


def response(
    hospital: str = "RXQ", mode: str = "web", partial: bool = False, **answers: Value | None
) -> Response:
    return Response(
        questionnaire=TINY.id,
        version=TINY.version,
        definition_hash=TINY.content_hash,
        wave="W26",
        hospital=hospital,
        language="en",
        mode=mode,
        partial=partial,
        consent=True,
        answers={QuestionId(name): value for name, value in answers.items()},
    )


def many(hospital: str, answer: str, *counts: tuple[str | None, int]) -> list[Response]:
    """Responses of one hospital in which each value of one answer comes so many times."""
    return [response(hospital, **{answer: value}) for value, count in counts for _ in range(count)]


def _leave(rows: list[Any]) -> None:
    """A shuffle that does nothing, where the order is not what a test is about."""


leave_order = in_memory(_leave)
