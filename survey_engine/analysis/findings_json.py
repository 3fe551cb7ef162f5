"""Findings as the text of a file and back. What comes back is what went in, or a named error."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.gate_key import GATE_KEY

FORMAT, FORMAT_VERSION = "survey-engine findings", 1
MOST_BYTES = 64 * 1024**2

_KEY = "key"
_Made = TypeVar("_Made")
_HINTS: dict[type[object], Mapping[str, Any]] = {}


class FindingsFileError(Exception):
    """A file is not findings as this version writes them. It names the first place that is wrong."""


def findings_to_json(findings: Findings) -> str:
    """The findings as JSON, in the order of the model; the same findings give the same text."""
    data = {"format": FORMAT, "version": FORMAT_VERSION, "findings": _encoded(findings)}
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def findings_from_json(text: str | bytes) -> Findings:
    """The findings of a text that `findings_to_json` wrote. Raises FindingsFileError for anything else.

    A key too many or too few, a value of another type, a number out of its range, or a hospital or question
    that the file does not list: each is an error. Whether it is the charity's own file the signature of its
    manifest says, which the caller must have checked.
    """
    if len(text) > MOST_BYTES:
        raise FindingsFileError("The file is too large to be findings.")
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_no_number)
    except (ValueError, RecursionError):
        raise FindingsFileError("The file is not JSON that can be read.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FindingsFileError("The file does not say that it holds findings.")
    if data.get("version") != FORMAT_VERSION or set(data) != {"format", "version", "findings"}:
        raise FindingsFileError("The findings are of another version of the file.")
    findings = _decoded(Findings, data["findings"], "findings")
    _require_sound(findings)
    return findings


def _encoded(value: object) -> Any:
    if is_dataclass(value):
        return {one.name: _encoded(getattr(value, one.name)) for one in fields(value) if one.name != _KEY}
    if isinstance(value, tuple):
        return [_encoded(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"no whole number: {text}")


def _refuse(place: str, wanted: str) -> NoReturn:
    raise FindingsFileError(f"{place} is not {wanted}.")


def _hints_of(kind: type[object]) -> Mapping[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = {name: hint for name, hint in get_type_hints(kind).items() if name != _KEY}
    return _HINTS[kind]


def _decoded(kind: type[_Made], data: object, place: str) -> _Made:
    """A dataclass from an object with exactly its names."""
    hints = _hints_of(kind)
    if not isinstance(data, dict) or set(data) != set(hints):
        _refuse(place, f"an object with the names of {kind.__name__}")
    values = {name: _value(hint, data[name], f"{place}.{name}") for name, hint in hints.items()}
    if kind is Findings:
        values[_KEY] = GATE_KEY
    return kind(**values)


def _value(hint: Any, data: object, place: str) -> Any:
    hint = getattr(hint, "__supertype__", hint)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(one for one in get_args(hint) if one is not type(None))
        return None if data is None else _value(inner, data, place)
    if origin is tuple:
        return _tuple(get_args(hint), data, place)
    if is_dataclass(hint) and isinstance(hint, type):
        return _decoded(hint, data, place)
    return _single(hint, data, place)


def _tuple(kinds: tuple[Any, ...], data: object, place: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        _refuse(place, "a list")
    wanted = [kinds[0]] * len(data) if len(kinds) == 2 and kinds[1] is Ellipsis else list(kinds)
    if len(wanted) != len(data):
        _refuse(place, f"a list of {len(wanted)}")
    return tuple(
        _value(kind, one, f"{place}[{number}]")
        for number, (kind, one) in enumerate(zip(wanted, data, strict=True))
    )


def _single(kind: Any, data: object, place: str) -> Any:
    if kind in (int, bool, str):
        # Not isinstance: a bool is an int to Python, and True is no number of people.
        return data if type(data) is kind else _refuse(place, f"of the type {kind.__name__}")
    if not isinstance(data, str):
        _refuse(place, "a text")
    try:
        return date.fromisoformat(data) if kind is date else kind(data)
    except ValueError:
        _refuse(place, "a day" if kind is date else f"one of the words of {kind.__name__}")


def _require_sound(findings: Findings) -> None:
    """What the types do not say: each place names what the file lists, and numbers are in their range."""
    hospitals = [one.code for one in findings.hospitals]
    questions = [str(one.id) for one in findings.asked]
    for what, names in (("hospital", hospitals), ("question", questions)):
        if len(set(names)) < len(names):
            raise FindingsFileError(f"A {what} is listed twice.")
    places = {*hospitals, ALL_HOSPITALS}
    rows = [(one.hospital, str(one.question)) for one in findings.questions]
    rows += [
        (one.hospital, str(name)) for one in findings.standards for name in (*one.questions, *one.left_out)
    ]
    rows += [(one.hospital, str(one.question)) for one in findings.votes]
    for hospital, question in rows:
        if hospital not in places or question not in set(questions):
            raise FindingsFileError(f"{hospital}, {question}: the file lists no such hospital or question.")
    for one in findings.questions:
        shown = one.figure
        for number in (shown.percent, shown.low, shown.high):
            if number is not None and not 0 <= number <= 100:
                raise FindingsFileError(f"{one.hospital}, {one.question}: a percentage is not in its range.")
        for number in (shown.base, shown.answered, shown.eligible):
            if number is not None and number < 0:
                raise FindingsFileError(f"{one.hospital}, {one.question}: a number of people is below 0.")
