"""What can be answered to a question of an XLSForm: choices, scales and limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from survey_engine.exchange.foreign_text import Tell, shown
from survey_engine.exchange.importing import OPTIONS_OF, Names
from survey_engine.exchange.numbers_outside import is_scale_number, limits, number_of, scale_of
from survey_engine.exchange.xlsform_columns import Row
from survey_engine.questionnaire.definition import Score

_COMPARED = re.compile(r"\s*\.\s*(>=|<=|>|<)\s*(-?[0-9]+(?:\.[0-9]+)?)\s*")
_ALONE = re.compile(
    r"\s*not\(\s*selected\(\s*\.\s*,\s*['\"]([^'\"]+)['\"]\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)\s*"
)
_MOST = re.compile(r"\s*count-selected\(\s*\.\s*\)\s*<=\s*([0-9]{1,4})\s*")
BETWEEN = " – "  # between a number of a scale and the words of its end
Text = Callable[[Row, str, str, str], str]  # row, part, context, and what stands there without one
Values = dict[str, Any]


class Answers:
    """Reads the answers of one form's questions."""

    def __init__(
        self,
        questionnaire: str,
        lists: Mapping[str, list[Row]],
        names: Names,
        text: Text,
        words: Mapping[str, dict[str, str]],
        tell: Tell,
    ) -> None:
        self._id = questionnaire
        self._lists = lists
        self._names = names
        self._text = text
        self._words = words
        self._tell = tell
        self._used: set[str] = set()

    def unused_lists(self) -> list[str]:
        """The lists of choices that no question has offered, by their names."""
        return sorted(self._lists.keys() - self._used)

    def add_options(self, question: Values, list_name: str, row: Row) -> dict[str, str]:
        """Add the options of a list to a question; returns our option ids by the names of the form."""
        listed = self._lists.get(list_name, []) if list_name else []
        self._used |= {list_name} - {""}
        if question["type"] == "scale" and not self._add_scale(question, listed, row):
            question["type"] = "single"
        numbers = question["type"] == "scale"
        found: list[Values] = []
        codes: dict[str, str] = {}
        for choice in listed:
            code = choice.get("name") or choice.get("label", "")
            if numbers and is_scale_number(code):
                codes[code] = code
            elif one := self._option(question["id"], choice, code, codes):
                found.append(one)
        question["options"] = found
        return codes

    def _option(self, question: str, choice: Row, code: str, codes: dict[str, str]) -> Values | None:
        if not code or code in codes:
            self._tell(
                f"{question}: an option `{shown(code)}` without a name, or written twice, is not carried."
            )
            return None
        codes[code] = name = self._names.of(OPTIONS_OF + question, code)
        one: Values = {
            "id": name,
            "label": self._text(choice, "label", _option(self._id, question, name), code),
        }
        if choice.get("se_score") in set(Score):
            one["score"] = choice["se_score"]
        one |= {key: True for key in ("escape", "exclusive") if choice.get(f"se_{key}") == "yes"}
        since = whole(choice.get("se_since", ""), 1, 999)
        return one | ({"since": since} if since else {})

    def _add_scale(self, question: Values, listed: list[Row], row: Row) -> bool:
        name = question["id"]
        numbers = [choice for choice in listed if is_scale_number(choice.get("name", ""))]
        best = [choice["name"] for choice in numbers if choice.get("se_score") == "positive"]
        scale = scale_of(name, [choice["name"] for choice in numbers], best, self._tell)
        if scale is None:
            return False
        by_number = {int(choice["name"]): choice for choice in numbers}
        ends: Values = {}
        for member, end in (("low_label", "low"), ("high_label", "high")):
            context = f"{self._id}.{name}.{member}"
            own = {"label": row[f"se_{member}"]} if row.get(f"se_{member}") else by_number[scale[end]]
            ends[member] = self._text(own, "label", context, member)
            self._note_end(context, by_number[scale[end]])
        question["scale"] = {"low": scale.pop("low"), "high": scale.pop("high"), **ends, **scale}
        return True

    def _note_end(self, context: str, choice: Row) -> None:
        """The words of an end of a scale stand behind its number, in each language."""
        self._text(choice, "label", context, "")
        for known in self._words.values():
            if BETWEEN in known.get(context, ""):
                known[context] = known[context].split(BETWEEN, 1)[1]

    def add_limits(self, question: Values, row: Row, form_kind: str) -> None:
        """Add the least, the most and the step of a number."""
        is_whole = form_kind in ("integer", "range") and "." not in row.get("parameters", "")
        low, high, step = (row.get(f"se_{key}", "") for key in ("min_value", "max_value", "step"))
        if not low and not high:
            low, high = self._compared(question["id"], row.get("constraint", ""), is_whole)
        for part in row.get("parameters", "").split() if form_kind == "range" else ():
            key, _, value = part.partition("=")
            low, high = (value if key == "start" else low), (value if key == "end" else high)
            step = value if key == "step" else step
        found = limits(question["id"], low, high, step, is_whole=is_whole, tell=self._tell)
        question |= found

    def _compared(self, question: str, constraint: str, is_whole: bool) -> tuple[str, str]:
        """The limits that a constraint sets, such as `. >= 0 and . <= 120`."""
        low = high = ""
        for part in re.split(r"\band\b", constraint) if constraint else ():
            found = _COMPARED.fullmatch(part)
            number = number_of(found[2]) if found else None
            if found is None or number is None or (found[1] in "<>" and not is_whole):
                self._tell(f"{question}: its constraint `{shown(constraint)}` is not carried.")
                return "", ""
            step = Decimal(1) if found[1] in "<>" else Decimal(0)
            if found[1].startswith(">"):
                low = str(number + step)
            else:
                high = str(number - step)
        return low, high

    def add_constraint(self, question: Values, constraint: str, codes: Mapping[str, str]) -> None:
        """Read what a constraint says of choices: how many, and which only alone; anything else is told."""
        bare = constraint
        for found in _ALONE.finditer(constraint):
            exclusive = codes.get(found[1])
            for option in question.get("options", ()):
                if option["id"] == exclusive and question["type"] == "multiple":
                    option["exclusive"] = True
                    bare = bare.replace(found[0], " ")
        if question["type"] == "multiple" and (most := _MOST.search(bare)):
            question["max"] = int(most[1])
            bare = bare.replace(most[0], " ")
        if re.sub(r"\band\b", "", bare).strip():
            self._tell(f"{question['id']}: its constraint `{shown(constraint)}` is not carried.")


def _option(questionnaire: str, question: str, option: str) -> str:
    return f"{questionnaire}.{question}.option.{option}"


def whole(text: str, low: int, high: int) -> int | None:
    """A whole number between these two, or None."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if is_number and low <= int(text) <= high else None
