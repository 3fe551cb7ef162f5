"""YAML text -> plain values, with the line of every one. A small, safe part of YAML 1.2.

Words such as `no` and `Yes` stay text. Anchors, aliases, tags and several documents in one file are
refused: nobody needs them to write a questionnaire, and each can make a file say what it does not show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from stat import S_ISREG
from typing import Any

import yaml

from survey_engine.questionnaire.problem import DefinitionError, Level, Problem

Loc = tuple[str | int, ...]

MOST_BYTES = 512 * 1024
MOST_DEPTH = 20
# The core schema of YAML 1.2, section 10.3.2, without the octal and hexadecimal forms.
CORE_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
FRACTION = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})")
# What YAML 1.2, section 5.1, leaves out, and the marks that turn words round: a reader sees another text.
_UNSEEN = re.compile(
    "[^\t\n\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]|[\\u202a-\\u202e\\u2066-\\u2069]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is about ten times as fast


@dataclass
class Lines:
    """Where each value of a file stands (lines count from 1)."""

    path: Path
    known: dict[Loc, int] = field(default_factory=dict)

    def line(self, loc: Loc) -> int:
        """The line of a value, or of the closest one around it; parts that name no value are passed over."""
        here: Loc = ()
        for part in loc:
            if (*here, part) in self.known:
                here = (*here, part)
        return self.known.get(here, 1)

    def error(self, loc: Loc, text: str) -> Problem:
        """An error at this value."""
        return Problem(self.path, self.line(loc), Level.ERROR, text)

    def warning(self, loc: Loc, text: str) -> Problem:
        """A warning at this value."""
        return Problem(self.path, self.line(loc), Level.WARNING, text)


@dataclass
class _Frame:
    """A list or a mapping that is still open."""

    loc: Loc
    items: dict[str, Any] | list[Any]
    key: str | None = None


@dataclass
class YamlFile:
    """The values of one file (sequences as tuples), their lines, and the problems of its form."""

    data: Any
    lines: Lines
    problems: list[Problem]


def read_bytes(path: Path) -> bytes:
    """Read a definition; DefinitionError when it is not there, too large or no file, such as a pipe."""
    try:
        if not S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise _refused(path, 1, "This is a folder, a pipe or a device, and no file. Name a file of text.")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as reason:
        raise _refused(path, 1, f"The file cannot be read: {reason.strerror or reason}.") from reason
    if len(content) > MOST_BYTES:
        raise _refused(path, 1, f"The file is larger than {MOST_BYTES // 1024} KB. Split the questionnaire.")
    return content


def _refused(path: Path, line: int, text: str) -> DefinitionError:
    return DefinitionError((Problem(path, line, Level.ERROR, text),))


def parse_yaml(path: Path, content: bytes) -> YamlFile:
    """Read YAML; DefinitionError when the text is no YAML at all. Other problems are in the result."""
    reader = _Reader(path)
    try:
        text = content.decode("utf-8-sig")
        _refuse_unseen(path, text)
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except UnicodeDecodeError as reason:
        line = content[: reason.start].count(b"\n") + 1
        raise _refused(path, line, "The file is not UTF-8 text. Save it again as UTF-8.") from reason
    except yaml.YAMLError as reason:
        mark = getattr(reason, "problem_mark", None)
        why = getattr(reason, "problem", None) or getattr(reason, "reason", None) or "it cannot be read"
        said = f"This is not YAML: {why}. Look at the spaces, colons and quotes here and just above."
        raise _refused(path, mark.line + 1 if mark else 1, said) from reason
    return YamlFile(reader.value, reader.lines, reader.problems)


def _refuse_unseen(path: Path, text: str) -> None:
    found = _UNSEEN.search(text)
    if found:
        line = len(_LINE_END.findall(text, 0, found.start())) + 1
        raise _refused(path, line, _unseen(found[0]))


def _unseen(character: str) -> str:
    return f"There is a character here that nobody sees (U+{ord(character):04X}). Write the line anew."


class _Reader:
    """Builds the values from the parser's events, without recursion."""

    def __init__(self, path: Path) -> None:
        self.lines = Lines(path)
        self.problems: list[Problem] = []
        self.value: Any = None
        self._frames: list[_Frame] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        self._refuse_tricks(event, line)
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._stop(line, "A file holds one questionnaire. Take out the line of three dashes.")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                frame = self._frames.pop()
                items = frame.items
                self._place(items if isinstance(items, dict) else tuple(items))
            case yaml.ScalarEvent():
                self._scalar(event, line)
            case yaml.AliasEvent():
                self._place(None, line)
            case _:  # the ends of the document and of the stream
                pass

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if found := _UNSEEN.search(event.value):  # written as an escape, such as "\\0"
            self._problem(line, _unseen(found[0]))
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.items, dict) and frame.key is None:
            if event.value in frame.items:
                self._problem(line, f"`{event.value}` is written twice here. Keep one of the two.")
            frame.key = event.value
            self.lines.known.setdefault((*frame.loc, event.value), line)
            return
        self._place(plain_value(event.value) if event.implicit[0] else event.value, line)

    def _open(self, items: dict[str, Any] | list[Any], line: int) -> None:
        if len(self._frames) >= MOST_DEPTH:
            self._stop(line, "This stands too deep inside other things. A questionnaire needs no such depth.")
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.items, dict) and frame.key is None:
            self._stop(line, "A list or a mapping cannot be a name. Look at the brackets here.")
        loc = self._next_loc()
        self.lines.known.setdefault(loc, line)
        self._frames.append(_Frame(loc, items))

    def _next_loc(self) -> Loc:
        if not self._frames:
            return ()
        frame = self._frames[-1]
        return (*frame.loc, len(frame.items) if isinstance(frame.items, list) else str(frame.key))

    def _place(self, value: Any, line: int | None = None) -> None:
        if line is not None:
            self.lines.known.setdefault(self._next_loc(), line)
        if not self._frames:
            self.value = value
            return
        frame = self._frames[-1]
        if isinstance(frame.items, list):
            frame.items.append(value)
        else:
            frame.items.setdefault(str(frame.key), value)
            frame.key = None

    def _refuse_tricks(self, event: yaml.Event, line: int) -> None:
        if getattr(event, "anchor", None) is not None:
            self._problem(line, "Anchors (&) and aliases (*) are not used here. Write the words out.")
        if getattr(event, "tag", None) is not None:
            self._problem(line, "Tags (!) are not used here. Take it out, or put the text in quotes.")

    def _problem(self, line: int, text: str) -> None:
        self.problems.append(Problem(self.lines.path, line, Level.ERROR, text))

    def _stop(self, line: int, text: str) -> None:
        self._problem(line, text)
        raise DefinitionError(tuple(self.problems))


def plain_value(text: str) -> str | int | Decimal | bool | None:
    """What unquoted text means in YAML 1.2: `3` a number, `true` a truth, `no` and `2024-01` text."""
    if text in CORE_WORDS:
        return CORE_WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    if FRACTION.fullmatch(text):
        return Decimal(text)
    return text
