"""The sheets of an XLSForm as rows, their columns under one name each, and the languages of their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from babel import Locale

from survey_engine.exchange.foreign_text import Tell, shown
from survey_engine.exchange.po_files import is_language

Row = Mapping[str, str]
# Other names of columns that forms in the field have (pyxform reads them too).
_ALIASES = {
    "caption": "label", "command": "type", "tag": "name", "value": "name", "relevance": "relevant",
    "readonly": "read_only", "calculate": "calculation", "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message", "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message", "list": "list_name", "title": "form_title",
    "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
}  # fmt: skip
_OUTER = ("bind", "media", "control", "body")  # `bind::relevant` is `relevant`
_WITH_LANGUAGE = ("label", "hint", "caption", "guidance_hint", "constraint_message", "required_message")
_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_]\w+)*)\s*\)\s*$")
_NATIVE = (
    "cy",
    "fr",
    "es",
    "pt",
    "de",
    "it",
    "pl",
    "ar",
    "ur",
    "bn",
    "hi",
    "so",
    "ro",
    "tr",
    "uk",
    "ru",
    "fa",
    "ne",
)


def rows_of(sheet: Sequence[Sequence[str]]) -> list[tuple[int, Row]]:
    """(number, cells by the name of their column) of each row that is not empty."""
    listed = list(sheet)
    head = next((place for place, row in enumerate(listed) if any(cell.strip() for cell in row)), len(listed))
    names = [_column(name) for name in listed[head]] if head < len(listed) else []
    found: list[tuple[int, Row]] = []
    for number, cells in enumerate(listed[head + 1 :], head + 2):
        row: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            if name and cell.strip():
                row.setdefault(name, cell.strip())
        if row:
            found.append((number, row))
    return found


def _column(name: str) -> str:
    """The one name of a column: `label::Welsh (cy)`, `relevant`, `list_name`."""
    parts = [part.strip() for part in name.split("::")]
    if len(parts) == 1 and ":" in name:
        first, _, language = name.partition(":")
        if _plain(first) in (*_WITH_LANGUAGE, *_OUTER):  # old forms write one colon
            parts = [first.strip(), language.strip()]
    if len(parts) > 1 and _plain(parts[0]) in _OUTER:
        parts = parts[1:]
    first = _plain(parts[0])
    return "::".join([_ALIASES.get(first, first), *parts[1:2]])


def _plain(name: str) -> str:
    return re.sub(r"\s+", "_", name.strip().casefold())


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Codes of languages by their names, in English and in some in the language itself."""
    found = {str(name).casefold(): code for code, name in Locale("en").languages.items()}
    for code in _NATIVE:
        found.setdefault(str(Locale(code).languages.get(code, code)).casefold(), code)
    return found


def code_of(language: str) -> str:
    """The code of a language as a form names it: `Welsh (cy)`, `Welsh` or `cy`; empty for an unknown one."""
    if found := _CODE.search(language):
        return found[1].replace("-", "_")
    plain = language.strip()
    if named := _codes_by_name().get(plain.casefold()):
        return named
    code = plain.replace("-", "_")
    return code if is_language(code) else ""


class Languages:
    """Which column of words is the source, and which are translations into what."""

    def __init__(self, rows: Iterable[Row], default: str, tell: Tell) -> None:
        names = dict.fromkeys(name for row in rows for name in row)
        parts = [name.partition("::") for name in names]
        listed = list(dict.fromkeys(language for part, _, language in parts if part in ("label", "hint")))
        english = [one for one in listed if code_of(one).partition("_")[0] == "en"]
        rest = [one for one in (default, "", *listed) if one in listed]
        self._source = (english or rest or [""])[0]
        self._codes: dict[str, str] = {}
        for language in listed:
            if language not in (self._source, "") and code_of(language) not in self._codes.values():
                self._codes[language] = code_of(language)
        if self._source and not english:
            tell(f"Its texts are in “{shown(self._source)}”. They are carried where English is expected.")
        for language in listed:
            if language and language != self._source and not self._codes.get(language):
                tell(f"The language “{shown(language)}” has no code such as (cy), or one twice: not carried.")

    def source(self, row: Row, part: str) -> str:
        """The words of a column in the source language; in any other where there are none."""
        for name in (f"{part}::{self._source}", part):
            if row.get(name):
                return row[name]
        return next((words for name, words in row.items() if name.startswith(f"{part}::")), "")

    def others(self, row: Row, part: str) -> dict[str, str]:
        """The words of a column by code of language, the source's left out."""
        return {
            code: row[f"{part}::{language}"]
            for language, code in self._codes.items()
            if code and row.get(f"{part}::{language}")
        }
