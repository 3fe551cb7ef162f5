"""A FHIR resource as JSON, read with distrust: its size, its numbers, and the shape of what is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from survey_engine.exchange.foreign_text import shown
from survey_engine.exchange.importing import ImportRefusedError

MOST_BYTES = 10 * 1024 * 1024
MOST_DEPTH = 60  # lists and objects inside each other
_LONGEST_NUMBER = 40
Item = Mapping[str, Any]

# What each kind of object may hold, of that which is looked at; anything else is passed over.
_CONTAINED = {
    **dict.fromkeys(("id", "resourceType", "url"), "text"),
    "compose": "compose",
    "expansion": "expansion",
    "concept": "[concept]",
}
_KINDS: dict[str, dict[str, str]] = {
    "resource": {
        **dict.fromkeys(("language", "url", "version", "name", "title", "id", "status"), "text"),
        "extension": "[extension]", "item": "[item]", "contained": "[contained]", "_title": "beside",
    },
    "contained": _CONTAINED,
    "compose": {"include": "[include]", "exclude": "[any]"},
    "include": {"system": "text", "concept": "[concept]", "valueSet": "[text]", "filter": "[any]"},
    "expansion": {"contains": "[concept]"},
    "concept": {
        "system": "text", "code": "text", "display": "text", "_display": "beside",
        "contains": "[concept]", "concept": "[concept]", "extension": "[extension]",
    },
    "item": {
        **dict.fromkeys(("linkId", "text", "type", "prefix", "enableBehavior", "answerConstraint"), "text"),
        **dict.fromkeys(("required", "repeats", "readOnly"), "truth"),
        "_text": "beside", "item": "[item]", "extension": "[extension]", "enableWhen": "[enableWhen]",
        "answerOption": "[option]", "option": "[option]", "answerValueSet": "text",
    },
    "enableWhen": {
        "question": "text", "operator": "text", "answerBoolean": "truth", "answerCoding": "concept",
        "answerString": "text", "answerInteger": "number", "answerDecimal": "number", "hasAnswer": "truth",
    },
    "option": {
        "valueCoding": "concept", "valueString": "text", "valueInteger": "number", "valueDate": "text",
        "valueTime": "text", "extension": "[extension]", "_valueString": "beside",
    },
    "beside": {"extension": "[extension]"},
    "extension": {
        "url": "text", "extension": "[extension]", "valueString": "text", "valueCode": "text",
        "valueInteger": "number", "valueDecimal": "number", "valueBoolean": "truth", "_valueString": "beside",
        "valueMarkdown": "text", "valueCodeableConcept": "codeable", "valueExpression": "expression",
    },
    "codeable": {"coding": "[concept]", "text": "text"},
    "expression": {"language": "text", "expression": "text"},
    "any": {},
}  # fmt: skip


def read_resource(content: bytes) -> dict[str, Any]:
    """The one Questionnaire of a file, its shape as FHIR has it. Raises ImportRefusedError."""
    if len(content) > MOST_BYTES:
        raise ImportRefusedError(f"The file is larger than {MOST_BYTES >> 20} MB. Split it.")
    try:
        resource = json.loads(
            content,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except RecursionError as error:
        raise ImportRefusedError("The file nests brackets too deeply to be a Questionnaire.") from error
    except (ValueError, UnicodeDecodeError) as error:
        why = "It is XML." if content.lstrip()[:1] == b"<" else f"{shown(error)}."
        raise ImportRefusedError(f"The file is no JSON, and only FHIR in JSON can be read. {why}") from error
    questionnaire = _questionnaire(resource)
    _check(questionnaire, "resource", "Questionnaire", 0)
    return questionnaire


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ImportRefusedError(f"`{shown(twice)}` is written twice in one object. Keep one of the two.")
    return {
        name: value for name, value in pairs if value is not None
    }  # nothing at all, as some programs write it


def _no_constant(name: str) -> None:
    raise ImportRefusedError(f"{name} is no number of JSON. Write a number, or take it out.")


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ImportRefusedError(f"There is a number of {len(digits)} digits. Nothing here needs one.")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if len(digits) > _LONGEST_NUMBER or abs(number) > 1e15:
        raise ImportRefusedError(f"The number {shown(digits[:60])} is too long or too large. Shorten it.")
    return number


def _questionnaire(resource: object) -> dict[str, Any]:
    """The resource itself, or the only Questionnaire of a bundle."""
    if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
        entries = resource.get("entry")
        inside = [entry.get("resource") for entry in _objects(entries)]
        found = [one for one in _objects(inside) if one.get("resourceType") == "Questionnaire"]
        if len(found) == 1:
            return found[0]
        raise ImportRefusedError(f"The bundle holds {len(found)} Questionnaires. One at a time can be read.")
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(resource, dict) or kind != "Questionnaire":
        what = f"a {shown(kind)}" if isinstance(kind, str) else "no FHIR resource"
        raise ImportRefusedError(f"The file is {what}, not a Questionnaire of FHIR R4.")
    return resource


def _objects(values: object) -> Iterator[dict[str, Any]]:
    return (one for one in values if isinstance(one, dict)) if isinstance(values, list) else iter(())


def _check(value: Any, kind: str, where: str, depth: int) -> None:
    """Raise ImportRefusedError where a value is not of its kind: text, truth, number, an object or a list."""
    if depth > MOST_DEPTH:
        raise ImportRefusedError("Its items are nested too deeply. Take some groups out.")
    if kind.startswith("["):
        if not isinstance(value, list):
            raise ImportRefusedError(f"`{where}` must be a list.")
        for number, one in enumerate(value):
            _check(one, kind[1:-1], f"{where}[{number}]", depth + 1)
    elif kind == "any":
        return
    elif kind in _KINDS:
        if not isinstance(value, dict):
            raise ImportRefusedError(f"`{where}` must be an object of names and values.")
        for name, inner in _KINDS[kind].items():
            if name in value:
                _check(value[name], inner, f"{where}.{name}", depth + 1)
    elif not _is_plain(value, kind):
        raise ImportRefusedError(f"`{where}` must be a {kind}, not {shown(json.dumps(value))[:60]}.")


def _is_plain(value: object, kind: str) -> bool:
    if kind == "truth":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str)


def extensions(holder: Item, url: str) -> Iterator[Item]:
    """Every extension of one address."""
    return (one for one in holder.get("extension", ()) if one.get("url") == url)


def extension(holder: Item, url: str) -> Item:
    """The first extension of an address; empty where there is none."""
    return next(extensions(holder, url), {})
