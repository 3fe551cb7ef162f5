"""datapackage.json: the files of a bundle as a Data Package, so that a program can check and read them.

Source: Frictionless Data, Data Package and Tabular Data Resource, version 1.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from survey_engine.analysis.codebook import COMMENTS, RESPONSES, RESULTS, Variable
from survey_engine.exchange.labelled_rows import LABELS, LabelledRows, has_numbers, is_number, is_words
from survey_engine.exchange.manifest import sha256_of
from survey_engine.exchange.questionnaire_files import TEXTS
from survey_engine.exchange.release_tables import CODEBOOK, CROSSWALK, GROUPS
from survey_engine.exchange.tables import inert
from survey_engine.questionnaire.definition import Questionnaire

DATA_PACKAGE = "datapackage.json"

_TABLES = {
    RESPONSES: "One row a person, as codes",
    LABELS: "The same rows, in words",
    RESULTS: "One row for each question and hospital",
    GROUPS: "One row for each question and group of people, all hospitals together",
    COMMENTS: "What people wrote",
    CODEBOOK: "Every column and code",
    CROSSWALK: "How the versions of the questions join",
    TEXTS: "Every text of every version and language",
}
_MEDIA = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".sav": "application/x-spss-sav",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}
_WHOLE_NUMBERS = {
    "eligible", "answered", "scored", "interval_low", "interval_high", "position", "version",
    "earlier_version",
}  # fmt: skip


def write_data_package(
    folder: Path, questionnaire: Questionnaire, wave: str, audience: str, rows: LabelledRows
) -> None:
    """Writes datapackage.json beside the finished files: each with its SHA-256, length and columns."""
    package = {
        "profile": "data-package",
        "name": re.sub(r"[^a-z0-9._-]+", "-", f"{questionnaire.id}-{wave}".lower()),
        "title": f"{questionnaire.title}, version {questionnaire.version}, wave {wave}",
        "description": f"For the {audience} only. methods.md says how the results were made.",
        "version": str(questionnaire.version),
        "resources": [_resource(path, rows) for path in sorted(folder.iterdir())],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / DATA_PACKAGE).write_text(text, encoding="utf-8", newline="\n")


def _resource(path: Path, rows: LabelledRows) -> dict[str, Any]:
    known = {
        "name": re.sub(r"[^a-z0-9_-]+", "-", path.name.lower()),
        "path": path.name,
        "format": path.suffix[1:],
        "mediatype": _MEDIA.get(path.suffix, "application/octet-stream"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
    }
    if path.suffix != ".csv":
        return {**known, "profile": "data-resource", "type": "file"}  # "type": not read as a table
    return {
        **known,
        "profile": "tabular-data-resource",
        "title": _TABLES[path.name],
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": list(_fields(path, rows)), "missingValues": [""]},
    }


def _fields(path: Path, rows: LabelledRows) -> Iterator[dict[str, Any]]:
    if path.name in (RESPONSES, LABELS):
        yield from (_field_of(variable, in_words=path.name == LABELS) for variable in rows.variables)
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for name in next(csv.reader(stream)):
            yield {"name": name, "type": "integer" if name in _WHOLE_NUMBERS else "string"}


def _field_of(variable: Variable, *, in_words: bool) -> dict[str, Any]:
    described = {"name": variable.name, "title": variable.label, "description": variable.missing}
    if in_words:
        words = dict.fromkeys(inert(code.label) for code in variable.codes)
        return {**described, "type": "string", "constraints": {"enum": list(words)}}
    codes = [inert(code.value) if is_words(variable) else code.value for code in variable.codes]
    if not has_numbers(variable):
        return {**described, "type": "string", "constraints": {"enum": codes}}
    numbers = [int(code) for code in codes if is_number(code)]
    return {**described, "type": "integer", "constraints": {"enum": numbers}}
