"""One item of FHIR -> one question, with its words, marks and answers."""

from __future__ import annotations

from typing import Any

from survey_engine.exchange.asked import Asked
from survey_engine.exchange.fhir import HINT, TRANSLATION
from survey_engine.exchange.fhir_answers import Answers, all_own, own, own_whole, own_words
from survey_engine.exchange.fhir_conditions import WAY_OUT
from survey_engine.exchange.fhir_json import Item, extensions
from survey_engine.exchange.fhir_losses import is_hint, losses_of_item
from survey_engine.exchange.fhir_rules import items_of
from survey_engine.exchange.fhir_value_sets import ValueSets
from survey_engine.exchange.foreign_text import plain_text, shown, words_of
from survey_engine.exchange.importing import Names, derived_values
from survey_engine.exchange.settling import settled
from survey_engine.questionnaire.definition import Comparison, Flag, Kind

_KINDS = {
    "choice": "single", "open-choice": "single", "coding": "single", "boolean": "single", "decimal": "number",
    "integer": "number", "quantity": "number", "date": "date", "dateTime": "date", "string": "text",
    "text": "text", "url": "text", "display": "statement",
}  # fmt: skip
Values = dict[str, Any]


class Questions:
    """Reads the questions of one resource; `words` gathers their translations by language and context."""

    def __init__(
        self, questionnaire: str, resource: Item, names: Names, asked: Asked, lost: list[str]
    ) -> None:
        self._id = questionnaire
        self._names = names
        self._asked = asked
        self._lost = lost
        self._count = 0
        self._ways_out = {
            item["linkId"].removesuffix(WAY_OUT): item
            for item in items_of(resource)
            if item.get("linkId", "").endswith(WAY_OUT)
        }
        self.words: dict[str, dict[str, str]] = {}
        sets = ValueSets(resource, lost.append)
        self._answers = Answers(questionnaire, names, sets, self.text, lost.append)

    def text(self, holder: Item, member: str, context: str, otherwise: str) -> str:
        """A text with its translations; `otherwise` where there is none."""
        for one in extensions(holder.get(f"_{member}", {}), TRANSLATION):
            parts = {part.get("url"): part for part in one.get("extension", ())}
            language = parts.get("lang", {}).get("valueCode", "").replace("-", "_")
            content = parts.get("content", {})
            said = content.get("valueString") or content.get("valueMarkdown") or ""
            self.words.setdefault(language, {})[context] = plain_text(said)
        places = self._asked.places()
        found = words_of(holder.get(member), context, self._lost.append, places)
        return found or words_of(otherwise, context, self._lost.append) or "…"

    def own_text(self, holder: Item, name: str, context: str) -> str:
        """A text in one of our extensions, with its translations; empty where there is none."""
        found = own_words(holder, name)
        text = self.text(found, "valueString", context, name) if found else ""
        # Others can read every title and name, so nothing is filled into one; a hint is none of these.
        return text if name == "hint" else words_of(text, context, self._lost.append)

    def read(self, item: Item, link: str, *, is_heading: bool = False) -> tuple[Values | None, list[Item]]:
        """The question of an item (None where its kind is not carried), and what inside follows it."""
        self._count += 1
        given = item.get("linkId", "")
        kind = own(item, "kind", "Code")
        kind = kind if kind in set(Kind) else _KINDS.get(item.get("type", ""))
        below = list(item.get("item", ()))
        if kind is None:
            said = shown(item.get("type", "nothing"))
            self._lost.append(f"{link}: questions of type {said} are not carried.")
            return None, below
        kind = "multiple" if kind == "single" and item.get("repeats") else kind
        if not is_heading:
            self._lost += losses_of_item(item, link, kind)
        if not item.get("text"):
            self._lost.append(f"{link}: has no words. Write its text.")
        name = self._names.of("question", given or f"q{self._count}")
        text = self.text(item, "text", f"{self._id}.{name}.text", given or name)
        question: Values = {"id": name, "type": kind, "text": text}
        self._add_marks(question, item)
        later = self._add_hint(question, item, below, given, link)
        ways_out = self._ways_out.get(given, {})
        codes = {} if kind == "statement" else self._answers.add(question, item, ways_out)
        finished = settled(question, self._count, self._lost.append)
        for known in (given, given + WAY_OUT):
            self._asked.add(known, name, Kind(finished["type"]), codes)
        return finished, later

    def is_way_out(self, item: Item) -> bool:
        """Whether an item holds the ways out of a question that was read, so that it is none of its own."""
        given = item.get("linkId", "").removesuffix(WAY_OUT)
        return self._ways_out.get(given) is item and self._asked.get(given) is not None

    def _add_hint(self, question: Values, item: Item, below: list[Item], given: str, link: str) -> list[Item]:
        """Add the hint, from an item inside; returns the other items inside."""
        context = f"{self._id}.{question['id']}.hint"
        if hint := self.own_text(item, "hint", context):
            question["hint"] = hint
        found = [one for one in below if one.get("linkId") == given + HINT or is_hint(one)]
        for one in found:
            if "hint" in question or not one.get("text"):
                self._lost.append(f"{shown(one.get('linkId', '?'))}: a second hint of {link} is not carried.")
            else:
                question["hint"] = self.text(one, "text", context, "")
        return [one for one in below if one not in found]

    def _add_marks(self, question: Values, item: Item) -> None:
        if short_title := self.own_text(item, "short-title", f"{self._id}.{question['id']}.short_title"):
            question["short_title"] = short_title
        for member, name, known in (
            ("standards", "standard", None), ("flags", "flag", set(Flag)), ("inherits", "inherits", None),
        ):  # fmt: skip
            if values := [value for value in all_own(item, name) if known is None or value in known]:
                question[member] = values
        for name in ("core", "shared", "band"):
            if own(item, name, "Boolean") is True:
                question[name] = True
        if (compares := own(item, "compares", "Code")) in set(Comparison):
            question["compares"] = compares
        if why := own(item, "compares-why", "String"):
            question["compares_why"] = words_of(why, f"{question['id']}.compares_why", self._lost.append)
        if replaces := own(item, "replaces", "Code"):
            question["replaces"] = replaces
        if since := own_whole(item, "since", 1, 999):
            question["since"] = since
        if derives := derived_values(own(item, "derives", "String") or ""):
            question["derives"] = derives
        if question["type"] != "single":
            question.pop("band", None)
