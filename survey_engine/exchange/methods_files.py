"""The part of methods.md that tells of each file, and of what a file could not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from survey_engine.analysis.codebook import COMMENTS, RESPONSES, RESULTS
from survey_engine.analysis.disclosure import Release
from survey_engine.exchange.data_package import DATA_PACKAGE
from survey_engine.exchange.labelled_rows import LABELS
from survey_engine.exchange.questionnaire_files import QUESTIONNAIRE, TEXT_COLUMNS, TEXTS
from survey_engine.exchange.release_tables import (
    CODEBOOK,
    CODEBOOK_COLUMNS,
    COMMENT_COLUMNS,
    CROSSWALK,
    CROSSWALK_COLUMNS,
    RESULT_COLUMNS,
)

METHODS, DDI = "methods.md", "codebook.xml"


def files_section(folder: Path, release: Release) -> Iterator[str]:
    """The lines that tell of each file of a bundle."""
    yield from ("", "## The files", "")
    yield from _row_files(release)
    yield f"- {RESULTS}: one row for each question and hospital. Columns: {_names(RESULT_COLUMNS)}."
    yield "  - eligible: people who could see the question. answered: people who gave any answer."
    yield "  - scored: the base, the people whose answer counts. counts: how often each option was chosen."
    yield "  - score: percent of the base who gave a good answer, with its 95 % interval."
    yield '  - withheld: codes, each explained under "What was withheld, and why".'
    yield "  - audience: whom this file is for."
    yield f"- {CODEBOOK}: every column and code, and every hospital. Columns: {_names(CODEBOOK_COLUMNS)}."
    yield f"- {DDI}: the same for data archives (DDI-Codebook 2.6)."
    if (folder / CROSSWALK).exists():
        yield f"- {CROSSWALK}: how versions of the questions join. Columns: {_names(CROSSWALK_COLUMNS)}."
        yield "  - comparison: same, with_caution, broken, new or ended. joined_as: a name for both."
        yield "  - Where there is a code, joined_code is what it becomes in a column of both."
    yield f"- {COMMENTS}: what people wrote. Columns: {_names(COMMENT_COLUMNS)}."
    yield f"- {QUESTIONNAIRE}: the questions in every language that has them all (FHIR R4 Questionnaire)."
    yield f"- {TEXTS}: each text of this and earlier versions. Columns: {_names(TEXT_COLUMNS)}."
    yield f"- {DATA_PACKAGE}: every file and column for programs (Frictionless Data Package)."
    yield "- manifest.json: the fingerprint (SHA-256) of each file, signed with the charity's key."
    yield ""
    yield "`survey-engine verify` with the name of this folder says whether any file was changed since."
    yield ""
    yield "A text that a spreadsheet could take for a formula has a ' before it, which is not part of it. So"
    yield "has a part of a text that begins so after a semicolon, a tab or the end of a line."


def _row_files(release: Release) -> Iterator[str]:
    whom = "each person" + (" of the hospitals with enough answers" if release.left_out else "")
    yield (
        f"- {RESPONSES}: one row for {whom}, in random order. Columns: {', '.join(release.columns)}. "
        'A blank is explained under "The rows".'
    )
    yield f"- {LABELS}: the same rows in the same order, with words for codes."


def lost_section(lost: Sequence[str]) -> Iterator[str]:
    """The lines that tell of what files could not hold, one for each thing."""
    if lost:
        yield from ("", "## What a file could not hold", "")
        yield from (f"- {plain(line)}" for line in lost)


def _names(columns: Sequence[object]) -> str:
    return ", ".join(str(getattr(column, "name", "")) for column in columns)


def plain(text: str) -> str:
    """A name on one line that Markdown takes as it is."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(text.split()))
