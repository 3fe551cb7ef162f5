"""LibreOffice, without a window, as a judge of .xlsx files: what people at a free program see."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

# Commas, quotes, UTF-8, from the first line, cells as they are shown, every sheet into a file of its own.
# https://help.libreoffice.org/latest/en-US/text/shared/guide/csv_params.html
_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def read_by_libreoffice(book: Path) -> dict[str, list[list[str]]]:
    """The cells of every sheet, by the sheet's name."""
    csv.field_size_limit(sys.maxsize)
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run(
            [
                "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
                "--convert-to", _EVERY_SHEET, "--outdir", f"{folder}/sheets", str(book),
            ],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert said.returncode == 0, said.stdout + said.stderr
        return {
            path.stem.removeprefix(f"{book.stem}-"): _cells(path)
            for path in sorted(Path(folder, "sheets").iterdir())
        }


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))
