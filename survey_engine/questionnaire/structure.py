"""What pydantic found wrong with the shape of a file, as sentences; and the file with those spots mended.

The mended copy is never used as a questionnaire. It lets the other rules look at the rest of the file, so
that its author sees every problem at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.source import (
    KINDS,
    ConditionSource,
    DateSource,
    DerivedSource,
    ExtendedOptions,
    FileSource,
    MatrixSource,
    MonthYearSource,
    MultipleSource,
    NumberSource,
    OptionSource,
    PageSource,
    RowSource,
    ScaleQuestionSource,
    ScaleSource,
    SectionSource,
    SingleSource,
    StatementSource,
    TextSource,
)  # fmt: skip
from survey_engine.questionnaire.yaml_source import Lines, Loc

_MODELS = (
    ConditionSource, DateSource, DerivedSource, ExtendedOptions, FileSource, MatrixSource, MonthYearSource,
    MultipleSource, NumberSource, OptionSource, PageSource, RowSource, ScaleQuestionSource, ScaleSource,
    SectionSource, SingleSource, StatementSource, TextSource,
)  # fmt: skip
KNOWN_NAMES = sorted({field.alias or name for model in _MODELS for name, field in model.model_fields.items()})
_NUMERALS = ("min", "max", "step")
STAND_IN = "This question could not be read."


def shape_problems(reason: ValidationError, lines: Lines) -> Iterator[Problem]:
    """One problem for each thing of the wrong shape."""
    errors = reason.errors(include_url=False)
    said: set[Loc] = set()
    for error in errors:
        loc, sentence = _place(error["loc"])
        # A list counts as empty where none of its items could be read: the items say it already.
        echo = error["type"] == "too_short" and any(
            other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in errors
        )
        if not echo and not (sentence and loc in said):
            names = (
                part for part in reversed(loc) if isinstance(part, str) and not part.startswith(("(", "["))
            )
            name = next(names, "")
            yield lines.error(loc, sentence.format(name) if sentence else _sentence(name, error))
        said.add(loc)


def _place(loc: Loc) -> tuple[Loc, str]:
    """Where an error is; and what to say of a value that can have several forms.

    Pydantic tells of each form by itself that the value is not that, and writes its name into the place.
    """
    for i, part in enumerate(loc):
        if i and loc[i - 1] in _NUMERALS and part in ("int", "decimal"):
            return loc[:i], "`{}` must be a number. Write it in digits, such as 5 or 0.5."
        if i > 1 and loc[i - 2] == "is" and (part in ("str", "int") or str(part).startswith("tuple[")):
            return loc[:i], "After `{}` write the id of an option, or a list of such ids."
    return loc, ""


def _sentence(name: str, error: ErrorDetails) -> str:
    """What to do about one error at a value of this name, or at the file as a whole."""
    context, value, kind = error.get("ctx", {}), error["input"], error["type"]
    if not error["loc"]:
        return _of_the_whole(value)
    if (name == "minutes" and kind != "missing") or error["loc"][:2] == ("minutes", 1):
        return "`minutes` takes two whole numbers, the fewest and the most, as in [20, 40]. Write both."
    match kind:
        case "missing":
            return f"`{name}` is missing. Add it here."
        case "extra_forbidden":
            close = difflib.get_close_matches(name, KNOWN_NAMES, n=1)
            hint = f" Did you mean `{close[0]}`?" if close and close[0] != name else " Take it out."
            return f"`{name}` is not used here.{hint}"
        case "union_tag_not_found" | "union_tag_invalid":
            return f"`type` is missing or unknown. Use one of: {', '.join(KINDS)}."
        case "literal_error":
            known = f"Use one of: {context.get('expected', '')}."
            if error["loc"][-1] == "[key]":
                return f"`{name}` is not used here. {known}"
            return f"`{name}` cannot be {_shown(value)}. {known}"
        case "bool_type":
            return f"`{name}` is either true or false. Write one of the two."
        case "value_error":
            return str(context.get("error", error["msg"]))
        case "tuple_type" | "too_short":
            return f"`{name}` must be a list with at least one item. Begin each item with a dash."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"`{name}` must be a block of names and values. Look at the spaces before the lines."
        case _:
            return _of_text(name, error) or _of_a_number(name, error)


def _of_the_whole(value: Any) -> str:
    if value is None:
        return "The file is empty. Begin it with a line such as `version: 1`, or copy a file that works."
    return "The file must be a block of names and values. Begin it with a line such as `version: 1`."


def _of_text(name: str, error: ErrorDetails) -> str:
    match error["type"]:
        case "string_type" if error["input"] is None:
            return f"`{name}` is empty. Write its text, or take the line out."
        case "string_type" if isinstance(error["input"], (dict, tuple)):
            return f"`{name}` must be text. Write it on one line, or put it in quotes."
        case "string_type":
            return f"`{name}` must be text. Put {_shown(error['input'])} in quotes."
        case "string_pattern_mismatch" | "string_too_short":
            return f"`{name}` is empty, or begins or ends with a space. Write the text without it."
        case "string_too_long":
            return f"`{name}` is longer than {error.get('ctx', {}).get('max_length')} letters. Shorten it."
        case _:
            return ""


def _of_a_number(name: str, error: ErrorDetails) -> str:
    cannot = f"`{name}` cannot be {_shown(error['input'])}."
    match error["type"]:
        case "int_type":
            return f"{cannot} Write a whole number in digits, such as 2."
        case "greater_than_equal":
            return f"{cannot} The least is {error.get('ctx', {}).get('ge')}: raise it."
        case "less_than_equal":
            return f"{cannot} The most is {error.get('ctx', {}).get('le')}: lower it."
        case _:
            return f"{cannot} See in another file how it is written."


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, tuple)):
        return "a block like this"
    text = "empty" if value is None else str(value)
    return text if len(text) <= 40 else text[:40] + "..."


def mended(data: Any, reason: ValidationError) -> tuple[Any, frozenset[str]]:
    """A copy with unknown names left out and unreadable questions replaced by statements; and their ids."""
    drop: set[Loc] = set()
    replace: set[Loc] = set()
    for error in reason.errors(include_url=False):
        loc = tuple(part for part in error["loc"] if not (isinstance(part, str) and part.startswith("(")))
        if error["type"] == "extra_forbidden":
            drop.add(loc)
        elif "questions" in loc and len(loc) > loc.index("questions") + 1:
            replace.add(loc[: loc.index("questions") + 2])
    lost: set[str] = set()
    return _copy(data, (), drop, replace, lost), frozenset(lost)


def _copy(value: Any, loc: Loc, drop: set[Loc], replace: set[Loc], lost: set[str]) -> Any:
    if loc in replace:
        name = value.get("id") if isinstance(value, dict) else None
        place = "_".join(str(part) for part in loc if isinstance(part, int))
        kept = name if isinstance(name, str) and name else f"unreadable_{place}"
        lost.add(kept)
        return {"id": kept, "type": "statement", "text": STAND_IN, "short_title": STAND_IN}
    if isinstance(value, dict):
        return {
            key: _copy(item, (*loc, key), drop, replace, lost)
            for key, item in value.items()
            if (*loc, key) not in drop
        }
    if isinstance(value, tuple):
        return tuple(_copy(item, (*loc, index), drop, replace, lost) for index, item in enumerate(value))
    return value
