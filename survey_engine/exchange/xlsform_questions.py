"""One row of an XLSForm -> one question, with its words, marks and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey_engine.exchange.asked import Asked
from survey_engine.exchange.fhir_conditions import WAY_OUT
from survey_engine.exchange.foreign_text import plain_text, shown, words_of
from survey_engine.exchange.importing import Names, derived_values
from survey_engine.exchange.settling import settled
from survey_engine.exchange.xlsform_answers import Answers, whole
from survey_engine.exchange.xlsform_columns import Languages, Row
from survey_engine.exchange.xlsform_conditions import REFERENCE
from survey_engine.questionnaire.definition import Comparison, Flag, Kind

_SELECTS = re.compile(
    r"(?:add )?(?:(select one prompt using|select[_ ]one|select1)"
    r"|(select multiple prompt using|select[_ ]multiple|select all that apply))(?: from)? +(.+)",
    re.IGNORECASE,
)
_FROM_FILE = re.compile(r"select[_ ](one|multiple)[_ ](from[_ ]file|external)\b", re.IGNORECASE)
_OTHER = re.compile(r"\s+(or_other|or specify other)\s*$", re.IGNORECASE)
_TYPES = {
    "integer": "number", "int": "number", "decimal": "number", "range": "number", "text": "text",
    "string": "text", "date": "date", "datetime": "date", "note": "statement", "acknowledge": "statement",
    "trigger": "statement",
}  # fmt: skip
_CARRIED = {
    "type", "name", "label", "hint", "relevant", "appearance", "constraint", "list_name", "required",
    "read_only", "disabled",
}  # fmt: skip
_APPEARANCES = {"multiline", "field-list", "month-year"}
NO = ("", "no", "false", "false()", "0")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the type of a row says: our kind, the form's word for it, and the list of its choices."""

    kind: str
    word: str
    list_name: str = ""
    has_other: bool = False


def asking_of(text: str) -> Asking | None:
    """Read a type such as `select_one colours or_other`; None for a type that is not carried."""
    plain = " ".join(text.split())
    if found := _FROM_FILE.match(plain):
        return Asking("single" if found[1].casefold() == "one" else "multiple", "from_file")
    if found := _SELECTS.fullmatch(plain):
        has_other = bool(_OTHER.search(found[3]))
        return Asking("single" if found[1] else "multiple", "select", _OTHER.sub("", found[3]), has_other)
    word = re.sub(r"^(add |q )| prompt$", "", plain.casefold())
    return Asking(_TYPES[word], word) if word in _TYPES else None


