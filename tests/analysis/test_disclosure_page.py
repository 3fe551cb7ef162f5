"""docs/disclosure.md says what the program does: its table is made by the program."""

from __future__ import annotations

from pathlib import Path

from tests.analysis.what_a_hospital_sees import table

ROOT = Path(__file__).parent.parent.parent


def test_the_table_of_what_a_hospital_sees_is_true() -> None:
    page = (ROOT / "docs" / "disclosure.md").read_text(encoding="utf-8")
    assert table() in page, "run python -m tests.analysis.what_a_hospital_sees and paste its table"


def test_the_page_is_linked_from_the_readme() -> None:
    assert "(docs/disclosure.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
