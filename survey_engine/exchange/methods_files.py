"""The part of methods.md that tells of each file, and of what a file could not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from survey_engine.analysis.codebook import COMMENTS, ONE_BLANK, RESPONSES, RESULTS
from survey_engine.analysis.disclosure import Release, SafeResults
from survey_engine.analysis.suppression import FEW_BY_HES
from survey_engine.exchange.data_package import DATA_PACKAGE
from survey_engine.exchange.labelled_rows import LABELS, LabelledRows
from survey_engine.exchange.questionnaire_files import QUESTIONNAIRE, TEXT_COLUMNS, TEXTS
from survey_engine.exchange.release_tables import (
    CODEBOOK,
    CODEBOOK_COLUMNS,
    COMMENT_COLUMNS,
    CROSSWALK,
    CROSSWALK_COLUMNS,
    GROUP_COLUMNS,
    GROUPS,
    RESULT_COLUMNS,
)
from survey_engine.exchange.statistics_files import (
    BLANK_NUMBER,
    MISSING_RANGE,
    MOST_SPSS_ROWS,
    PARQUET,
    SPSS,
    columns_told,
    spss_parts,
)
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.exchange.workbook import MOST_ROWS, WORKBOOK
from survey_engine.questionnaire.definition import Questionnaire

METHODS, DDI = "methods.md", "codebook.xml"


def read_me(questionnaire: Questionnaire, facts: WaveFacts, results: SafeResults) -> list[str]:
    """What the first sheet of responses.xlsx says, its title first."""
    return [
        f"{questionnaire.id}, version {questionnaire.version}, wave {facts.code}",
        f"For the {results.policy.audience} only. This file never leaves the charity.",
        "It is for its analysts under an access agreement.",
        "Responses: one row a person, in random order, as codes.",
        "Labels: the same rows in the same order, in words.",
        "Codebook: every column and code.",
        ONE_BLANK,
        "A text that a spreadsheet could take for a formula has a ' before it, which is not part of it.",
        f"How the results were made, and what was withheld: {METHODS}, beside this file.",
        f"Rules of disclosure control: {results.policy.version}",
    ]


def files_section(folder: Path, release: Release, rows: LabelledRows) -> Iterator[str]:
    """The lines that tell of each file of a bundle."""
    yield from ("", "## The files", "")
    yield from _row_files(folder, release, rows)
    yield f"- {RESULTS}: one row for each question and hospital. Columns: {_names(RESULT_COLUMNS)}."
    yield "  - eligible: people who could see the question. answered: people who gave any answer."
    yield "  - scored: the base, the people whose answer counts. counts: how often each option was chosen."
    yield "  - score: percent of the base who gave a good answer, with its 95 % interval."
    yield '  - withheld: codes, each explained under "What was withheld, and why".'
    yield "  - audience: whom this file is for."
    yield f"- {GROUPS}: how groups of people answered. Columns: {_names(GROUP_COLUMNS)}."
    yield "  - All hospitals together, one trait at a time. answered is to the nearest 5."
    yield f'  - counts: "{FEW_BY_HES}" stands for 0 to 7, every other number is to the nearest 5.'
    yield "- findings.json: what hospitals' reports are made from. findings_public.json: what may be public."
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


def _row_files(folder: Path, release: Release, rows: LabelledRows) -> Iterator[str]:
    whom = "each person" + (" of the hospitals with enough answers" if release.left_out else "")
    yield (
        f"- {RESPONSES}: one row for {whom}, in random order. Columns: {', '.join(release.columns)}. "
        'A blank is explained under "The rows".'
    )
    yield f"- {LABELS}: the same rows in the same order, with words for codes."
    if (folder / WORKBOOK).exists():
        yield f"- {WORKBOOK}: the same rows as codes and in words, and the codebook, as a spreadsheet."
        if len(rows) > MOST_ROWS:
            yield f"  - A sheet holds {MOST_ROWS} rows. The others follow in Responses 2, Labels 2 and so on."
    if (folder / SPSS).exists():
        low, high = MISSING_RANGE
        yield f"- {SPSS}: the same rows for SPSS, PSPP, Stata and R, with labels. The codes are the same."
        if parts := spss_parts(folder)[1:]:
            yield f"  - It holds {MOST_SPSS_ROWS} rows. The others follow in {', '.join(parts)}."
        yield f"  - Columns of numbers: {columns_told(rows.variables)}. The others hold texts."
        yield f"  - A blank is {BLANK_NUMBER} among numbers, where {low} to {high} count as missing."
        yield "  - In a column of texts it is an empty text, which counts as missing too."
        yield f"- {PARQUET}: the same rows for Python and R. A blank is null."


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