class Questions:
    """Reads the questions of one form; `words` gathers their translations by language and context."""

    def __init__(
        self,
        questionnaire: str,
        lists: Mapping[str, list[Row]],
        languages: Languages,
        names: Names,
        lost: list[str],
    ) -> None:
        self.words: dict[str, dict[str, str]] = {}
        self.asked = Asked()
        self._id = questionnaire
        self._languages = languages
        self._names = names
        self._lost = lost
        self._count = 0
        self._answers = Answers(questionnaire, lists, names, self.text, self.words, lost.append)

    def unused_lists(self) -> list[str]:
        """The lists of choices that no question has offered, by their names."""
        return self._answers.unused_lists()

    def text(self, row: Row, part: str, context: str, otherwise: str) -> str:
        """The words of a column with their translations; `otherwise` where there are none."""
        self.note_words(row, part, context)
        given = self._piped(self._languages.source(row, part), context, is_told=True)
        found = words_of(given, context, self._lost.append, self.asked.places())
        return found or words_of(otherwise, context, self._lost.append) or "…"

    def note_words(self, row: Row, part: str, context: str) -> None:
        """The translations of a column."""
        for code, words in self._languages.others(row, part).items():
            self.words.setdefault(code, {})[context] = plain_text(self._piped(words, context))

    def _piped(self, text: str, context: str, *, is_told: bool = False) -> str:
        """A text with the answers that stand in it: of an earlier single choice as ours, others as dots."""

        def place(found: re.Match[str]) -> str:
            earlier = self.asked.get(found[1])
            if earlier is not None and earlier.kind is Kind.SINGLE:
                return f"{{{earlier.id}|…}}"
            if is_told:
                self._lost.append(
                    f"{context}: the answer to `{shown(found[1])}` in its words is not carried."
                )
            return "…"

        return REFERENCE.sub(place, text)

    def read(self, row: Row, number: int, ways_out: Row | None) -> Values | None:
        """The question of a row; None where it is not carried, which is told."""
        self._count += 1
        given = row.get("name", "")
        told = f"Row {number}, {shown(given)}"
        asking = asking_of(row.get("type", ""))
        if why := self._why_left_out(row, asking):
            self._lost.append(f"{told}: {why}")
            return None
        assert asking is not None  # noqa: S101 - a row without one was left out above
        kind = row.get("se_kind", asking.kind)
        kind = kind if kind in set(Kind) else asking.kind
        name = self._name(given)
        self._lost += _losses(row, name, asking)
        part = "label" if self._languages.source(row, "label") else "hint"
        text = self.text(row, part, f"{self._id}.{name}.text", given or name)
        if not self._languages.source(row, part):
            self._lost.append(f"{name}: has no words. Write its text.")
        question: Values = {"id": name, "type": _with_appearance(kind, row), "text": text}
        if part == "label" and self._languages.source(row, "hint"):
            question["hint"] = self.text(row, "hint", f"{self._id}.{name}.hint", "")
        self._add_marks(question, row)
        codes = self._add_answers(question, row, asking, ways_out)
        finished = settled(question, self._count, self._lost.append)
        for known in (given, given + WAY_OUT):
            self.asked.add(known, name, Kind(finished["type"]), codes)
        return finished

    def _why_left_out(self, row: Row, asking: Asking | None) -> str:
        if asking is None:
            said = shown(row.get("type", ""))
            return (
                f"questions of type `{said}` are not carried." if said else "has no type: a remark, left out."
            )
        if row.get("disabled", "").casefold() not in NO:
            return "it is disabled there, so it is not carried."
        if row.get("read_only", "").casefold() not in NO and asking.kind != "statement":
            return "nobody can answer it there (`read_only`), so it is not carried."
        is_bare = not any(self._languages.source(row, part) for part in ("label", "hint"))
        return "a note without words is not carried." if asking.kind == "statement" and is_bare else ""

    def _name(self, given: str) -> str:
        name = given or f"q{self._count}"
        if self.asked.get(given) is None:
            return self._names.of("question", name)
        new = self._names.new("question", name)
        self._lost.append(f"{shown(given)}: a second question of this name; its id here is `{new}`.")
        return new

    def _add_answers(
        self, question: Values, row: Row, asking: Asking, ways_out: Row | None
    ) -> dict[str, str]:
        kind = question["type"]
        constraint = row.get("constraint", "")
        codes: dict[str, str] = {}
        if kind in ("single", "multiple", "scale"):
            codes = self._answers.add_options(question, asking.list_name, row)
        elif ways_out is not None and (choice := asking_of(ways_out.get("type", ""))):
            codes = self._answers.add_options(question, choice.list_name, ways_out)
        if kind == "number":
            self._answers.add_limits(question, row, asking.word)
        elif kind == "text":
            question["long"] = "multiline" in row.get("appearance", "").split()
        if constraint and kind != "number":
            self._answers.add_constraint(question, constraint, codes)
        most = whole(row.get("se_max", ""), 1, 999)
        if most and kind == "multiple":
            question["max"] = most
        return codes

    def _add_marks(self, question: Values, row: Row) -> None:
        name = question["id"]
        if row.get("se_short_title"):
            context = f"{self._id}.{name}.short_title"
            question["short_title"] = words_of(row["se_short_title"], context, self._lost.append)
            self.note_words(row, "se_short_title", context)
        for key in ("standards", "flags", "inherits"):
            values = row.get(f"se_{key}", "").split()
            if values := [value for value in values if key != "flags" or value in set(Flag)]:
                question[key] = values
        for key in ("core", "shared", "band"):
            if row.get(f"se_{key}") == "yes" and (key != "band" or question["type"] == "single"):
                question[key] = True
        if row.get("se_compares") in set(Comparison):
            question["compares"] = row["se_compares"]
        if row.get("se_compares_why"):
            question["compares_why"] = words_of(row["se_compares_why"], name, self._lost.append)
        if row.get("se_replaces"):
            question["replaces"] = row["se_replaces"]
        if since := whole(row.get("se_since", ""), 1, 999):
            question["since"] = since
        if question["type"] == "text" and (most := whole(row.get("se_max_bytes", ""), 200, 16384)):
            question["max_bytes"] = most
        if derives := derived_values(row.get("se_derives", "")):
            question["derives"] = derives


def _with_appearance(kind: str, row: Row) -> str:
    is_month = kind == "date" and "se_kind" not in row
    return "month_year" if is_month and row.get("appearance", "") in ("month-year", "year") else kind


def _losses(row: Row, name: str, asking: Asking) -> Iterator[str]:
    """What a row says, and is not carried: a sentence for each."""
    if row.get("required", "").casefold() not in NO:
        yield f"{name}: `required` is not carried, for here every question can be passed over."
    if asking.has_other:
        yield f"{name}: `or_other` is not carried. Add an option for it."
    if asking.word == "from_file":
        yield f"{name}: its choices are in another file, so they are not carried."
    if asking.word == "datetime":
        yield f"{name}: the time of day is not carried."
    if asking.word in ("acknowledge", "trigger"):
        yield f"{name}: it asks for a tick there, and is only read here."
    for word in row.get("appearance", "").split():
        if word not in _APPEARANCES:
            yield f"{name}: its appearance `{shown(word)}` is not carried."
    for column in dict.fromkeys(column.partition("::")[0] for column in row):
        is_range = column == "parameters" and asking.word == "range"
        if column not in _CARRIED and not column.startswith("se_") and not is_range:
            yield f"{name}: its `{shown(column)}` is not carried: {shown(_cell(row, column))[:80]}"


def _cell(row: Row, column: str) -> str:
    return next((cell for name, cell in row.items() if name.partition("::")[0] == column), "")
