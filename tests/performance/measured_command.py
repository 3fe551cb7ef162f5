"""survey-engine, run so that its largest memory in MB goes into a file: `... FILE WORD ...`."""

from __future__ import annotations

import sys
from pathlib import Path

from survey_engine.cli.main import main
from tests.performance.processes import peak_of_this_process

if __name__ == "__main__":
    peak_file = Path(sys.argv.pop(1))
    try:
        main()
    finally:
        peak_file.write_text(str(peak_of_this_process()), "utf-8")
