"""Findings survive the way through a file, and nothing else comes out of one."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_json import (
    FindingsFileError,
    findings_from_json,
    findings_to_json,
)
from survey_engine.analysis.policy import Audience
from tests.analysis.found import findings, mixed
from tests.house.tree import python_files, read

SIZES = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 60), min_size=1).filter(
    lambda sizes: sum(sizes.values()) >= 10
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sizes=SIZES, audience=st.sampled_from([Audience.HOSPITAL, Audience.PUBLIC]))
def test_what_comes_back_is_what_went_in(sizes: dict[str, int], audience: Audience) -> None:
    before = findings(mixed(sizes), audience)
    text = findings_to_json(before)
    after = findings_from_json(text)
    assert after == before
    assert findings_to_json(after) == text
    assert findings_from_json(text.encode()) == before


def document() -> Any:
    return json.loads(findings_to_json(findings(mixed())))


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, with no more than the first two of each list."""
    found = [path]
    if isinstance(data, dict):
        for key, value in data.items():
            found += places(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data[:2]):
            found += places(value, (*path, number))
    return found


@pytest.mark.parametrize("wrong", [1.5, [], {}, True, -3, "no such thing", [None]])
def test_a_value_of_another_type_is_refused(wrong: object) -> None:
    whole = document()
    refused = 0
    for path in places(whole):
        if len(path) < 2:
            continue
        changed = document_with(whole, path, wrong)
        try:
            back = findings_from_json(json.dumps(changed))
        except FindingsFileError:
            refused += 1
        else:
            # What is taken is of the right types, so it can only be another text, number or list.
            assert json.loads(findings_to_json(back)) == changed
    assert refused > 30


def document_with(whole: Any, path: tuple[Any, ...], value: object) -> Any:
    changed = json.loads(json.dumps(whole))
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{", '{"format": "survey-engine findings"}', '{"a": 1, "a": 2}', "NaN", "[" * 100_000],
)
def test_what_is_no_findings_file_is_refused_by_name(text: str) -> None:
    with pytest.raises(FindingsFileError):
        findings_from_json(text)


def test_a_key_too_many_or_too_few_is_refused() -> None:
    for change in (lambda one: one.pop("wave"), lambda one: one.update(more=1)):
        whole = document()
        change(whole["findings"])
        with pytest.raises(FindingsFileError, match="names of Findings"):
            findings_from_json(json.dumps(whole))


def test_a_row_of_an_unlisted_hospital_or_question_is_refused() -> None:
    for key, name in (("hospital", "ZZZ"), ("question", "zzz")):
        whole = document()
        whole["findings"]["questions"][0][key] = name
        with pytest.raises(FindingsFileError, match="lists no such"):
            findings_from_json(json.dumps(whole))


def test_only_the_gate_and_the_reader_make_findings() -> None:
    made = findings(mixed())
    values = {one.name: getattr(made, one.name) for one in fields(Findings)}
    with pytest.raises(TypeError, match="only the gate"):
        Findings(**{**values, "key": object()})
    holders = [path for path in python_files("survey_engine") if "GATE_KEY" in read(path)]
    assert sorted(path.rpartition("/")[2] for path in holders) == [
        "findings.py",
        "findings_gate.py",
        "findings_json.py",
        "gate_key.py",
    ]
