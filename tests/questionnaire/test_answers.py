"""What is read from what was entered: a table of known results for every kind of question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_engine.questionnaire.answers import (
    Fault,
    Reading,
    Value,
    clean_text,
    json_bytes,
    kept_entry,
    read_answer,
)
from survey_engine.questionnaire.definition import Kind, Question, Questionnaire
from survey_engine.questionnaire.loading import load_questionnaire
from tests.questionnaire.conftest import TINY

LATEST = date(2025, 6, 15)
KINDS = load_questionnaire(TINY / "every_kind" / "1.yaml")
TinyLoader = Callable[[str], Questionnaire]


def question(name: str) -> Question:
    found = KINDS.question(name)
    assert found is not None
    return found


def read(name: str, *raw: str) -> Reading:
    return read_answer(question(name), raw, latest=LATEST)


TAKEN: list[tuple[str, tuple[str, ...], Value | None]] = [
    ("hello", ("anything",), None),
    ("kind_single", (), None),
    ("kind_single", ("",), None),
    ("kind_single", ("yes",), "yes"),
    ("kind_single", (" yes ", "", "yes"), "yes"),
    ("kind_band", ("pns",), "pns"),
    ("kind_multiple", (), None),
    ("kind_multiple", ("cake", "tea"), ("tea", "cake")),
    ("kind_multiple", ("cake",) * 500, ("cake",)),
    ("kind_multiple", ("none",), ("none",)),
    ("kind_scale", ("0",), "0"),
    ("kind_scale", ("10",), "10"),
    ("kind_scale", ("٧",), "7"),
    ("kind_scale", ("dk",), "dk"),
    ("kind_number", ("3",), "3"),
    ("kind_number", ("3.50",), "3.5"),
    ("kind_number", (" 03 ", ""), "3"),
    ("kind_number", ("", "dk"), "dk"),
    ("kind_number", ("-0",), "0"),
    ("kind_number", ("+2",), "2"),
    ("kind_number", (".5",), "0.5"),
    ("kind_number", ("5.",), "5"),
    ("kind_number", ("۱۲٫۵",), "12.5"),
    ("kind_number", ("20",), "20"),
    ("kind_date", ("14", "3", "2021"), "2021-03-14"),
    ("kind_date", ("14th", "March", "2021"), "2021-03-14"),
    ("kind_date", ("14/3/2021",), "2021-03-14"),
    ("kind_date", ("2021-03-14",), "2021-03-14"),
    ("kind_date", ("March 14 2021",), "2021-03-14"),
    ("kind_date", ("١٤", "٣", "٢٠٢١"), "2021-03-14"),
    ("kind_date", ("15", "6", "2025"), "2025-06-15"),
    ("kind_date", ("", "", "", "dk"), "dk"),
    ("kind_date", ("", "", ""), None),
    ("kind_month", ("3", "2021"), "2021-03"),
    ("kind_month", ("03", "2021"), "2021-03"),
    ("kind_month", ("March", "2021"), "2021-03"),
    ("kind_month", ("sept", "2021"), "2021-09"),
    ("kind_month", ("", "2021"), "2021"),
    ("kind_month", ("2021",), "2021"),
    ("kind_month", ("2021-03",), "2021-03"),
    ("kind_month", ("03/2021",), "2021-03"),
    ("kind_month", ("March 2021",), "2021-03"),
    ("kind_month", ("MARCH, 2021",), "2021-03"),
    ("kind_month", ("12 March 2021",), "2021-03"),
    ("kind_month", ("12th March 2021",), "2021-03"),
    ("kind_month", ("March 12, 2021",), "2021-03"),
    ("kind_month", ("2021-03-12",), "2021-03"),
    ("kind_month", ("۳", "۲۰۲۱"), "2021-03"),
    ("kind_month", ("6", "2025"), "2025-06"),
    ("kind_month", ("", "2025"), "2025"),
    ("kind_month", ("", "1930"), "1930"),
    ("kind_month", ("", "", "never"), "never"),
    ("kind_text", ("  Kind\r\nstaff\r ",), "Kind\nstaff"),
    ("kind_text", ("a\x00b\x07c\td",), "abc\td"),
    ("kind_text", ("\x00\x01",), None),
    ("kind_text", ("\ud800x\uffff",), "x"),
    ("kind_text", ("one\u2028two\x85three",), "one\ntwo\nthree"),
    ("kind_text", ("x" * 198,), "x" * 198),
    ("kind_text", ("شکریہ",), "شکریہ"),
]

REFUSED: list[tuple[str, tuple[str, ...], Fault]] = [
    ("kind_single", ("maybe",), Fault.NOT_AN_OPTION),
    ("kind_single", ("yes", "maybe"), Fault.NOT_AN_OPTION),
    ("kind_single", ("YES",), Fault.NOT_AN_OPTION),
    ("kind_single", ("yes", "no"), Fault.SEVERAL_FOR_ONE),
    ("kind_multiple", ("tea", "beer"), Fault.NOT_AN_OPTION),
    ("kind_multiple", ("tea", "none"), Fault.EXCLUSIVE_WITH_OTHERS),
    ("kind_multiple", ("tea", "cake", "milk"), Fault.TOO_MANY),
    ("kind_multiple", tuple(map(str, range(500))), Fault.NOT_AN_OPTION),
    ("kind_scale", ("11",), Fault.NOT_AN_OPTION),
    ("kind_scale", ("7", "8"), Fault.SEVERAL_FOR_ONE),
    ("kind_number", ("many",), Fault.NOT_A_NUMBER),
    ("kind_number", ("about 3",), Fault.NOT_A_NUMBER),
    ("kind_number", ("1e3",), Fault.NOT_A_NUMBER),
    ("kind_number", ("nan",), Fault.NOT_A_NUMBER),
    ("kind_number", ("Infinity",), Fault.NOT_A_NUMBER),
    ("kind_number", ("½",), Fault.NOT_A_NUMBER),
    ("kind_number", ("1_0",), Fault.NOT_A_NUMBER),
    ("kind_number", ("−1",), Fault.TOO_SMALL),
    ("kind_number", ("21",), Fault.TOO_LARGE),
    ("kind_number", ("1,000",), Fault.TOO_LARGE),
    ("kind_number", ("9" * 100_000,), Fault.TOO_LARGE),
    ("kind_number", ("." * 100_000,), Fault.NOT_A_NUMBER),
    ("kind_number", ("0.15",), Fault.NOT_A_STEP),
    ("kind_number", ("0.1" + "0" * 30 + "1",), Fault.NOT_A_STEP),
    ("kind_number", ("1", "2"), Fault.SEVERAL_FOR_ONE),
    ("kind_number", ("1", "dk"), Fault.SEVERAL_FOR_ONE),
    ("kind_month", ("3", ""), Fault.NOT_A_YEAR),
    ("kind_month", ("March",), Fault.NOT_A_YEAR),
    ("kind_month", ("", "21"), Fault.NOT_A_YEAR),
    ("kind_month", ("", "20211"), Fault.NOT_A_YEAR),
    ("kind_month", ("9" * 100_000, "9" * 100_000), Fault.NOT_A_YEAR),
    ("kind_month", ("13", "2021"), Fault.NOT_A_MONTH),
    ("kind_month", ("0", "2021"), Fault.NOT_A_MONTH),
    ("kind_month", ("Brumaire", "2021"), Fault.NOT_A_MONTH),
    ("kind_month", ("7", "2025"), Fault.YEAR_OUT_OF_RANGE),
    ("kind_month", ("", "2026"), Fault.YEAR_OUT_OF_RANGE),
    ("kind_month", ("", "1929"), Fault.YEAR_OUT_OF_RANGE),
    ("kind_month", ("3", "2021", "never"), Fault.SEVERAL_FOR_ONE),
    ("kind_month", ("1", "2", "3"), Fault.SEVERAL_FOR_ONE),
    ("kind_date", ("31", "2", "2021"), Fault.NOT_A_DATE),
    ("kind_date", ("", "3", "2021"), Fault.NOT_A_DATE),
    ("kind_date", ("14", "", ""), Fault.NOT_A_DATE),
    ("kind_date", ("0", "3", "2021"), Fault.NOT_A_DATE),
    ("kind_date", ("14", "13", "2021"), Fault.NOT_A_MONTH),
    ("kind_date", ("14", "Foo", "2021"), Fault.NOT_A_MONTH),
    ("kind_date", ("14", "3", "21"), Fault.NOT_A_YEAR),
    ("kind_date", ("16", "6", "2025"), Fault.YEAR_OUT_OF_RANGE),
    ("kind_date", ("14", "3", "1929"), Fault.YEAR_OUT_OF_RANGE),
    ("kind_date", ("14", "3", "2021", "dk"), Fault.SEVERAL_FOR_ONE),
    ("kind_date", ("1", "2", "3", "4"), Fault.SEVERAL_FOR_ONE),
    ("kind_date", ("1" * 50, "3", "2021"), Fault.NOT_A_DATE),
    ("kind_text", ("x" * 199,), Fault.TEXT_TOO_LONG),
    ("kind_text", ('"' * 100,), Fault.TEXT_TOO_LONG),
    ("kind_text", ("😀" * 50,), Fault.TEXT_TOO_LONG),
    ("kind_text", ("one", "two"), Fault.SEVERAL_FOR_ONE),
]


@pytest.mark.parametrize(("name", "raw", "value"), TAKEN)
def test_taken(name: str, raw: tuple[str, ...], value: Value | None) -> None:
    assert read(name, *raw) == Reading(value, None, raw)


@pytest.mark.parametrize(("name", "raw", "fault"), REFUSED)
def test_refused(name: str, raw: tuple[str, ...], fault: Fault) -> None:
    assert read(name, *raw) == Reading(None, fault, raw)


def test_month_names_of_other_languages_are_an_argument() -> None:
    welsh = {"mawrth": 3}
    entered = read_answer(question("kind_month"), ["Mawrth", "2021"], latest=LATEST, months=welsh)
    assert entered.value == "2021-03"


ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
FORMS = st.lists(
    ANYTHING | st.sampled_from(["yes", "tea", "none", "dk", "never", "7", "2021", "March", "", "\x00", "٣"]),
    max_size=6,
)


@settings(deadline=None)
@given(FORMS)
def test_nothing_that_is_sent_raises_and_what_is_taken_is_taken_again_unchanged(raw: list[str]) -> None:
    for asked in KINDS.questions:
        reading = read_answer(asked, raw, latest=LATEST)
        assert reading.raw == tuple(raw)
        assert reading.value is None or reading.fault is None
        if reading.value is not None:
            again = reading.value if isinstance(reading.value, tuple) else (reading.value,)
            assert read_answer(asked, again, latest=LATEST).value == reading.value


@settings(deadline=None)
@given(FORMS)
def test_what_a_draft_keeps_of_a_refused_entry_is_short_and_clean(raw: list[str]) -> None:
    for asked in KINDS.questions:
        kept = kept_entry(asked, raw)
        most = asked.max_bytes if asked.kind is Kind.TEXT else 700
        assert json_bytes(list(kept)) <= most + 2
        assert all(clean_text(text) == text for text in kept)


@pytest.mark.parametrize("plane", range(17))
def test_every_plane_of_unicode_is_read_as_text(plane: int) -> None:
    for start in range(plane << 16, (plane + 1) << 16, 0x400):
        letters = "".join(map(chr, range(start, min(start + 0x400, sys.maxunicode + 1))))
        cleaned = clean_text(letters)
        assert cleaned == clean_text(cleaned)
        assert cleaned.encode() is not None
        for asked in KINDS.questions:
            read_answer(asked, [letters], latest=LATEST)


def test_a_kept_text_is_cut_at_a_letter() -> None:
    [kept] = kept_entry(question("kind_text"), ["é" * 500])
    assert kept == "é" * 99


def test_a_kept_month_stays_in_its_box() -> None:
    assert kept_entry(question("kind_month"), ["", "20211", "x"]) == ("", "20211")
