"""What can be answered to an item of FHIR: its options, scale and limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from survey_engine.exchange.fhir import HL7, OWN, TEXT, TRANSLATION
from survey_engine.exchange.fhir_conditions import code_of
from survey_engine.exchange.fhir_json import Item, extension, extensions
from survey_engine.exchange.fhir_value_sets import ValueSets
from survey_engine.exchange.foreign_text import Tell, shown
from survey_engine.exchange.importing import OPTIONS_OF, Names
from survey_engine.exchange.numbers_outside import is_scale_number, limits, scale_of
from survey_engine.questionnaire.definition import Score

Text = Callable[[Item, str, str, str], str]  # holder, member, context, and what stands there without one
Values = dict[str, Any]
_WEIGHTS = ("ordinalValue", "itemWeight", "questionnaire-ordinalValue")


class Answers:
    """Reads the answers of one questionnaire's items."""

    def __init__(self, questionnaire: str, names: Names, sets: ValueSets, text: Text, tell: Tell) -> None:
        self._id = questionnaire
        self._names = names
        self._sets = sets
        self._text = text
        self._tell = tell

    def add(self, question: Values, item: Item, ways_out: Item) -> dict[str, str]:
        """Add what can be answered to a question; returns our option ids by the codes of the file."""
        kind = question["type"]
        if kind == "text":
            question["long"] = item.get("type") == "text"
            if (most := own_whole(item, "max-bytes", 200, 16384)) is not None:
                question["max_bytes"] = most
        elif kind == "number":
            step = own(item, "step", "String") or _extended(item, HL7 + "questionnaire-sliderStepValue")
            is_whole = item.get("type") == "integer"
            low, high = _extended(item, HL7 + "minValue"), _extended(item, HL7 + "maxValue")
            question |= limits(question["id"], low, high, step, is_whole=is_whole, tell=self._tell)
        if kind in ("single", "multiple", "scale"):
            return self._add_options(question, item)
        if ways_out:
            options, codes = self._options(question, ways_out)
            question["options"] = options
            return codes
        return {}

    def _add_options(self, question: Values, item: Item) -> dict[str, str]:
        scale = question["type"] == "scale" and self._scale(question["id"], item)
        if scale:
            question["scale"] = scale
        elif question["type"] == "scale":
            question["type"] = "single"
        options, codes = self._options(question, item)
        question["options"] = options
        most = _extended(item, HL7 + "questionnaire-maxOccurs")
        if question["type"] == "multiple" and most is not None:
            question["max"] = most if type(most) is int else 0  # 0 fits no set of options, which is told
        return codes

    def _options(self, question: Values, item: Item) -> tuple[list[Values], dict[str, str]]:
        """The options that an item offers, and our ids of them by code."""
        name = question["id"]
        if item.get("type") == "boolean":
            self._tell(f"{name}: true or false became a choice of Yes and No.")
            return [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}], {
                "true": "yes",
                "false": "no",
            }
        found: list[Values] = []
        codes: dict[str, str] = {}
        numbers = set(_scale_numbers(item)) if question["type"] == "scale" else set()
        listed = list(self._codings(item, name))
        self._tell_weights(name, (holder for pair in listed for holder in pair))
        for option, coding in listed:
            code = str(coding.get("code") or coding.get("display") or "")
            if code in numbers:
                codes[code] = code
                continue
            if one := self._option(name, option, coding, code, codes, found):
                found.append(one)
        return found, codes

    def _codings(self, item: Item, where: str) -> Iterator[tuple[Item, Item]]:
        """Each option with its coding; those of a value set have no option around them."""
        for option in (*item.get("answerOption", ()), *item.get("option", ())):
            coding = option.get("valueCoding")
            if coding is None:
                member = next((name for name in option if name.startswith("value")), "")
                value = option.get(member)
                plain = isinstance(value, (str, int, float))
                if not plain:
                    self._tell(f"{where}: an option of `{shown(member or 'nothing')}` is not carried.")
                coding = {"code": code_of(value), "display": code_of(value)} if plain else None
            if coding is not None:
                yield option, coding
        if "answerValueSet" in item:
            yield from ((one, one) for one in self._sets.codes(item["answerValueSet"], where))

    def _option(
        self, question: str, option: Item, coding: Item, code: str, codes: dict[str, str], found: list[Values]
    ) -> Values | None:
        label = str(coding.get("display") or code)
        if not code:
            self._tell(f"{question}: an option without a code and without words is not carried.")
            return None
        if code in codes and any(one["label"] == label for one in found):
            self._tell(f"{question}: its option `{shown(code)}` is written twice, and is here once.")
            return None
        room = OPTIONS_OF + question
        name = self._names.new(room, code) if code in codes else self._names.of(room, code)
        codes.setdefault(code, name)
        context = f"{self._id}.{question}.option.{name}"
        one: Values = {"id": name, "label": self._text(coding, "display", context, code)}
        score = own(option, "score", "Code")
        if score in set(Score):
            one["score"] = score
        one |= {"escape": True} if own(option, "escape", "Boolean") else {}
        since = own_whole(option, "since", 1, 999)
        one |= {"since": since} if since else {}
        if _extended(option, HL7 + "questionnaire-optionExclusive") is True:
            one["exclusive"] = True
        return one

    def _tell_weights(self, question: str, holders: Iterable[Item]) -> None:
        urls = [str(one.get("url")) for holder in holders for one in holder.get("extension", ())]
        if any(url.rsplit("/", 1)[-1] in _WEIGHTS for url in urls):
            self._tell(
                f"{question}: the numbers behind its options are not carried; nothing is summed up here."
            )

    def _scale(self, question: str, item: Item) -> Values | None:
        options = [(option.get("valueCoding", {}), option) for option in item.get("answerOption", ())]
        best = [str(coding.get("code")) for coding, one in options if own(one, "score", "Code") == "positive"]
        scale = scale_of(question, _scale_numbers(item), best, self._tell)
        if scale is None:
            return None
        ends = {}
        for member, name in (("low_label", "low-label"), ("high_label", "high-label")):
            context = f"{self._id}.{question}.{member}"
            ends[member] = self._text(own_words(item, name), "valueString", context, member)
        return {"low": scale.pop("low"), "high": scale.pop("high"), **ends, **scale}


