"""An XLSForm -> the values of a questionnaire file, and every line of what is not carried."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survey_engine.exchange.expressions import ExpressionError
from survey_engine.exchange.fhir_conditions import WAY_OUT
from survey_engine.exchange.foreign_text import ALWAYS_FILLED, shown, words_of
from survey_engine.exchange.importing import (
    MOST_ITEMS,
    Imported,
    ImportRefusedError,
    Names,
    header,
    shown_if,
    version_of,
)
from survey_engine.exchange.loops import find_loop
from survey_engine.exchange.settling import own_page, section_values, settle_texts, shared_page
from survey_engine.exchange.spreadsheets import SpreadsheetError, read_sheets
from survey_engine.exchange.xlsform_answers import whole
from survey_engine.exchange.xlsform_columns import Languages, Row, rows_of
from survey_engine.exchange.xlsform_conditions import REFERENCE, read_relevant
from survey_engine.exchange.xlsform_questions import Questions
from survey_engine.questionnaire.definition import Condition

_BRACKET = re.compile(r"(begin|end)[_ ](group|repeat|loop|lgroup)\b.*", re.IGNORECASE)
_SHEETS = {"survey", "choices", "settings"}
_SETTINGS = {"form_title", "form_id", "version", "default_language"}
_OF_CHOICES = {"list_name", "name", "label"}
Values = dict[str, Any]
Rows = list[tuple[int, Row]]


def from_xlsform(path: Path) -> Imported:
    """Read one form. Raises ImportRefusedError for what is none."""
    try:
        sheets = {name.strip().casefold(): rows for name, rows in read_sheets(path).items()}
    except SpreadsheetError as error:
        raise ImportRefusedError(str(error)) from error
    return from_sheets(sheets, path.stem)


def from_sheets(sheets: Mapping[str, Sequence[Sequence[str]]], stem: str) -> Imported:
    """Read the sheets of one form, by their names in small letters. Raises ImportRefusedError."""
    if "survey" not in sheets:
        raise ImportRefusedError("There is no sheet `survey` in it, so it is no XLSForm.")
    survey = rows_of(sheets["survey"])
    if len(survey) > MOST_ITEMS:
        raise ImportRefusedError(f"It has more than {MOST_ITEMS} rows. Split it.")
    if loop := find_loop(_waits_for(survey)):
        names = " -> ".join(shown(name) for name in loop[:6])
        raise ImportRefusedError(f"Conditions go in a circle, so none can be decided: {names}.")
    lost = [
        f"The sheet `{shown(name)}` is not carried." for name, rows in sheets.items() if _is_lost(name, rows)
    ]
    settings = next((row for _number, row in rows_of(sheets.get("settings", ()))), {})
    return _Reader(stem, settings, rows_of(sheets.get("choices", ())), survey, lost).read()


def _is_lost(name: str, rows: Sequence[Sequence[str]]) -> bool:
    return name not in _SHEETS and bool(rows_of(rows))


def _waits_for(survey: Rows) -> dict[str, set[str]]:
    """What must be known before a row can be shown: what its condition asks, and the groups around it."""
    found: dict[str, set[str]] = {}
    around: list[str] = []
    for _number, row in survey:
        name = row.get("name", "")
        bracket = _BRACKET.fullmatch(row.get("type", ""))
        if bracket and bracket[1].casefold() == "end":
            around = around[:-1]
            continue
        if name:
            found.setdefault(name, set()).update({*REFERENCE.findall(row.get("relevant", "")), *around[-1:]})
        if bracket:
            around.append(name)
    for waits in found.values():
        waits.discard("")
    return found


@dataclass
class _Group:
    """A group that is open. `outer`: the conditions on what is in it, since the page or section around it."""

    kind: str  # section, page, nested, loose
    row: Row
    outer: tuple[Condition | None, ...]
    when: tuple[Condition | None, ...] = ()  # of the page or section itself
    is_one_page: bool = False  # of a section
    pages: list[Values] = field(default_factory=list)
    head: Values = field(default_factory=dict)  # of a section: its title and intro


class _Reader:
    def __init__(self, stem: str, settings: Row, choices: Rows, survey: Rows, lost: list[str]) -> None:
        self._lost = lost
        self._settings = settings
        self._survey = survey
        self._names = Names(lost)
        self._id = self._names.of("questionnaire", settings.get("form_id") or stem)
        rows = [row for _number, row in (*survey, *choices)]
        languages = Languages(rows, settings.get("default_language", ""), lost.append)
        lists: dict[str, list[Row]] = {}
        for _number, row in choices:
            lists.setdefault(row.get("list_name", ""), []).append(row)
        self._questions = Questions(self._id, lists, languages, self._names, lost)
        self._ways_out = {
            row["name"].removesuffix(WAY_OUT): row
            for _number, row in survey
            if row.get("name", "").endswith(WAY_OUT)
        }
        self._sections: list[Values] = []
        self._groups: list[_Group] = []
        self._tell_columns(choices)

    def _tell_columns(self, choices: Rows) -> None:
        for what, carried, rows in (
            ("choices", _OF_CHOICES, [row for _number, row in choices]),
            ("settings", _SETTINGS, [self._settings]),
        ):
            used = {column.partition("::")[0] for row in rows for column in row}
            for column in sorted(used - carried):
                if not column.startswith("se_"):
                    self._lost.append(f"The column `{shown(column)}` of the sheet {what} is not carried.")

    def read(self) -> Imported:
        for number, row in self._survey:
            bracket = _BRACKET.fullmatch(row.get("type", ""))
            if bracket and bracket[1].casefold() == "begin":
                self._open(row, is_repeat=bracket[2].casefold() != "group")
            elif bracket:
                self._end(number)
            elif self._is_intro(row):
                self._groups[-1].head["intro"] = self._section_text(
                    row, "intro", row["name"][len("intro.") :]
                )
            elif not self._is_way_out(row):
                self._add(number, row)
        while self._groups:
            self._close()
        for name in self._questions.unused_lists():
            self._lost.append(
                f"The list `{shown(name)}` of choices is offered by no question that is carried."
            )
        if not self._sections:
            raise ImportRefusedError("It asks nothing that can be carried. " + " ".join(self._lost[:3]))
        settle_texts(self._sections)
        values = {**self._header(), "sections": self._sections}
        return Imported(values, self._questions.words, self._lost)

    def _header(self) -> Values:
        one = self._settings
        title = words_of(one.get("form_title"), "The title", self._lost.append, ALWAYS_FILLED) or self._id
        for column, member in (("se_title", "title"), ("se_public_name", "public_name")):
            self._questions.note_words(one, column, f"{self._id}.{self._id}.{member}")
        public_name = words_of(one.get("se_public_name"), "The name", self._lost.append)
        if not public_name:
            self._lost.append("It has no neutral name and no short titles, so stand-ins are in the file.")
        minutes = [whole(part, 1, 999) for part in one.get("se_minutes", "").split()]
        given = {
            "version": version_of(one.get("version", ""), self._lost.append),
            "public_name": public_name,
            "alias": one.get("se_alias"),
            "standards": one.get("se_standards"),
            "answered_by": one.get("se_answered_by"),
            "minutes": minutes if len(minutes) == 2 and all(minutes) else None,
            "plaintext_bytes": whole(one.get("se_plaintext_bytes", ""), 2048, 65536),
        }
        return header(self._id, title, given)

    def _is_way_out(self, row: Row) -> bool:
        name = row.get("name", "")
        return name.endswith(WAY_OUT) and self._questions.asked.get(name) is not None

    def _is_intro(self, row: Row) -> bool:
        group = self._groups[-1] if self._groups else None
        name = group.row.get("name", "") if group and group.kind == "section" else ""
        return name.startswith("section.") and row.get("name") == f"intro.{name.removeprefix('section.')}"

    def _open(self, row: Row, *, is_repeat: bool) -> None:
        if self._groups and self._groups[-1].kind == "loose":
            self._close()
        name = shown(row.get("name", ""))
        condition = self._condition(row.get("relevant", ""), name)
        is_page = row.get("se_page") == "yes" or "field-list" in row.get("appearance", "").split()
        if is_repeat:
            self._lost.append(f"{name}: repeats are not carried; its questions are asked once.")
        if not self._groups:
            outer = () if is_page else (condition,)
            section = _Group("section", row, outer, when=(condition,), is_one_page=is_page)
            self._groups.append(section)
            section.head["title"] = self._section_text(row, "title", self._name_of(section))
            return
        around = self._groups[-1]
        if is_page and not any(one.kind == "page" or one.is_one_page for one in self._groups):
            self._groups.append(_Group("page", row, (), when=(*around.outer, condition)))
        else:
            self._lost.append(f"{name}: a group inside a group; its questions stand on pages of their own.")
            nested = _Group("nested", row, (*around.outer, condition), pages=around.pages)
            self._groups.append(nested)
        if any(column.partition("::")[0] == "label" for column in row):
            heading = {column: cell for column, cell in row.items() if column.partition("::")[0] == "label"}
            self._add(0, {"type": "note", "name": row.get("name", ""), **heading})

    def _end(self, number: int) -> None:
        if self._groups and self._groups[-1].kind != "loose":
            self._close()
        else:
            self._lost.append(f"Row {number}: the end of a group that was not begun was passed over.")

    def _close(self) -> None:
        group = self._groups.pop()
        if group.kind == "page":
            name = self._names.of("page", group.row.get("name", "page").removeprefix("page."))
            when = shown_if(group.when, name, self._lost.append)
            self._groups[-1].pages.extend(shared_page(name, when, group.pages, self._lost.append))
        elif group.kind != "nested":
            self._finish(group)

    def _finish(self, group: _Group) -> None:
        row = group.row
        given = self._name_of(group)
        if not group.pages:
            self._lost.append(f"{shown(given)}: a group without a question was left out.")
            return
        name = self._names.of("section", given)
        context = f"{self._id}.{name}.section"
        intro = group.head.get("intro")
        head: Values = {"id": name, "title": group.head.get("title", "Questions")}
        short_title = words_of(row.get("se_short_title"), context, self._lost.append)
        if short_title not in ("", head["title"]):
            head["short_title"] = short_title
        self._questions.note_words(row, "se_short_title", f"{context}_short_title")
        head |= {"intro": intro} if intro else {}
        head |= {"distressing": True} if row.get("se_distressing") == "yes" and intro else {}
        head |= {"after_check": True} if row.get("se_after_check") == "yes" else {}
        pages = group.pages
        if group.is_one_page:
            when = shown_if(group.when, name, self._lost.append)
            pages = list(shared_page(self._names.of("page", name), when, pages, self._lost.append))
        self._sections.append(section_values(head, pages))

    def _name_of(self, section: _Group) -> str:
        return section.row.get("name", "").removeprefix("section.") or f"part{len(self._sections) + 1}"

    def _section_text(self, row: Row, part: str, given: str) -> str:
        """A text of a section, read where it stands: what comes later cannot be filled in."""
        name = self._names.of("section", given)
        return self._questions.text(row, "label", f"{self._id}.{name}.section_{part}", given)

    def _condition(self, relevant: str, name: str) -> Condition | None:
        if not relevant:
            return None
        try:
            return read_relevant(relevant, self._questions.asked)
        except ExpressionError as error:
            said = shown(relevant)[:120]
            self._lost.append(
                f"{name}: its condition `{said}` is not carried, so it is always shown: {error}."
            )
            return None

    def _add(self, number: int, row: Row) -> None:
        name = row.get("name", "")
        condition = self._condition(row.get("relevant", ""), shown(name))
        question = self._questions.read(row, number, self._ways_out.get(name))
        if question is None:
            return
        if not self._groups:
            self._groups.append(_Group("loose", {"label": "Questions"}, ()))
        group = self._groups[-1]
        group.pages.append(
            own_page(question | shown_if((*group.outer, condition), shown(name), self._lost.append))
        )
