"""The ledger beside the key: one shape a wave, and a changed line is seen."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from survey_engine.exchange.ledger_file import LEDGER, LedgerFile, LedgerFileError, entry_of
from tests.exchange.sealed_wave import charity, recovery

DAY = date(2027, 3, 8)


def ledger(folder: Path) -> LedgerFile:
    return LedgerFile(folder / "charity.key", charity().secret)


def ask(file: LedgerFile, shape: str, wave: str = "W1", policy: str = "2026-1", digest: str = "d") -> None:
    file.demand_allowed(wave, shape, policy=policy, fingerprint=digest * 64)


def enter(file: LedgerFile, wave: str = "W1", *findings: str) -> None:
    file.record(entry_of(wave, "by-hospital", "2026-1", "d" * 64, DAY, *findings))


def test_one_shape_for_each_wave(tmp_path: Path) -> None:
    file = ledger(tmp_path)
    ask(file, "pooled")
    assert not (tmp_path / LEDGER).exists()
    enter(file)
    enter(file)
    assert len((tmp_path / LEDGER).read_text().splitlines()) == 1
    ask(file, "by-hospital")
    ask(file, "pooled", wave="W2")
    with pytest.raises(LedgerFileError, match="joined to it answer by answer"):
        ask(file, "pooled")
    for changed in ({"policy": "2027-1"}, {"digest": "e"}):
        with pytest.raises(LedgerFileError, match="other rules or of other sealed answers"):
            ask(file, "by-hospital", **changed)


def test_results_stay_as_they_were(tmp_path: Path) -> None:
    file = ledger(tmp_path)
    enter(file, "W1", "", "")
    enter(file, "W1", "findings", "for the public")
    enter(file, "W1", "findings", "for the public")
    assert len((tmp_path / LEDGER).read_text().splitlines()) == 2
    for changed in (("findings", "others"), ("others", "for the public")):
        with pytest.raises(LedgerFileError, match="these are other ones"):
            enter(file, "W1", *changed)


def test_the_other_key_in_the_same_folder_reads_and_adds(tmp_path: Path) -> None:
    enter(ledger(tmp_path))
    other = LedgerFile(tmp_path / "recovery.key", recovery().secret)
    with pytest.raises(LedgerFileError, match="W1 were released"):
        ask(other, "pooled")
    enter(other, "W2")
    with pytest.raises(LedgerFileError, match="W2 were released"):
        ask(ledger(tmp_path), "pooled", wave="W2")


def test_a_line_that_was_changed_taken_out_or_added_is_named(tmp_path: Path) -> None:
    file, path = ledger(tmp_path), tmp_path / LEDGER
    for wave in ("W1", "W2", "W3"):
        enter(file, wave)
    lines = path.read_text().splitlines()
    pooled = json.dumps(json.loads(lines[1]) | {"shape": "pooled"}, sort_keys=True)
    for number, changed in (
        (2, [lines[0], pooled, lines[2]]),
        (2, [lines[0], lines[2]]),
        (1, lines[1:]),
        (4, [*lines, "not a line"]),
        (4, [*lines, "[]"]),
        (4, [*lines, lines[0]]),
    ):
        path.write_text("\n".join(changed) + "\n")
        with pytest.raises(LedgerFileError, match=f"Line {number} of"):
            ask(file, "by-hospital")
