"""What the rules here ask for and other formats do not say: parts settled, and each change told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from survey_engine.exchange.foreign_text import Tell

_TEXT_BYTES = 1000  # of one answer in words, where there are few
_ALL_TEXT_BYTES = 40_000  # of all of them, so that a draft always fits
_FEWEST_BYTES = 200
_SCORED = ("positive", "negative")
# The order in which a question is written, as people write it.
_ORDER = (
    "id", "type", "show_if", "inherits", "text", "short_title", "hint", "band", "scale", "min", "max", "step",
    "long", "max_bytes", "options", "standards", "shared", "flags", "core", "since", "replaces", "compares",
    "compares_why", "derives",
)  # fmt: skip
Values = dict[str, Any]


def settled(question: Values, number: int, tell: Tell) -> Values:
    """A question that keeps the rules: options that can be chosen, a way out, flags, a short title."""
    name = question["id"]
    question.setdefault("short_title", f"Question {number}")
    if question["type"] in ("single", "multiple"):
        _settle_options(question, tell)
    kind = question["type"]
    scored = any(option.get("score") in _SCORED for option in question.get("options", ()))
    scored = scored or "positive_from" in question.get("scale", ())
    if kind == "text" and "free_text" not in question.get("flags", ()):
        question["flags"] = ["free_text"]
    elif kind not in ("text", "statement") and not scored and not question.get("flags"):
        question["flags"] = ["quasi_identifier"]
        tell(f"{name}: marked quasi_identifier, until you say that its answers are harmless.")
    if kind in ("single", "scale"):
        _add_way_out(question, scored, tell)
    return ordered(question)


def ordered(question: Values) -> Values:
    """The question with its parts in the order in which people write them."""
    return {key: question[key] for key in _ORDER if key in question}


def _settle_options(question: Values, tell: Tell) -> None:
    name, options = question["id"], question.get("options", [])
    if not options:
        tell(f"{name}: the file has no option to choose from, so it asks for words until you write some.")
        for key in ("options", "max", "band"):
            question.pop(key, None)
        question |= {"type": "text", "long": False}
        return
    alone = [option for option in options if option.get("exclusive")]
    if question["type"] == "multiple" and (len(options) == 1 or len(alone) == len(options)):
        tell(f"{name}: only one option can be chosen, so it is a single choice here.")
        question["type"] = "single"
        question.pop("max", None)
    if question["type"] == "single":
        for option in alone:
            del option["exclusive"]
        return
    together = [option for option in options if not option.get("exclusive")]
    if [*together, *alone] != options:
        tell(f"{name}: its exclusive options stand last here.")
        question["options"] = [*together, *alone]
    if "max" in question and not 1 <= question["max"] <= len(together):
        tell(f"{name}: its limit of {question['max']} choices fits no set of its options.")
        del question["max"]


def _add_way_out(question: Values, scored: bool, tell: Tell) -> None:
    options = question.get("options", [])
    if any(option.get("escape") for option in options):
        return
    used = {option["id"] for option in options}
    name = next(name for name in ("pns", *(f"pns_{i}" for i in range(2, 9999))) if name not in used)
    way_out = {"id": name, "label": "I would rather not say", "escape": True}
    question["options"] = [*options, way_out | ({"score": "none"} if scored else {})]
    tell(f"{question['id']}: had no way out, so “I would rather not say” was added.")


def section_values(head: Values, pages: Sequence[Values]) -> Values:
    """A section: its head, and its questions each on a page of its own where they are."""
    if all(_is_own_page(page) for page in pages):
        return head | {"questions": [_with_condition(page) for page in pages]}
    return head | {"pages": list(pages)}


def _is_own_page(page: Values) -> bool:
    [first, *more] = page["questions"]
    return not more and page["id"] == first["id"] and "show_if" not in first


def _with_condition(page: Values) -> Values:
    [question] = page["questions"]
    return ordered(question | {key: page[key] for key in ("show_if",) if key in page})


def own_page(question: Values) -> Values:
    """A question as a page of its own, with its condition."""
    bare = {key: value for key, value in question.items() if key != "show_if"}
    when = {key: question[key] for key in ("show_if",) if key in question}
    return {"id": question["id"], **when, "questions": [bare]}


def shared_page(name: str, when: Values, pages: Sequence[Values], tell: Tell) -> Iterator[Values]:
    """Pages put on one page; on pages of their own where one question decides on another."""
    there = {question["id"] for page in pages for question in page["questions"]}
    if any(there & set(_named(page.get("show_if"))) for page in pages):
        tell(f"{name}: a question decides on another of its page, so each has a page of its own.")
        yield from (with_more(page, when) for page in pages)
        return
    questions: list[Values] = []
    for page in pages:
        questions += [ordered(with_more(question, page)) for question in page["questions"]]
    if questions:
        yield {"id": name, **when, "questions": questions}


def with_more(part: Values, other: Mapping[str, Any]) -> Values:
    """A page or question that is shown only if the condition of another is met as well."""
    if "show_if" not in other:
        return part
    if "show_if" not in part:
        return {"id": part["id"], "show_if": other["show_if"], **part}
    return part | {"show_if": {"all": [other["show_if"], part["show_if"]]}}


def _named(condition: Mapping[str, Any] | None) -> Iterator[str]:
    for kind, inner in (condition or {}).items():
        if kind == "is":
            yield from inner
        elif kind == "answered":
            yield inner
        else:
            for part in inner if isinstance(inner, list) else [inner]:
                yield from _named(part)


def settle_texts(sections: Sequence[Values]) -> None:
    """Give each answer in words its most bytes, so that all of them fit into a draft."""
    texts = [
        question
        for section in sections
        for page in (*section.get("pages", ()), {"questions": section.get("questions", ())})
        for question in page["questions"]
        if question["type"] == "text" and "max_bytes" not in question
    ]
    for question in texts:
        most = max(_FEWEST_BYTES, min(_TEXT_BYTES, _ALL_TEXT_BYTES // len(texts)))
        in_order = ordered(question | {"max_bytes": most})
        question.clear()
        question.update(in_order)
