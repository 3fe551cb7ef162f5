"""Routing in words: who is asked a question, and where to go after an answer. For paper and reading ahead.

On the web a page that does not apply is never shown. Here a person sees every question, so each says for whom
it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, assert_never

from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Kind,
    Not,
    OptionId,
    Question,
    QuestionId,
    Questionnaire,
)

END = QuestionId("")  # where to go after the last question
LONGEST_SENTENCE = 20  # words


class Translate(Protocol):
    """Gives a text in the language of the reader, its named places filled."""

    def __call__(self, text: str, /, **values: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence, and what it lists; each thing listed may list more."""

    words: str
    parts: tuple[Rule, ...] = ()


def ordered(questionnaire: Questionnaire) -> Iterator[Question]:
    """Every question that takes an answer, in the order of asking: those after the check at the end."""
    for page in questionnaire.ordered_pages:
        yield from (question for question in page.questions if question.kind is not Kind.STATEMENT)


def numbers(questionnaire: Questionnaire) -> dict[QuestionId, int]:
    """The number that each question has where all are seen together, from 1."""
    return {question.id: number for number, question in enumerate(ordered(questionnaire), 1)}


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together in one section and is for the same people: the numbers of its questions.

    Both are 0 where it holds statements alone, which have no number.
    """

    first: int
    last: int
    rule: Rule


def blocks(questionnaire: Questionnaire, _: Translate) -> dict[QuestionId, Block]:
    """Who is asked what, by the first question or statement of each block that is not for everybody."""
    places = numbers(questionnaire)
    found: dict[QuestionId, Block] = {}
    for run in _runs(questionnaire):
        condition = questionnaire.shown_when(run[0])
        if condition is not None:
            numbered = [places[item.id] for item in run if item.id in places]
            first, last = (numbered[0], numbered[-1]) if numbered else (0, 0)
            rule = _rule(_flattened(condition), questionnaire, places, _)
            found[run[0].id] = Block(first, last, _sentence(first, last, rule, _))
    return found


def _runs(questionnaire: Questionnaire) -> Iterator[list[Question]]:
    run: list[Question] = []
    before: tuple[object, ...] = ()
    for page in questionnaire.ordered_pages:
        for question in page.questions if not page.starts_part else ():
            alike = (page.section, questionnaire.shown_when(question))
            if run and alike != before:
                yield run
                run = []
            run.append(question)
            before = alike
    if run:
        yield run


def _sentence(first: int, last: int, rule: Rule, _: Translate) -> Rule:
    if not last:
        head = _("This is for you only if:")
        whole = _("This is for you only if %(this)s.", this=rule.words)
    elif first == last:
        head = _("Question %(number)s is for you only if:", number=first)
        whole = _("Question %(number)s is for you only if %(this)s.", number=first, this=rule.words)
    else:
        head = _("Questions %(first)s to %(last)s are for you only if:", first=first, last=last)
        whole = _(
            "Questions %(first)s to %(last)s are for you only if %(this)s.",
            first=first,
            last=last,
            this=rule.words,
        )
    is_long = bool(rule.parts) or len(whole.split()) > LONGEST_SENTENCE
    return Rule(head, (rule,)) if is_long else Rule(whole)


def _rule(
    condition: Condition, questionnaire: Questionnaire, places: Mapping[QuestionId, int], _: Translate
) -> Rule:
    """One condition as the end of a sentence, or as a head with what it lists."""
    match condition:
        case Is():
            return _chosen(condition, questionnaire, places, _, negated=False)
        case Answered():
            return Rule(_("you answered question %(number)s", number=places.get(condition.question, "?")))
        case Not():
            return _negated(condition.condition, questionnaire, places, _)
        case All():
            head = _("all of these are true:")
        case AnyOf():
            head = _("at least one of these is true:")
        case _:
            assert_never(condition)
    return Rule(head, tuple(_rule(part, questionnaire, places, _) for part in condition.conditions))


def _negated(
    condition: Condition, questionnaire: Questionnaire, places: Mapping[QuestionId, int], _: Translate
) -> Rule:
    match condition:
        case Is():
            return _chosen(condition, questionnaire, places, _, negated=True)
        case Answered():
            number = places.get(condition.question, "?")
            return Rule(_("you did not answer question %(number)s", number=number))
        case Not():
            return _rule(condition.condition, questionnaire, places, _)
        case All():
            head = _("at least one of these is not true:")
        case AnyOf():
            head = _("none of these is true:")
        case _:
            assert_never(condition)
    return Rule(head, tuple(_rule(part, questionnaire, places, _) for part in condition.conditions))


def _chosen(
    condition: Is,
    questionnaire: Questionnaire,
    places: Mapping[QuestionId, int],
    _: Translate,
    *,
    negated: bool,
) -> Rule:
    number = places.get(condition.question, "?")
    question = questionnaire.question(condition.question)
    options = [question.option(option) for option in condition.options] if question else []
    labels = [option.label for option in options if option is not None]
    if len(labels) == 1 and negated:
        words = _("you did not choose “%(answer)s” in question %(number)s", answer=labels[0], number=number)
        return Rule(words)
    if len(labels) == 1:
        return Rule(_("you chose “%(answer)s” in question %(number)s", answer=labels[0], number=number))
    head = (
        _("you chose none of these in question %(number)s:", number=number)
        if negated
        else _("you chose one of these in question %(number)s:", number=number)
    )
    return Rule(head, tuple(Rule(label) for label in labels))


def _flattened(condition: Condition) -> Condition:
    """The same condition with an `all` inside an `all` taken into it, and so for `any`."""
    match condition:
        case All() | AnyOf():
            kind = type(condition)
            parts: list[Condition] = []
            for part in map(_flattened, condition.conditions):
                parts.extend(part.conditions if isinstance(part, kind) else (part,))
            unique = tuple(dict.fromkeys(parts))
            return unique[0] if len(unique) == 1 else kind(unique)
        case Not():
            return Not(_flattened(condition.condition))
        case _:
            return condition


Possible = Mapping[QuestionId, frozenset[OptionId]]  # what the answer to a single choice can be


def go_to(question: Question, questionnaire: Questionnaire) -> dict[OptionId, QuestionId]:
    """Where each answer of a single choice leads, where that is not the question below; END is the end.

    A question is jumped over only when this answer makes its condition false for certain. What other answers
    decide is left to the words that stand above the question. Empty where all answers lead to one place.
    """
    if question.kind is not Kind.SINGLE or then_go_to(question, questionnaire) is not None:
        return {}
    known = _implied(question, questionnaire)
    jumps = {
        option.id: _next(question, questionnaire, {**known, question.id: frozenset({option.id})})
        for option in question.options
    }
    return {option: target for option, target in jumps.items() if target is not None}


def then_go_to(question: Question, questionnaire: Questionnaire) -> QuestionId | None:
    """Where everybody who was asked a question goes, whatever the answer; None is the question below."""
    return _next(question, questionnaire, _implied(question, questionnaire))


def _next(question: Question, questionnaire: Questionnaire, known: Possible) -> QuestionId | None:
    every = list(ordered(questionnaire))
    place = next(number for number, item in enumerate(every) if item.id == question.id)
    later = every[place + 1 :]
    skipped: set[QuestionId] = set()
    for item in later:
        condition = questionnaire.shown_when(item)
        if condition is None or _is_met(condition, known, skipped) is not False:
            return item.id if skipped else None
        skipped.add(item.id)
    return END if later else None


def _implied(question: Question, questionnaire: Questionnaire) -> dict[QuestionId, frozenset[OptionId]]:
    """What a person who is asked this question must have chosen before, as far as single choices tell."""
    condition = questionnaire.shown_when(question)
    flat = _flattened(condition) if condition is not None else All(())
    found: dict[QuestionId, frozenset[OptionId]] = {}
    for part in flat.conditions if isinstance(flat, All) else (flat,):
        earlier = questionnaire.question(part.question) if isinstance(part, Is) else None
        if isinstance(part, Is) and earlier is not None and earlier.kind is Kind.SINGLE:
            options = frozenset(part.options)
            found[part.question] = found.get(part.question, options) & options
    return found


def _is_met(condition: Condition, known: Possible, skipped: set[QuestionId]) -> bool | None:
    """Whether a condition is met, as far as it can be told; a question that is skipped has no answer."""
    match condition:
        case Is():
            if condition.question in skipped:
                return False
            possible = known.get(condition.question, frozenset())
            fitting = possible & frozenset(condition.options)
            return None if not possible else True if fitting == possible else None if fitting else False
        case Answered():
            return False if condition.question in skipped else True if condition.question in known else None
        case Not():
            inner = _is_met(condition.condition, known, skipped)
            return None if inner is None else not inner
        case All() | AnyOf():
            decides = isinstance(condition, AnyOf)
            found = [_is_met(part, known, skipped) for part in condition.conditions]
            if decides in found:
                return decides
            return None if None in found else not decides
        case _:
            assert_never(condition)
