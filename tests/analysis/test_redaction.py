"""What the machine points to in a comment, and the tags that go in its place."""

from __future__ import annotations

import time

import pytest

from survey_engine.analysis.redaction import Reason, highlights, segments, tag_of, take_out

HOSPITALS = ("Northfield Hospital", "St Mary's Hospital")


def found(text: str) -> list[tuple[str, str]]:
    return [(one.reason.value, one.words) for one in highlights(text, HOSPITALS)]


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("Write to anna@mail.example.org please", Reason.EMAIL, "anna@mail.example.org"),
        ("See www.annas-diary.example/page for more", Reason.WEB_ADDRESS, "www.annas-diary.example/page"),
        ("It is on https://blog.example.org/anna", Reason.WEB_ADDRESS, "https://blog.example.org/anna"),
        ("I wrote of it at annasdiary.co.uk last year", Reason.WEB_ADDRESS, "annasdiary.co.uk"),
        ("My number is 943 476 5919", Reason.NHS_NUMBER, "943 476 5919"),
        ("Ring 07700 900123", Reason.TELEPHONE, "07700 900123"),
        ("I live at SW1A 1AA", Reason.POSTCODE, "SW1A 1AA"),
        ("NI number AB 12 34 56 C there", Reason.NI_NUMBER, "AB 12 34 56 C"),
        ("ni number ab123456c", Reason.NI_NUMBER, "ab123456c"),
        ("on 3 May 2024 it was", Reason.DATE, "3 May 2024"),
        ("on 14th June they rang", Reason.DATE, "14th June"),
        ("diagnosed in March 2023", Reason.DATE, "March 2023"),
        ("Mrs Ahmed in the next bed", Reason.NAME, "Mrs Ahmed"),
        ("Dr Patel was kind", Reason.STAFF, "Dr Patel"),
        ("my nurse, Sarah, rang", Reason.STAFF, "Sarah"),
        ("a nurse called Sarah Jones rang", Reason.STAFF, "Sarah Jones"),
        ("my husband Tom drove me", Reason.NAME, "Tom"),
        ("I live at 12 Acacia Avenue", Reason.STREET, "12 Acacia Avenue"),
        ("the car park in Mill Road", Reason.STREET, "Mill Road"),
        ("at northfield hospital", Reason.HOSPITAL, "northfield hospital"),
        ("at St Mary's Hospital", Reason.HOSPITAL, "St Mary's Hospital"),
        ("sent to Leeds General Infirmary", Reason.HOSPITAL, "Leeds General Infirmary"),
        ("on Ward 12 they", Reason.WARD, "Ward 12"),
        ("on Primrose Ward", Reason.WARD, "Primrose Ward"),
        ("I am 34 and have children", Reason.AGE, "I am 34"),
        ("a 34-year-old with two", Reason.AGE, "34-year-old"),
    ],
)
def test_what_may_identify_is_pointed_to(text: str, reason: Reason, words: str) -> None:
    assert found(text) == [(reason.value, words)]


@pytest.mark.parametrize(
    "text",
    [
        "The nurses were kind. The doctor took her time, and the ward was quiet.",
        "I had 6 cycles of FEC-T and 15 of radiotherapy on the Chemotherapy Unit.",
        "I was 20 minutes late and nobody minded.",
        "The nurse The others liked was away. She may come back.",
        "I felt safe. Thank you.",
        "",
    ],
)
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_words_become_a_tag_everywhere_and_tags_are_left_alone() -> None:
    text = "Dr Patel rang. Then Dr Patel, not Dr Patels, wrote: the name of Dr Patel."
    once, places = take_out(text, "Dr Patel", Reason.STAFF)
    assert places == 3
    assert once.count(tag_of(Reason.STAFF)) == 3
    assert "Dr Patels" in once
    assert take_out(once, "name", Reason.NAME) == (once.replace("the name of", "the [name removed] of"), 1)
    assert [one.words for one in highlights(once)] == ["Dr Patels"]
    assert take_out(once, " ", Reason.NAME) == (once, 0)


def test_the_pieces_together_are_the_text() -> None:
    text = "Dr Patel\nof Ward 3 (SW1A 1AA) and Dr Patel"
    pieces = segments(text, highlights(text))
    assert "".join(words for words, _reason in pieces) == text
    assert [reason for _words, reason in pieces if reason] == [
        Reason.STAFF, Reason.WARD, Reason.POSTCODE, Reason.STAFF,
    ]  # fmt: skip


def test_a_hostile_text_takes_no_time() -> None:
    begun = time.process_time()
    hostile = (
        "A" * 40_000,
        "Aa " * 13_000,
        "a-" * 20_000,
        "1 " * 20_000,
        "nurse " * 6_000,
        "Xx.com/" * 5_000,
    )
    for text in (*hostile, "My husband " * 4_000, "12 Aa Bb " * 4_000):
        highlights(text, HOSPITALS)
    assert time.process_time() - begun < 3
