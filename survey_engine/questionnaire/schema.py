"""The JSON Schema of a questionnaire file, by which editors help those who write one."""

from __future__ import annotations

from typing import Any

from survey_engine.questionnaire.source import FileSource


def file_schema() -> dict[str, Any]:
    """The schema of a whole file, as published in questionnaires/questionnaire.schema.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **FileSource.model_json_schema(by_alias=True),
    }
