"""Conditions as FHIR has them: flat ones as enableWhen, others as a FHIRPath expression of SDC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, assert_never

from survey_engine.exchange.asked import Asked
from survey_engine.exchange.expressions import ExpressionError, Grammar, simplified, taken, unquoted
from survey_engine.exchange.fhir_json import Item, extension
from survey_engine.exchange.foreign_text import shown
from survey_engine.questionnaire.definition import (
    TYPED,
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Not,
    OptionId,
    Page,
    Question,
    QuestionId,
    Questionnaire,
)

EXPRESSION = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"
WAY_OUT = ".way_out"  # the item of the ways out beside something typed: an item has one type of answer
SYSTEM = "urn:survey-engine:options"


def condition_json(condition: Condition, questionnaire: Questionnaire) -> dict[str, Any]:
    """The members of an item that say when it is shown."""
    flat = _flat(condition, questionnaire)
    if flat is None:
        return _expression(fhirpath(condition, questionnaire))
    found, behaviour = flat
    members: dict[str, Any] = {"enableWhen": found}
    if len(found) > 1:
        members["enableBehavior"] = behaviour
    return members


def way_out_json(
    question: Question, condition: Condition | None, questionnaire: Questionnaire
) -> dict[str, Any]:
    """When the ways out beside something typed are shown: where the question is, while nothing is typed."""
    if condition is None:
        return {"enableWhen": [{"question": question.id, "operator": "exists", "answerBoolean": False}]}
    nothing_typed = f"{_answers(question.id, question.id, questionnaire)}.exists().not()"
    return _expression(f"{fhirpath(condition, questionnaire)} and {nothing_typed}")


def _expression(fhirpath: str) -> dict[str, Any]:
    expression = {"language": "text/fhirpath", "expression": fhirpath}
    return {"extension": [{"url": EXPRESSION, "valueExpression": expression}]}


def _flat(condition: Condition, questionnaire: Questionnaire) -> tuple[list[dict[str, Any]], str] | None:
    """The entries of enableWhen with their behaviour; None for what they cannot say."""
    match condition:
        case All() | AnyOf():
            parts = [_entries(part, questionnaire) for part in condition.conditions]
            alone = [part[0] for part in parts if part is not None and len(part) == 1]
            if len(alone) < len(parts):
                return None
            return alone, "all" if isinstance(condition, All) else "any"
        case _:
            entries = _entries(condition, questionnaire)
            return None if entries is None else (entries, "any")


def _entries(condition: Condition, questionnaire: Questionnaire) -> list[dict[str, Any]] | None:
    """One simple condition: an entry for each option, or whether there is an answer.

    "Is not" is left to FHIRPath: in enableWhen it is false where the question has no answer, here it is true.
    """
    match condition:
        case Is():
            item = _item(condition.question, questionnaire)
            return [
                {"question": item, "operator": "=", "answerCoding": {"system": SYSTEM, "code": option}}
                for option in condition.options
            ]
        case Answered() if not _is_split(condition.question, questionnaire):
            return [{"question": condition.question, "operator": "exists", "answerBoolean": True}]
        case Not(Answered() as inner) if not _is_split(inner.question, questionnaire):
            return [{"question": inner.question, "operator": "exists", "answerBoolean": False}]
        case _:
            return None


def _is_split(name: QuestionId, questionnaire: Questionnaire) -> bool:
    question = questionnaire.question(name)
    return question is not None and splits(question)


def splits(question: Question) -> bool:
    """Whether a question has an item of its own for its ways out."""
    return question.kind in TYPED and bool(question.options)


def stands_alone(page: Page) -> bool:
    """Whether a page is one question under its own name, so that it needs no group around it."""
    [first, *more] = page.questions
    return not more and page.key == first.id and first.show_if is None


def _item(name: QuestionId, questionnaire: Questionnaire) -> str:
    return name + WAY_OUT if _is_split(name, questionnaire) else name


def fhirpath(condition: Condition, questionnaire: Questionnaire) -> str:
    """The condition in FHIRPath over a QuestionnaireResponse. Total, as conditions are here."""
    match condition:
        case Is():
            codes = " or ".join(f"code = '{option}'" for option in condition.options)
            place = _answers(_item(condition.question, questionnaire), condition.question, questionnaire)
            return f"{place}.value.where({codes}).exists()"
        case Answered():
            name = condition.question
            names = [name, name + WAY_OUT] if _is_split(name, questionnaire) else [name]
            found = [f"{_answers(one, name, questionnaire)}.exists()" for one in names]
            return found[0] if len(found) == 1 else f"({' or '.join(found)})"
        case Not():
            return f"({fhirpath(condition.condition, questionnaire)}).not()"
        case All():
            return f"({' and '.join(fhirpath(part, questionnaire) for part in condition.conditions)})"
        case AnyOf():
            return f"({' or '.join(fhirpath(part, questionnaire) for part in condition.conditions)})"
        case _:
            assert_never(condition)


def _answers(item: str, name: QuestionId, questionnaire: Questionnaire) -> str:
    """The answers of an item, by its place in sections and pages: not every program has descendants()."""
    pages = [page for page in questionnaire.pages if any(one.id == name for one in page.questions)]
    way = ".item.item" if all(stands_alone(page) for page in pages) else ".item.item.item"
    return f"%resource{way}.where(linkId = '{item}').answer"


_TOKENS = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"|%?[A-Za-z]\w*|[().=]")


def _grammar(asked: Asked) -> Grammar:
    def atom(tokens: Sequence[str], place: int) -> tuple[Condition, int]:
        return _question_asked(tokens, place, asked)

    return Grammar(_TOKENS, atom, negation_after=[".", "not", "(", ")"])


_EVERYWHERE = (["descendants", "(", ")"], ["repeat", "(", "item", ")"])


def _question_asked(tokens: Sequence[str], place: int, asked: Asked) -> tuple[Condition, int]:
    """`%resource.item.item.where(linkId = 'x').answer` with what is asked of it."""
    place = taken(tokens, place, ["%resource", "."])
    for everywhere in _EVERYWHERE:
        if list(tokens[place : place + len(everywhere)]) == everywhere:
            place = taken(tokens, place + len(everywhere), ["."])
    while tokens[place : place + 1] == ["item"]:
        place = taken(tokens, place + 1, ["."])
    place = taken(tokens, place, ["where", "(", "linkId", "="])
    item = unquoted(tokens[place]) if place < len(tokens) else ""
    place = taken(tokens, place + 1, [")", ".", "answer", "."])
    if tokens[place : place + 1] == ["exists"]:
        return asked.answered(item), taken(tokens, place, ["exists", "(", ")"])
    place = taken(tokens, place, ["value", "."])
    if tokens[place : place + 1] == ["exists"]:
        return asked.answered(item), taken(tokens, place, ["exists", "(", ")"])
    place = taken(tokens, place, ["where", "("])
    options: list[OptionId] = []
    while not options or tokens[place : place + 1] == ["or"]:
        place = taken(tokens, place + 1 if options else place, ["code", "="])
        if place >= len(tokens):
            raise ExpressionError("it ends too early")
        options.extend(asked.chosen(item, unquoted(tokens[place])).options)
        place += 1
    return Is(asked.found(item).id, tuple(options)), taken(tokens, place, [")", ".", "exists", "(", ")"])


def read_condition(item: Item, asked: Asked) -> Condition | None:
    """When an item is shown; None for always. Raises ExpressionError for what no condition here can say."""
    if expression := extension(item, EXPRESSION).get("valueExpression"):
        return _grammar(asked).read(expression.get("expression", ""))
    entries = item.get("enableWhen", ())
    found = tuple(_entry(entry, asked) for entry in entries)
    if len(found) < 2:
        return found[0] if found else None
    behaviour = item.get("enableBehavior")
    if behaviour not in ("all", "any"):
        raise ExpressionError("it has several parts, and does not say if all or any must be met (que-12)")
    return simplified(AnyOf(found) if behaviour == "any" else All(found))


def _entry(entry: Item, asked: Asked) -> Condition:
    item, operator = entry.get("question", ""), entry.get("operator", "=")
    if operator == "exists" or "hasAnswer" in entry:
        answered = asked.answered(item)
        return answered if entry.get("answerBoolean", entry.get("hasAnswer")) else Not(answered)
    code = _code(entry)
    if operator not in ("=", "!=") or code is None:
        raise ExpressionError(
            f"it compares `{shown(item)}` by `{shown(operator)}` with what is no option here"
        )
    chosen = asked.chosen(item, code)
    # "!=" of FHIR asks for an answer, and another one.
    return chosen if operator == "=" else All((asked.answered(item), Not(chosen)))


def _code(entry: Item) -> str | None:
    """What an entry compares with, as the code of an option."""
    coding = entry.get("answerCoding")
    if coding is not None:
        return str(coding.get("code") or coding.get("display") or "")
    for member in ("answerString", "answerInteger", "answerDate", "answerTime"):
        if member in entry:
            return code_of(entry[member])
    return code_of(entry["answerBoolean"]) if "answerBoolean" in entry else None


def code_of(value: object) -> str:
    """The code of an option that is a plain value: `true`, `5`, or the text itself."""
    return str(value).lower() if isinstance(value, bool) else str(value)
