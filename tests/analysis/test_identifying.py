"""What in a free text may identify somebody, and what only looks a little like it."""

from __future__ import annotations

import time

import pytest

from survey_engine.analysis.identifying import Trace, identifying, is_nhs_number


def found(text: str) -> list[tuple[str, str]]:
    return [(one.trace.value, one.words) for one in identifying(text)]


@pytest.mark.parametrize(
    ("text", "trace", "words"),
    [
        ("Ring me on 07700 900123 please", Trace.TELEPHONE, "07700 900123"),
        ("Ring (01632) 960 001.", Trace.TELEPHONE, "(01632) 960 001"),
        ("It is +44 7700 900123", Trace.TELEPHONE, "+44 7700 900123"),
        ("0800-800-6000 was busy", Trace.TELEPHONE, "0800-800-6000"),
        ("Write to anna.b@mail.example.org!", Trace.EMAIL, "anna.b@mail.example.org"),
        ("My number is 943 476 5919.", Trace.NHS_NUMBER, "943 476 5919"),
        ("9434765919", Trace.NHS_NUMBER, "9434765919"),
        ("Dr Patel was kind", Trace.NAME, "Dr Patel"),
        ("dr. O'Neill-Shah was kind", Trace.NAME, "dr. O'Neill-Shah"),
        ("my nurse Sarah Jones rang", Trace.NAME, "nurse Sarah Jones"),
        ("Professor van der Berg", Trace.NAME, "Professor van der Berg"),
        ("Mrs Ahmed on the ward", Trace.NAME, "Mrs Ahmed"),
        ("I was born on 3 May 1964.", Trace.DATE, "born on 3 May 1964"),
        ("3rd of May, 1964", Trace.DATE, "3rd of May, 1964"),
        ("May 3rd 1964", Trace.DATE, "May 3rd 1964"),
        ("DOB 03/05/64", Trace.DATE, "03/05/64"),
        ("DOB 3.5.1964", Trace.DATE, "3.5.1964"),
        ("born in 1964", Trace.DATE, "born in 1964"),
        ("I live at SW1A 1AA", Trace.POSTCODE, "SW1A 1AA"),
    ],
)
def test_what_may_identify_is_found(text: str, trace: Trace, words: str) -> None:
    assert found(text) == [(trace.value, words)]


@pytest.mark.parametrize(
    "text",
    [
        "My nurse is very kind. The doctor told me in 2021.",
        "The nurse specialist and the doctor I saw were good.",
        "I waited 2 hours and 30 minutes, 3 times.",
        "Ward 12, bed 4, on 14 June. It cost 1,234,567 pounds.",
        "The dr said so. Miss the old ward.",
        "Nurse Specialist team; Consultant Clinic",
        "I had 6 cycles of FEC-T and 15 of radiotherapy",
        "It was 2019/2020. Stage 4. HER2 positive.",
        "",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_each_place_is_told_once_and_in_order() -> None:
    text = "Dr Patel (01632 960 001) saw me on 3 May 2021. Mail x@y.example. Dr Patel again."
    assert [trace for trace, _words in found(text)] == ["name", "telephone", "date", "email", "name"]


def test_the_check_digit_of_an_nhs_number() -> None:
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("943476591")
    assert not is_nhs_number("٩٤٣٤٧٦٥٩١٩")


def test_a_hostile_text_takes_no_time() -> None:
    begun = time.process_time()
    for text in ("0 " * 8000, "a@" * 8000, "Dr " * 8000, "born in " * 4000, "1/1/" * 5000, "AA1" * 6000):
        identifying(text)
    assert time.process_time() - begun < 2
