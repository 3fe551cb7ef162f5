"""Versions on the command line: what changed, what cannot follow, and what is in the bundle."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.person import Person


def test_diff_tells_each_change_and_its_trend(person: Person) -> None:
    said = person.does("questionnaire", "diff", "sbc_patient", "1", "2")
    assert "told_info2: replaced (broken)" in said
    assert "standard IS1 -> IS1 (same)." in said
    told = json.loads(person.does("questionnaire", "diff", "sbc_patient", "1", "2", "--json"))
    assert {"kind": "retired", "part": "visit_needle", "trend": "ends"}.items() <= told["changes"][-1].items()
    assert told["contradictions"] == []


def test_a_version_that_contradicts_itself_cannot_be_published(
    person: Person, own_questionnaire: Path
) -> None:
    first = own_questionnaire.read_text(encoding="utf-8")
    second = first.replace("version: 1", "version: 2").replace("text: ", "text: Now, ", 3)
    (own_questionnaire.parent / "2.yaml").write_text(second, encoding="utf-8")
    person.does("init")
    person.does("questionnaire", "publish", "clinic_visit", "1")
    for command in (("diff", "clinic_visit", "1", "2"), ("publish", "clinic_visit", "2")):
        refused = person.is_refused("questionnaire", *command)
        assert "Version 2 cannot follow version 1" in refused
        assert "compares_why" in refused


def test_what_is_unknown_or_the_wrong_way_round_is_said(person: Person) -> None:
    assert (
        "no questionnaire" in person.is_refused("questionnaire", "diff", "sbc_patient", "1", "99").casefold()
    )
