"""A response goes into an envelope and comes out the same, or is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from survey_engine.questionnaire.answers import (
    Response,
    ResponseFormatError,
    from_payload,
    to_json,
    to_payload,
)
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.questionnaire.modes import Unclear

RESPONSE = Response(
    questionnaire="sbc_patient",
    version=1,
    definition_hash="0" * 64,
    wave="2025a",
    hospital="RXQ",
    language="cy",
    mode="web",
    partial=False,
    consent=True,
    answers={
        QuestionId("dx_month"): "2021-03",
        QuestionId("nurse_else"): ("gp", "charity"),
        QuestionId("x"): None,
    },
    id="a1",
)


def test_a_response_survives_its_envelope() -> None:
    assert from_payload(json.loads(to_json(to_payload(RESPONSE)))) == RESPONSE


def test_what_was_unclear_on_paper_survives_too() -> None:
    keyed = replace(RESPONSE, unclear={QuestionId("x"): Unclear.SEVERAL}, mode="paper")
    assert from_payload(json.loads(to_json(to_payload(keyed)))) == keyed


@pytest.mark.parametrize(
    "unclear",
    [
        {"x": "smudged"},
        {"x": ["several"]},
        {"dx_month": "several"},  # it has an answer
        {"y": "several"},  # it was never come to
        ["x"],
        [["x", "several", 1]],
        None,
        3,
    ],
)
def test_unclear_is_only_what_has_no_answer(unclear: object) -> None:
    with pytest.raises(ResponseFormatError):
        from_payload({**to_payload(RESPONSE), "format": 2, "unclear": unclear})


def test_a_payload_holds_no_time_and_no_code() -> None:
    assert set(to_payload(RESPONSE)) == {
        "format", "id", "questionnaire", "version", "definition_hash", "wave", "hospital", "language", "mode",
        "partial", "consent", "answers",
    }  # fmt: skip


CHANGES: list[dict[str, Any]] = [
    {"format": 2},
    {"format": 3},
    {"format": [1]},
    {"unclear": {}},
    {"extra": 1},
    {"version": True},
    {"version": "1"},
    {"consent": "yes"},
    {"hospital": None},
    {"answers": []},
    {"answers": {"dx_month": 3}},
    {"answers": {"dx_month": ["a", 1]}},
]


@pytest.mark.parametrize("change", CHANGES)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ResponseFormatError):
        from_payload({**to_payload(RESPONSE), **change})


def test_a_part_that_is_missing_is_refused() -> None:
    payload = to_payload(RESPONSE)
    del payload["wave"]
    with pytest.raises(ResponseFormatError):
        from_payload(payload)
