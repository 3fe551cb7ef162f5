"""Questionnaires sent through another format and back, and what differs afterwards."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from survey_engine.exchange.fhir import to_fhir
from survey_engine.exchange.fhir_import import from_fhir
from survey_engine.exchange.importing import Imported
from survey_engine.exchange.xlsform import write_xlsform
from survey_engine.exchange.xlsform_import import from_xlsform
from survey_engine.questionnaire.checking import Level, examine
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import definition_files, load_questionnaire
from survey_engine.questionnaire.wording import PLACE, texts

TOP = Path(__file__).resolve().parents[2]
FOLDERS = (TOP / "questionnaires", TOP / "tests" / "questionnaires")
FILES = [path for folder in FOLDERS for path in definition_files(folder)]
NAMES = [f"{path.parent.name}-{path.stem}" for path in FILES]
FORMATS = ("fhir", "xlsform")

# What may differ after a way there and back, each with its reason.
MAY_DIFFER = {
    "content_hash": "the file is written anew, so its bytes are others",
    "retired": "what is asked no more is not in the other format: it is listed as not carried",
    "traits": "they stand in disclosure.yaml beside the file, which no format holds: listed as not carried",
}


def sent_through(form: str, questionnaire: Questionnaire, folder: Path, words: Any = None) -> Imported:
    """A questionnaire written in a format and read again."""
    if form == "fhir":
        return from_fhir(json.dumps(to_fhir(questionnaire, words)).encode())
    path = folder / f"{questionnaire.id}.xlsx"
    write_xlsform(path, questionnaire, words)
    return from_xlsform(path)


def written(imported: Imported, folder: Path) -> Path:
    """The file of what was imported, where it belongs."""
    values = imported.values
    path = folder / str(values["questionnaire"]) / f"{values['version']}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(imported.to_yaml(), encoding="utf-8")
    return path


def loaded(imported: Imported, folder: Path) -> Questionnaire:
    """What was imported, as the program loads it."""
    return load_questionnaire(written(imported, folder))


def errors(imported: Imported, folder: Path) -> list[str]:
    """What is still to be mended before it can be published."""
    questionnaire, problems = examine(written(imported, folder))
    assert questionnaire is not None, problems
    return [problem.text for problem in problems if problem.level is Level.ERROR]


def differences(before: Any, after: Any, place: str = "") -> list[str]:
    """The places where two definitions differ."""
    if dataclasses.is_dataclass(before) and type(before) is type(after):
        pairs = [(one.name, getattr(before, one.name), getattr(after, one.name)) for one in _fields(before)]
        return [found for name, old, new in pairs for found in differences(old, new, f"{place}.{name}")]
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        numbered = enumerate(zip(before, after, strict=True))
        return [found for i, (old, new) in numbered for found in differences(old, new, f"{place}[{i}]")]
    return [] if before == after else [f"{place}: {before!r} -> {after!r}"]


def _fields(one: Any) -> list[dataclasses.Field[Any]]:
    return [field for field in dataclasses.fields(one) if field.name not in MAY_DIFFER]


def made_up_words(questionnaire: Questionnaire, mark: str) -> dict[str, str]:
    """A whole made-up translation: each text in its own marks, the places that are filled in kept."""
    found = {}
    for text in texts(questionnaire):
        parts = PLACE.split(text.text)
        kept = [place[0] for place in PLACE.finditer(text.text)]
        said = [part.swapcase() for part in parts[::3]]
        found[text.context] = mark + "".join(a + b for a, b in zip(said, [*kept, ""], strict=True))
    return found
