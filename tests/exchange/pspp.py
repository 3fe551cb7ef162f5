"""PSPP, the free program that reads what SPSS reads, as a judge of .sav files."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from pathlib import Path

_BLANKS = ("", "-99")  # of texts and of numbers, as methods.md says


def run_pspp(*commands: str) -> str:
    """What PSPP prints for these commands; a warning of its own is a fault."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "commands.sps"
        script.write_text("\n".join(commands) + "\n", encoding="utf-8")
        said = subprocess.run(
            ["pspp", "-O", "format=csv", str(script)], check=False, capture_output=True, text=True, cwd=folder
        )
    assert said.returncode == 0, said.stdout + said.stderr
    assert "warning" not in said.stdout + said.stderr
    return said.stdout


def read_by_pspp(path: Path) -> list[dict[str, str]]:
    """The rows of a .sav as PSPP writes them into a table, without the blanks."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.csv"
        run_pspp(
            f"GET FILE='{path}'.",
            f"SAVE TRANSLATE /OUTFILE='{out}' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.",
        )
        with out.open(encoding="utf-8", newline="") as stream:
            return without_blanks(csv.DictReader(stream))


def without_blanks(rows: csv.DictReader[str] | list[dict[str, str]]) -> list[dict[str, str]]:
    """Each row with its answers alone."""
    return [{name: cell for name, cell in row.items() if cell not in _BLANKS} for row in rows]
