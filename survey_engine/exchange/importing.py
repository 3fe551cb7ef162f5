"""What every import shares: ids that fit, sentences on what is not carried, and the file that is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, assert_never

import yaml

from survey_engine.exchange.expressions import deepest
from survey_engine.exchange.foreign_text import plain_text, shown
from survey_engine.exchange.po_files import Domain, Entry, is_language
from survey_engine.exchange.translating import fault_of
from survey_engine.questionnaire.definition import All, Answered, AnsweredBy, AnyOf, Condition, Is, Not
from survey_engine.questionnaire.naming_rules import ID, OWN_WORDS, SPSS_WORDS

MOST_ITEMS = 2000  # questions, groups and notes of one file
MOST_NESTED = 6  # conditions inside each other; the file of a questionnaire is no deeper
OPTIONS_OF = "options of "  # begins the name of the room of one question's options
_LONGEST_ID = 26
_FIRST_STANDARDS = "sbc_2024"
_NOT_PLAIN = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])


class ImportRefusedError(Exception):
    """A file cannot be read as what it should be; the message is a sentence that says why."""


@dataclass
class Imported:
    """A questionnaire as read: the values of its YAML file, its translations, and what was not carried."""

    values: dict[str, Any]
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # language -> context -> words
    lost: list[str] = field(default_factory=list)

    def to_yaml(self) -> str:
        """The file as text."""
        head = "# yaml-language-server: $schema=../questionnaire.schema.json\n"
        return head + yaml.dump(
            self.values,
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
            width=110,
            default_flow_style=False,
        )

    def domains(self, sources: Sequence[Entry]) -> list[Domain]:
        """The translations as files for translators; `sources` are the texts of what was built.

        Adds to `lost` what is no translation: a language that nobody knows, words that leave a place out.
        """
        found = []
        for language, words in sorted(self.words.items()):
            if not is_language(language):
                self.lost.append(f"`{shown(language)}` is no language code that is known here.")
                continue
            entries = tuple(self._entry(one, language, words.get(one.context, "")) for one in sources)
            if any(entry.words for entry in entries):
                found.append(Domain(str(self.values["questionnaire"]), language, entries))
        return found

    def _entry(self, source: Entry, language: str, words: str) -> Entry:
        plain = plain_text(words)
        entry = replace(source, words=(plain,) if plain else ())
        if fault := fault_of(entry, plain) if plain else "":
            self.lost.append(f"{source.context} in {language}: {fault}")
            return source
        return entry


class _Dumper(yaml.SafeDumper):
    """Writes every text that could be read as something else in quotes."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    plain = re.fullmatch(r"[a-z][a-z0-9_]*", text) and text not in _NOT_PLAIN
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.Node:
    text = format(number, "f")
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(str, _quoted)
_Dumper.add_representer(Decimal, _number)


class Names:
    """Ids that fit the rules here, one for each name of the other file."""

    def __init__(self, lost: list[str]) -> None:
        self._lost = lost
        self._known: dict[tuple[str, str], str] = {}
        self._used: dict[str, set[str]] = {}

    def of(self, room: str, name: str) -> str:
        """The id of a name in a room (questions, or the options of one question); a change of it is told."""
        key = (room, name)
        if key not in self._known:
            self._known[key] = fitting = self.new(room, name)
            if fitting != name:
                where = f"{room.removeprefix(OPTIONS_OF)}." if room.startswith(OPTIONS_OF) else ""
                self._lost.append(f"{where}{shown(name)}: its id here is `{fitting}`.")
        return self._known[key]

    def new(self, room: str, name: str) -> str:
        """An id like this name that is not used in the room yet."""
        used = self._used.setdefault(room, set())
        fitting = _fitting(room, name, used)
        used.add(fitting)
        return fitting


def _fitting(room: str, name: str, used: set[str]) -> str:
    plain = name
    if not ID.fullmatch(name):
        plain = re.sub(r"[^a-z0-9]+", "_", name[:500].casefold()).strip("_")[:_LONGEST_ID].strip("_") or "x"
        plain = plain if plain[0].isalpha() else f"o{plain}"[:_LONGEST_ID]
    if room == "question" and plain in SPSS_WORDS | OWN_WORDS:
        plain += "_"
    fitting, number = plain, 2
    while fitting in used:
        fitting = f"{plain[: _LONGEST_ID - len(str(number)) - 1]}_{number}"
        number += 1
    return fitting


def condition_values(condition: Condition) -> dict[str, Any]:
    """A condition as the file writes it."""
    match condition:
        case Is():
            options = [str(option) for option in condition.options]
            return {"is": {str(condition.question): options[0] if len(options) == 1 else options}}
        case Answered():
            return {"answered": str(condition.question)}
        case Not():
            return {"not": condition_values(condition.condition)}
        case All():
            return {"all": [condition_values(part) for part in condition.conditions]}
        case AnyOf():
            return {"any": [condition_values(part) for part in condition.conditions]}
        case _:
            assert_never(condition)


def shown_if(
    conditions: Sequence[Condition | None], where: str, tell: Callable[[str], None]
) -> dict[str, Any]:
    """`show_if` of something that is shown when all of these are met; without it for always."""
    given = tuple(condition for condition in conditions if condition is not None)
    if not given:
        return {}
    together = given[0] if len(given) == 1 else All(given)
    if deepest(together) > MOST_NESTED:
        tell(f"{where}: its conditions are nested too deeply to be carried, so it is always shown.")
        return {}
    return {"show_if": condition_values(together)}


def derived_values(text: str) -> dict[str, Any] | None:
    """What `derives` says, from its one line `name: option=value option=value`; None where it is none."""
    name, colon, pairs = text.partition(": ")
    values = dict(pair.partition("=")[::2] for pair in pairs.split())
    if not colon or not name or not values or not all(values.values()):
        return None
    return {"name": name, "values": values}


def header(name: str, title: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The head of a file, with defaults for what the other format does not say."""
    answerer = given.get("answered_by")
    return {
        "questionnaire": name,
        "version": given.get("version") or 1,
        "title": title,
        "public_name": given.get("public_name") or "A survey",
        "alias": given.get("alias") or name,
        "standards": given.get("standards") or _FIRST_STANDARDS,
        "answered_by": answerer if answerer in set(AnsweredBy) else AnsweredBy.PATIENTS.value,
        "minutes": given.get("minutes") or [1, 60],
        "plaintext_bytes": given.get("plaintext_bytes") or 65536,
    }


def version_of(text: str, tell: Callable[[str], None]) -> int:
    """The number of a version; 1 where the file's own is none that fits here."""
    if text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) > 0:
        return int(text)
    if text:
        tell(f"Its version “{shown(text)}” is no number from 1 to 999, so it is version 1 here.")
    return 1