def _scale_numbers(item: Item) -> list[str]:
    """The codes of an item's options that are numbers of a scale."""
    codes = (str(option.get("valueCoding", {}).get("code", "")) for option in item.get("answerOption", ()))
    return [code for code in codes if is_scale_number(code)]


def own(holder: Item, name: str, kind: str) -> Any:
    """The value of one of our own extensions, where it is of its kind; None where there is none."""
    return extension(holder, OWN + name).get(f"value{kind}")


def own_words(holder: Item, name: str) -> Item:
    """A text in one of our own extensions, with its translations as FHIR puts them beside a text."""
    found = extension(holder, OWN + name)
    text = extension(found, TEXT)
    beside = {"extension": list(extensions(found, TRANSLATION))}
    return {"valueString": text["valueString"], "_valueString": beside} if "valueString" in text else found


def own_whole(holder: Item, name: str, low: int, high: int) -> int | None:
    """A whole number in one of our own extensions, where it is in its limits."""
    value = own(holder, name, "Integer")
    return value if type(value) is int and low <= value <= high else None


def all_own(holder: Item, name: str) -> list[str]:
    """Every value of one extension of ours."""
    return [one["valueCode"] for one in extensions(holder, OWN + name) if "valueCode" in one]


def _extended(holder: Item, url: str) -> Any:
    """The value of an extension, of whatever kind."""
    found = extension(holder, url)
    return next((value for key, value in found.items() if key.startswith("value")), None)
