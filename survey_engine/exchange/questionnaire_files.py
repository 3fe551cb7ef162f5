"""The questionnaire inside a bundle: as FHIR R4, and every text of every version and language as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey_engine.exchange.complete_words import complete_words
from survey_engine.exchange.fhir import not_carried, to_fhir
from survey_engine.exchange.tables import Column, write_table
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.wording import texts

QUESTIONNAIRE, TEXTS = "questionnaire.json", "questionnaire_texts.csv"
TEXT_COLUMNS = (Column("version"), Column("text_id"), Column("language"), Column("text", is_text=True))
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Worded:
    """A version of a questionnaire with its words by language and context, and what is not ready in which."""

    questionnaire: Questionnaire
    words: Mapping[str, Mapping[str, str]]
    unready: tuple[str, ...] = ()


def with_words(questionnaire: Questionnaire, folders: Sequence[Path]) -> Worded:
    """A version with the words of each language that has all of them. Raises TranslationFileError."""
    words, unready = complete_words(questionnaire, folders)
    return Worded(questionnaire, words, tuple(unready))


def write_questionnaire(folder: Path, asked: Worded, earlier: Sequence[Worded]) -> list[str]:
    """Writes questionnaire.json and questionnaire_texts.csv; returns what they do not hold, line by line."""
    resource = json.dumps(to_fhir(asked.questionnaire, asked.words), ensure_ascii=False, indent=2)
    (folder / QUESTIONNAIRE).write_text(resource + "\n", encoding="utf-8", newline="\n")
    rows = (row for version in (*earlier, asked) for row in _rows(version))
    write_table(folder / TEXTS, TEXT_COLUMNS, rows)
    return [
        *(f"{QUESTIONNAIRE}: {line}" for line in not_carried(asked.questionnaire)),
        *(f"{QUESTIONNAIRE} and {TEXTS}, {line}" for line in asked.unready),
        *(f"{TEXTS}, version {one.questionnaire.version}, {line}" for one in earlier for line in one.unready),
    ]


def _rows(version: Worded) -> Iterator[Sequence[str]]:
    for text in texts(version.questionnaire):
        yield (str(version.questionnaire.version), text.context, ENGLISH, text.text)
        for language, words in sorted(version.words.items()):
            yield (str(version.questionnaire.version), text.context, language, words[text.context])
