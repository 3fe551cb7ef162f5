"""The rules of FHIR R4 on a Questionnaire that its schema cannot say, and what a condition may look at.

Source: hl7.org/fhir/R4/questionnaire.html, constraints que-1 to que-13. The expression of que-12 published
there lets two conditions pass without enableBehavior, and que-2 needs a look at the whole: both are as their
sentences say here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from survey_engine.exchange.fhir_json import Item
from survey_engine.exchange.foreign_text import shown
from survey_engine.exchange.loops import find_loop

_LIMITED = {"boolean", "decimal", "integer", "string", "text", "url"}
_CHOSEN_FROM = {
    "choice",
    "open-choice",
    "decimal",
    "integer",
    "date",
    "dateTime",
    "time",
    "string",
    "quantity",
}
_LINK = re.compile(r"linkId\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_EXPRESSION = "sdc-questionnaire-enableWhenExpression"


def items_of(holder: Item) -> Iterator[Item]:
    """Every item of a resource in the order of reading, those inside others too."""
    pending = list(reversed(holder.get("item", ())))
    while pending:
        item = pending.pop()
        yield item
        pending.extend(reversed(item.get("item", ())))


def broken_rules(resource: Item) -> list[str]:
    """Each rule that a resource breaks, as a sentence with the item and the rule's name."""
    found = list(fatal_rules(resource))
    for item in items_of(resource):
        link = shown(item.get("linkId", "?"))
        found += [f"{link}: {text}" for text in _broken(item)]
    return found


def fatal_rules(resource: Item) -> Iterator[str]:
    """What leaves open which item is meant, or when any is shown: a link id used twice, a loop."""
    seen: set[str] = set()
    for item in items_of(resource):
        link = item.get("linkId", "")
        if link and link in seen:
            yield f"The linkId `{shown(link)}` is used twice, so nobody can say which is meant (que-2)."
        seen.add(link)
    if loop := find_loop(_waits_for(resource)):
        names = " -> ".join(shown(name) for name in loop[:6])
        yield f"Conditions go in a circle, so none can be decided: {names}."


def _waits_for(resource: Item) -> dict[str, set[str]]:
    """What must be known before an item can be shown: what its condition asks, and the item around it."""
    found: dict[str, set[str]] = {}
    for item in items_of(resource):
        link = item.get("linkId", "")
        asked = {str(entry.get("question", "")) for entry in item.get("enableWhen", ())}
        for one in item.get("extension", ()):
            if str(one.get("url", "")).endswith(_EXPRESSION):
                text = one.get("valueExpression", {}).get("expression", "")[:10_000]
                asked |= {first or second for first, second in _LINK.findall(text)}
        found.setdefault(link, set()).update(asked)
        for below in item.get("item", ()):
            found.setdefault(below.get("linkId", ""), set()).add(link)
    found.pop("", None)  # an item without a name: nothing can look at it
    return found


def _broken(item: Item) -> Iterator[str]:
    kind = item.get("type", "")
    if not item.get("linkId"):
        yield "an item has no linkId."
    if kind == "group" and not item.get("item"):
        yield "a group has items inside (que-1)."
    if kind == "display":
        yield from _broken_display(item)
    if "answerOption" in item and "answerValueSet" in item:
        yield "it has options and a value set, and only one of them can count (que-4)."
    if ("answerOption" in item or "answerValueSet" in item) and kind not in _CHOSEN_FROM:
        yield f"an item of type {shown(kind)} offers no options (que-5)."
    initial = item.get("initial", ())
    if initial and kind in ("group", "display"):
        yield "a group or a text to read begins with no answer (que-8)."
    if "maxLength" in item and kind not in _LIMITED:
        yield f"an item of type {shown(kind)} has no maxLength (que-10)."
    if initial and "answerOption" in item:
        yield "with options, the first answer is marked at its option (que-11)."
    if isinstance(initial, list) and len(initial) > 1 and not item.get("repeats"):
        yield "it begins with several answers and takes one (que-13)."
    yield from _broken_conditions(item)


def _broken_display(item: Item) -> Iterator[str]:
    if item.get("item"):
        yield "a text to read has nothing inside (que-1)."
    if item.get("code"):
        yield "a text to read has no code (que-3)."
    if "required" in item or "repeats" in item:
        yield "a text to read is neither required nor repeated (que-6)."
    if "readOnly" in item:
        yield "a text to read is not marked read-only (que-9)."


def _broken_conditions(item: Item) -> Iterator[str]:
    entries: list[Any] = item.get("enableWhen", [])
    for entry in entries:
        if entry.get("operator") == "exists" and not isinstance(entry.get("answerBoolean"), bool):
            yield "`exists` asks for true or false (que-7)."
    if len(entries) > 1 and "enableBehavior" not in item:
        yield "it has several conditions, and does not say if all or any must be met (que-12)."
