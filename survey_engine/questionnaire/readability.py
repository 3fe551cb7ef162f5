"""Advice on words, wherever people read them: sentences, grade, contractions, two questions in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from survey_engine.questionnaire.building import Blueprint
from survey_engine.questionnaire.definition import Kind, Question
from survey_engine.questionnaire.double_questions import two_in_one
from survey_engine.questionnaire.plain_words import contraction, grade, sentences, surplus, words
from survey_engine.questionnaire.source import (
    ExtendedOptions,
    MatrixSource,
    OptionSource,
    ScaleQuestionSource,
)
from survey_engine.questionnaire.yaml_source import Loc

LONGEST_SENTENCE = 20  # words
HARDEST_GRADE = 6.0
# Of fewer words a grade says little, for one long word decides it: so it may be higher, or it takes more than
# one such word. Three syllables beyond the second are those of "consultation" and "appointment" together.
FEWEST_WORDS = 8
HARDEST_SHORT_GRADE = 10.0
MOST_SURPLUS = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: by which name the file accepts it, about which part, and the sentence."""

    rule: str
    part: Loc
    at: Loc
    text: str


def word_advice(blueprint: Blueprint) -> Iterator[Advice]:
    """Everything about words. Sets of options belong to the whole file, for many questions share them."""
    source = blueprint.source
    for name in ("title", "public_name"):
        yield from _label((), (name,), f"`{name}`", getattr(source, name))
    for name, options in source.option_sets.items():
        yield from _options((), ("option_sets", name), options, source.version)
    for section, loc in zip(source.sections, blueprint.section_locs, strict=True):
        for name in ("title", "short_title"):
            yield from _label(loc, (*loc, name), f"`{name}`", getattr(section, name) or "")
        yield from _text(loc, (*loc, "intro"), "`intro`", section.intro or "")
    for question, loc in blueprint.placed_questions():
        yield from _question(question, loc, part_at(blueprint, loc), source.version)


def part_at(blueprint: Blueprint, loc: Loc) -> Any:
    """What the file says at a place."""
    found: Any = blueprint.source
    for step in loc:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    return found


def _question(question: Question, loc: Loc, source: Any, version: int) -> Iterator[Advice]:
    own: Loc = loc
    if isinstance(source, MatrixSource):
        own = (*loc, "rows", next(i for i, row in enumerate(source.rows) if row.id == question.id))
    yield from _text(loc, (*own, "text"), "`text`", question.text)
    yield from _text(loc, (*own, "hint"), "`hint`", question.hint)
    yield from _label(loc, (*own, "short_title"), "`short_title`", question.short_title)
    if question.kind is not Kind.STATEMENT and two_in_one(question.text):
        text = f"`{question.id}` seems to ask two things at once. Make two questions of it."
        yield Advice("two_in_one", loc, (*own, "text"), text)
    if isinstance(source, ScaleQuestionSource):
        for name in ("low_label", "high_label"):
            yield from _label(loc, (*loc, "scale", name), f"`{name}`", getattr(source.scale, name))
    options = getattr(source, "options", ())
    if isinstance(options, ExtendedOptions):
        yield from _options(loc, (*loc, "options", "add"), options.add, version)
    elif isinstance(options, tuple):
        yield from _options(loc, (*loc, "options"), options, version)


def _options(part: Loc, at: Loc, options: tuple[OptionSource, ...], version: int) -> Iterator[Advice]:
    for i, option in enumerate(options):
        if option.retired_in is None or option.retired_in > version:
            yield from _label(part, (*at, i, "label"), f"the option `{option.id}`", option.label)


def _label(part: Loc, at: Loc, what: str, text: str) -> Iterator[Advice]:
    """Advice on a few words, whose grade would say nothing."""
    for sentence in sentences(text):
        if (count := len(words(sentence))) > LONGEST_SENTENCE:
            said = f"A sentence of {what} has {count} words. Shorten it, or make two of it."
            yield Advice("long_sentence", part, at, said)
    if found := contraction(text):
        said = f"{what[0].upper()}{what[1:]} says “{found}”, which is easy to misread. Write it out."
        yield Advice("contraction", part, at, said)


def _text(part: Loc, at: Loc, what: str, text: str) -> Iterator[Advice]:
    """Advice on whole sentences."""
    yield from _label(part, at, what, text)
    is_short = len(words(text)) < FEWEST_WORDS
    hardest, found = HARDEST_SHORT_GRADE if is_short else HARDEST_GRADE, grade(text)
    if round(found, 1) > hardest and not (is_short and surplus(text) <= MOST_SURPLUS):
        said = f"{what} has reading grade {found:.1f}; the most is {hardest:.0f}."
        yield Advice("grade", part, at, f"{said} Use shorter words and sentences.")
