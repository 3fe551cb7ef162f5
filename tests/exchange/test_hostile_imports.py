"""Hostile and broken files are refused with a sentence; nothing else of them happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_engine.exchange.fhir import to_fhir
from survey_engine.exchange.fhir_import import from_fhir
from survey_engine.exchange.importing import Imported, ImportRefusedError
from survey_engine.exchange.xlsform_import import from_sheets
from survey_engine.questionnaire.checking import examine
from survey_engine.questionnaire.loading import load_questionnaire
from tests.exchange.interchange import TOP, errors, written

EVERY_KIND = to_fhir(load_questionnaire(TOP / "tests/questionnaires/every_kind/1.yaml"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def questionnaire(*items: dict[str, Any], **members: Any) -> bytes:
    resource = {"resourceType": "Questionnaire", "name": "Hostile", "status": "draft", "item": list(items)}
    return json.dumps({**resource, **members}).encode()


def question(link: str, **members: Any) -> dict[str, Any]:
    return {"linkId": link, "text": "Is it so?", "type": "boolean", **members}


def when(link: str) -> list[dict[str, Any]]:
    return [{"question": link, "operator": "=", "answerBoolean": True}]


LOOPS = {
    "itself": questionnaire(question("a", enableWhen=when("a"))),
    "two": questionnaire(question("a", enableWhen=when("b")), question("b", enableWhen=when("a"))),
    "group": questionnaire(
        {"linkId": "g", "type": "group", "enableWhen": when("a"), "item": [question("a")]},
    ),
    "value sets": questionnaire(
        question("a", type="choice", answerValueSet="#one"),
        contained=[
            {"resourceType": "ValueSet", "id": name, "compose": {"include": [{"valueSet": [f"#{other}"]}]}}
            for name, other in (("one", "two"), ("two", "one"))
        ],
    ),
}


@pytest.mark.parametrize("content", LOOPS.values(), ids=LOOPS)
def test_reference_loops_are_refused(content: bytes) -> None:
    with pytest.raises(ImportRefusedError, match="circle"):
        from_fhir(content)


def nested(depth: int) -> dict[str, Any]:
    item = question("deep")
    for number in range(depth):
        item = {"linkId": f"g{number}", "type": "group", "item": [item]}
    return item


BROKEN = {
    "nothing": (b"", "no JSON"),
    "not text": (b"\xff\xfe\x00{", "no JSON"),
    "XML": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Questionnaire/>', "It is XML"),
    "a list": (b"[1, 2]", "no FHIR resource"),
    "another resource": (b'{"resourceType": "Patient"}', "is a Patient"),
    "a bundle of none": (b'{"resourceType": "Bundle", "entry": [{}]}', "holds 0 Questionnaires"),
    "brackets": (b"[" * 100_000, "too deeply"),
    "objects": (b'{"a":' * 100_000, "too deeply"),
    "groups": (questionnaire(nested(60)), "too deeply"),
    "a key twice": (b'{"resourceType": "Questionnaire", "id": "a", "id": "b"}', "`id` is written twice"),
    "NaN": (b'{"resourceType": "Questionnaire", "version": NaN}', "NaN is no number"),
    "infinite": (b'{"resourceType": "Questionnaire", "version": -Infinity}', "-Infinity is no number"),
    "huge": (b'{"resourceType": "Questionnaire", "version": 1' + b"0" * 400 + b"}", "401 digits"),
    "huge still": (b'{"resourceType": "Questionnaire", "version": 1' + b"0" * 9000 + b"}", "9001 digits"),
    "too large": (b'{"resourceType": "Questionnaire", "version": 1e400}', "too large"),
    "10 MB": (b'{"a": "' + b"x" * (10 << 20) + b'"}', "larger than 10 MB"),
    "wrong type": (questionnaire(question("a", text=["x"])), r"item\[0\].text` must be a text"),
    "wrong list": (questionnaire(item={"linkId": "a"}), "must be a list"),
    "linkId twice": (questionnaire(question("a"), question("a")), "que-2"),
    "nothing asked": (questionnaire(), "asks nothing"),
    "too many": (questionnaire(*(question(f"a{i}") for i in range(2001))), "more than 2000"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "why"), BROKEN.values(), ids=BROKEN)
def test_a_broken_resource_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(ImportRefusedError, match=why) as refused:
        from_fhir(content)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 700


def test_a_text_of_megabytes_is_cut_and_told() -> None:
    imported = from_fhir(questionnaire(question("a", text="long " * 1_900_000)))
    assert any("9500000 letters" in line for line in imported.lost)
    assert len(imported.to_yaml()) < 5000


TRICKS = [
    "no", "yes", "1:30", "&a", "- x", "ends with:", "# not a remark", "{a: b}", "[x]", "*b", "!tag", "null",
    "~", "3.0", "0x1F", "'quoted'", '"double"', "a\\b", "%percent", "@at", "`tick`", "a: b", "? key", "|",
    ">", "=", "two\nlines", "tab\there", "2024-01-01", "<<", "—", "é\u0301", "اردو", "😀", "---", "...",
]  # fmt: skip


@pytest.mark.parametrize("text", TRICKS)
def test_text_that_yaml_reads_in_its_own_way_survives(text: str, tmp_path: Path) -> None:
    options = [
        {"valueCoding": {"code": "no", "display": text}},
        {"valueCoding": {"code": "n", "display": "N"}},
    ]
    imported = from_fhir(questionnaire(question("yes", type="choice", text=text, answerOption=options)))
    built, problems = examine(written(imported, tmp_path))
    assert built is not None, problems
    [asked] = built.questions
    plain = text.replace("{", "(").replace("}", ")")
    assert (asked.id, asked.text, asked.options[0].label) == ("yes", plain, plain)
    assert [option.id for option in asked.options] == ["no", "n", "pns"]


@pytest.mark.parametrize(
    "letter", ["\ud800", "\u202e", "\x00", "\x1b", "\U000e0041", "\ufeff", "\u2028", "\uffff"]
)
def test_letters_that_hide_or_turn_others_are_taken_out(letter: str, tmp_path: Path) -> None:
    imported = from_fhir(questionnaire(question(f"a{letter}b", text=f"Is{letter} it?", title=letter)))
    imported.to_yaml().encode()
    "\n".join(imported.lost).encode()
    built, problems = examine(written(imported, tmp_path))
    assert built is not None, problems
    assert "".join(built.questions[0].text.split()) == "Isit?"


def nodes(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, one in inside for found in nodes(one, (*place, key)))]


PLACES = [place for place in nodes(EVERY_KIND) if place]


def with_other(value: Any, place: tuple[Any, ...], other: Any) -> Any:
    """A copy with another value at one place."""
    if not place:
        return other
    copy = value.copy()
    copy[place[0]] = with_other(value[place[0]], place[1:], other)
    return copy


def outcome(read: Any) -> Imported | None:
    try:
        return read()  # type: ignore[no-any-return]
    except ImportRefusedError:
        return None


@QUICK
@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=3))
def test_any_value_at_any_place_of_a_resource_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[Any, ...], Any]]
) -> None:
    resource = EVERY_KIND
    for place, other in changes:
        if place in nodes(resource):
            resource = with_other(resource, place, other)
    imported = outcome(lambda: from_fhir(json.dumps(resource).encode()))
    if imported is not None:
        assert isinstance(errors(imported, tmp_path_factory.mktemp("any")), list)


WORDS = st.sampled_from([
    "select_one a", "select_multiple a", "text", "integer", "range", "note", "begin group",
    "end group", "begin repeat", "end_repeat", "x", "y", "a", "${x} = '1'", "selected(${y}, 'a')", "${x} > 5",
    ". < 5", "not(${x} = '')", "((((", "${", "yes", "field-list", "start=1 end=x", "label", "scale", "number",
    "5",
    "-1",
]) | st.text(max_size=12)  # fmt: skip
HEADS = ["type", "name", "label", "label::Welsh (cy)", "hint", "relevant", "constraint", "appearance",
         "parameters", "se_kind", "se_page", "se_flags", "se_max", "se_derives", "required"]  # fmt: skip
CHOICES = [["list_name", "name", "label"], ["a", "1", "One"], ["a", "2", "Two"], ["b", "x", "X"]]


@QUICK
@given(st.lists(st.lists(WORDS, min_size=len(HEADS), max_size=len(HEADS)), max_size=12))
def test_any_sheet_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    imported = outcome(lambda: from_sheets({"survey": [HEADS, *rows], "choices": CHOICES}, "form"))
    if imported is not None:
        assert isinstance(errors(imported, tmp_path_factory.mktemp("any")), list)
