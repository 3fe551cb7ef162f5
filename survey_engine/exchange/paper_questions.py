"""The questions as they stand on paper: what to tick or write, for whom each is, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, assert_never

from survey_engine.questionnaire.definition import (
    Kind,
    Option,
    Question,
    QuestionId,
    Questionnaire,
    Section,
)
from survey_engine.questionnaire.directions import (
    END,
    Block,
    Rule,
    Translate,
    blocks,
    go_to,
    numbers,
    then_go_to,
)
from survey_engine.questionnaire.sheet import boxes_of

LONG_LINES, SHORT_LINES = 6, 2
Printed = dict[str, Any]


@dataclass(frozen=True)
class _Way:
    """All that is needed to say where a question leads."""

    questionnaire: Questionnaire
    places: dict[QuestionId, int]
    notices: dict[QuestionId, Block]
    translate: Translate

    def go(self, target: QuestionId) -> str:
        _ = self.translate
        if target == END:
            return _("Go to the end")
        return _("Go to question %(number)s", number=self.places[target])


def sections(questionnaire: Questionnaire, _: Translate) -> list[Printed]:
    """Every section in the order of asking, with its questions; the name of the hospital is filled in."""
    way = _Way(questionnaire, numbers(questionnaire), blocks(questionnaire, _), _)
    in_order = sorted(questionnaire.sections, key=lambda section: section.after_check)
    return [_section(section, way) for section in in_order]


def _section(section: Section, way: _Way) -> Printed:
    _ = way.translate
    asked = [question for page in section.pages if not page.starts_part for question in page.questions]
    notes = [_("These questions come at the end. You can leave them out.")] if section.after_check else []
    answerable = [question for question in asked if question.kind is not Kind.STATEMENT]
    skip = ""
    if section.distressing and answerable:
        number = way.places[answerable[-1].id] + 1
        skip = _skip(number, way)
    return {
        "title": section.title,
        "intro": [*notes, *paragraphs(section.intro)],
        "skip": skip,
        "items": [_item(question, way) for question in asked],
    }


def _skip(number: int, way: _Way) -> str:
    _ = way.translate
    if number > len(way.places):
        return _("To leave out this part, go to the end.")
    return _("To leave out this part, go to question %(number)s.", number=number)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which an empty line parts."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _item(question: Question, way: _Way) -> Printed:
    if question.kind is Kind.STATEMENT:
        return {
            "statement": paragraphs(question.text),
            "notice": _notice(way.notices.get(question.id), way),
        }
    jumps = go_to(question, way.questionnaire)
    onward = then_go_to(question, way.questionnaire)
    _ = way.translate
    then = ""
    if onward is not None:
        then = _("Now go to the end.") if onward == END else ""
        then = then or _("Now go to question %(number)s.", number=way.places[onward])
    first, last = boxes_of(question)
    return {
        "id": question.id,
        "number": way.places[question.id],
        "text": " ".join(question.text.split()),
        "hint": paragraphs(question.hint),
        "how": _how(question, _),
        "notice": _notice(way.notices.get(question.id), way),
        "entry": _entry(question, _),
        "options": [_option(option, jumps, way) for option in first],
        "or": _("or") if last else "",
        "last": [_option(option, jumps, way) for option in last],
        "then": then,
    }


def _option(option: Option, jumps: dict[Any, QuestionId], way: _Way) -> Printed:
    target = jumps.get(option.id)
    return {"label": option.label, "go": "" if target is None else way.go(target)}


def _how(question: Question, _: Translate) -> str:
    """How many boxes to tick, or what to write; nothing where the hint of a multiple choice says it."""
    match question.kind:
        case Kind.SINGLE | Kind.SCALE:
            return _("Tick one box.")
        case Kind.MULTIPLE:
            if question.hint:
                return ""
            if question.max_choices:
                return _("Tick up to %(number)s boxes.", number=question.max_choices)
            return _("Tick all that apply.")
        case Kind.NUMBER:
            allowed = question.number
            if allowed is None:
                return ""
            return _("A number from %(low)s to %(high)s.", low=allowed.minimum, high=allowed.maximum)
        case Kind.MONTH_YEAR:
            return "" if question.hint else _("The year is enough if you do not know the month.")
        case Kind.DATE | Kind.TEXT | Kind.STATEMENT:
            return ""
        case _:
            assert_never(question.kind)


def _entry(question: Question, _: Translate) -> Printed:
    """What is filled in beside the boxes to tick: a row of numbers, boxes to write in, or lines."""
    match question.kind:
        case Kind.SCALE:
            scale = question.scale
            if scale is None:
                return {}
            row = [str(number) for number in range(scale.low, scale.high + 1)]
            return {"row": row, "low": scale.low_label, "high": scale.high_label}
        case Kind.NUMBER:
            return {"boxes": [{"name": _("Number"), "symbols": 6}]}
        case Kind.MONTH_YEAR:
            return {"boxes": [{"name": _("Month"), "symbols": 5}, {"name": _("Year"), "symbols": 4}]}
        case Kind.DATE:
            return {
                "boxes": [
                    {"name": _("Day"), "symbols": 2},
                    {"name": _("Month"), "symbols": 5},
                    {"name": _("Year"), "symbols": 4},
                ]
            }
        case Kind.TEXT:
            return {"lines": LONG_LINES if question.long else SHORT_LINES}
        case Kind.SINGLE | Kind.MULTIPLE | Kind.STATEMENT:
            return {}
        case _:
            assert_never(question.kind)


def _notice(block: Block | None, way: _Way) -> Printed | None:
    """For whom the next questions are, and where everybody else goes."""
    if block is None:
        return None
    _ = way.translate
    if not block.last:
        otherwise = ""
    elif block.last >= len(way.places):
        otherwise = _("If not, go to the end.")
    else:
        otherwise = _("If not, go to question %(number)s.", number=block.last + 1)
    return {**_rule(block.rule), "otherwise": otherwise}


def _rule(rule: Rule) -> Printed:
    return {"words": rule.words, "parts": [_rule(part) for part in rule.parts]}
