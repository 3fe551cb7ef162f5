"""`python3 dev.py strings`: bring the files for translators up to date with the texts there are."""

from __future__ import annotations

import sys

from survey_engine.cli.main import command_line

if __name__ == "__main__":
    command_line.main(["translation", "extract", *sys.argv[1:]])
