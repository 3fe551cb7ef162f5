"""The record of WCAG 2.2 is whole, names tests and files that exist, and owns up to each gap."""

from __future__ import annotations

import re

import pytest

from survey_engine.patient.information import ACCESSIBILITY_REVIEWED
from tests.house.tree import ROOT, functions
from tests.house.wcag import CRITERIA

RECORD = (ROOT / "docs" / "accessibility" / "wcag-2.2.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in RECORD.splitlines()
    if re.match(r"\| \d", line)
]


def test_every_criterion_stands_once_with_its_level() -> None:
    assert [(row[0], row[1]) for row in ROWS] == [
        (f"{number} {name}", level) for number, name, level in CRITERIA
    ]
    counted = {level: sum(one[2] == level for one in CRITERIA) for level in ("A", "AA", "AAA")}
    assert counted == {"A": 31, "AA": 24, "AAA": 31}  # as WCAG 2.2 has them


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_says_why_and_what_shows_it(row: list[str]) -> None:
    _criterion, _level, result, why, shown = row
    assert result in ("met", "partly", "does not apply")
    assert why
    if result == "does not apply":
        assert shown == "–"
        return
    path, _, test = shown.strip("`").partition("::")
    assert (ROOT / path).is_file(), path
    if test:
        assert test in {one.name for one in functions(path)}, shown


def test_every_gap_is_named_at_the_top() -> None:
    gaps = RECORD.partition("## Known gaps")[2].partition("## Every criterion")[0]
    named = re.findall(r"- \*\*(.+?)\*\*", gaps)
    assert named == [row[0] for row in ROWS if row[2] == "partly"]


def test_the_day_is_that_of_the_statement() -> None:
    assert f"judged by their makers on {ACCESSIBILITY_REVIEWED.isoformat()}" in RECORD
