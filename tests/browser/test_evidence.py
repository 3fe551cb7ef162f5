"""The page of evidence says what was found, and the one that is kept says that nothing was."""

from __future__ import annotations

import re
from datetime import date

from tests.browser.evidence import PATH, Check, page_of
from tests.browser.transcripts import LANGUAGES, path_of

DAY = date(2026, 11, 10)


def test_faults_are_counted_and_listed() -> None:
    checks = [
        Check("axe", "dark", "9 pages", []),
        Check("Orca", "by keys", "3 pages", ["no `hint`", "no link"]),
    ]
    page = page_of(checks, {"Orca": "43.1", "axe": "4"}, ["en", "cy"], DAY)
    assert "Run on 2026-11-10, with Orca 43.1, axe 4." in page
    assert "| axe | dark | 9 pages | no fault |\n| Orca | by keys | 3 pages | **2 faults** |" in page
    assert "## Faults\n\n- `no  hint `\n- `no link`\n" in page
    assert "[en](../../tests/browser/transcripts/orca-en.txt), [cy](" in page
    assert "[en](../../tests/browser/transcripts/virtual-en.txt), [cy](" in page


def test_a_run_without_faults_lists_none() -> None:
    page = page_of([Check("axe", "dark", "9 pages", [])], {"axe": "4"}, ["en"], DAY)
    assert "## Faults" not in page
    assert "fault" in page


def test_what_is_kept_is_of_a_whole_run_and_owns_up_to_each_fault() -> None:
    kept = PATH.read_text(encoding="utf-8")
    rows = [line for line in kept.splitlines() if line.startswith("| ") and "Result" not in line]
    assert {row.split(" | ")[0] for row in rows} >= {
        "| Orca with Firefox",
        "| axe-core in Chromium",
        "| axe-core in Firefox",
        "| Firefox",
    }
    listed = kept.partition("## Faults")[2].partition("## ")[0].count("\n- ")
    counted = [re.search(r"\*\*(\d+) faults?\*\*", row) for row in rows]
    assert sum(int(found[1]) for found in counted if found) == listed
    for language in LANGUAGES:
        assert (PATH.parent / f"../../tests/browser/transcripts/{path_of(language).name}").is_file()
