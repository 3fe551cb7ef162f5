"""How long `questionnaire check` works on a long file: in processor time, which others change little."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.person import Person

QUESTIONS = 300
MOST_SECONDS = 1.0  # of a processor; about 0.3 on the machine this was written on
HEAD = """\
questionnaire: long
version: 1
title: A long survey
public_name: A long survey
alias: long
standards: sbc_2024
minutes: [60, 120]
plaintext_bytes: 65536
accept: {length: It tries how long the check takes.}
option_sets:
  often: [{id: a, label: Always}, {id: b, label: Often}, {id: c, label: Never}, {id: d, label: At night}]
sections:
"""


def question(number: int, condition: str) -> str:
    shown = f", show_if: {condition}" if condition else ""
    text = f"When did you see the team on day {number}?"
    asked = f"id: q{number}, type: multiple, text: '{text}', short_title: Day {number}, options: often"
    whole = f"{{{asked}, flags: [descriptive]{shown}}}"
    return f"  - {{id: s{number}, title: Day {number}, questions: [{whole}]}}\n"


def any_of_three_before(number: int) -> str:
    """Each question hangs on the three before it, and so on all before it."""
    if number < 3:
        return ""
    one, two, three = (f"q{number - back}" for back in (1, 2, 3))
    return f"{{any: [{{is: {{{one}: [a, b]}}}}, {{answered: {two}}}, {{not: {{is: {{{three}: c}}}}}}]}}"


def hard_to_meet(number: int) -> str:
    """So many answers decide that they cannot all be tried."""
    if number < 12:
        return ""
    many = ", ".join(f"{{is: {{q{earlier}: [a, b, c]}}}}" for earlier in range(10))
    never = f"{{answered: q{number % 10}}}, {{not: {{answered: q{number % 10}}}}}"
    other = f"{{is: {{q{number % 12}: [a, d]}}}}, {{answered: q{number * 7 % 12}}}"
    return f"{{all: [{{any: [{many}]}}, {never}, {{any: [{other}]}}]}}"


@pytest.mark.parametrize("condition", [any_of_three_before, hard_to_meet])
def test_a_long_file_is_checked_within_a_second(tmp_path: Path, condition: Callable[[int], str]) -> None:
    file = tmp_path / "1.yaml"
    file.write_text(HEAD + "".join(question(n, condition(n)) for n in range(QUESTIONS)), encoding="utf-8")
    person = Person(tmp_path, tmp_path)
    spent = []
    for _ in range(3):
        begun = time.process_time()
        said = person.runs("questionnaire", "check", file).output
        spent.append(time.process_time() - begun)
        assert "1 file" in said
    assert min(spent) < MOST_SECONDS
