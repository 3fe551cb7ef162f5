"""The folder for a mail merge: the Word letter with its fields, the codes, the links alone, and the steps."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from survey_engine.exchange.letter_wording import default_wording
from survey_engine.exchange.letter_words import Mailing, OtherLanguage, letter_words, other_language_line
from survey_engine.exchange.letters import Letter
from survey_engine.exchange.mail_merge import merge_files
from survey_engine.exchange.paper import Look
from survey_engine.hospital.home import own_hospital
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records import hospitals, waves
from survey_engine.records.waves import Posting
from survey_engine.web.house import house
from survey_engine.web.translations import ENGLISH, Language

Rows = Sequence[tuple[str, str, str]]


def merge_folder(wave: str, rows: Rows) -> bytes:
    """The files as one .zip, made in memory: ref, code and link of each letter are in it."""
    with house().store.reading() as db:
        record = waves.wave(db, wave)
        name = hospitals.hospital(db, own_hospital()).name
        closes_on, is_merge = record.closes_on, record.posting == Posting.MERGE
        asked = house().catalogue.get(record.questionnaire, record.version, short=record.short_form)
    settings = house().settings
    mailing = Mailing(
        hospital=name,
        wave=wave,
        closes_on=closes_on,
        address=f"{settings.base_url}/i",
        minutes=asked.minutes,
        is_merge=is_merge,
    )
    words = _translate(house().languages[ENGLISH])
    organisation = settings.organisation.in_words(ENGLISH, words)
    said = letter_words(mailing, default_wording(ENGLISH, words), organisation, tuple(_others(asked)), words)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as folder:
        for file, data in merge_files([Letter(*row) for row in rows], said, Look()).items():
            folder.writestr(file, data)
    return stream.getvalue()


def _others(asked: Questionnaire) -> Iterator[OtherLanguage]:
    """One line for each other language in which this survey can be answered."""
    for code in house().languages.offered:
        other = house().languages[code]
        if code != ENGLISH and other.covers(asked):
            yield OtherLanguage(code, other.direction, other_language_line(other.name, _translate(other)))


def _translate(language: Language) -> Any:
    """What puts a text of the interface into a language, with its values."""

    def translate(text: str, /, **values: Any) -> str:
        said = str(language.interface.gettext(text))
        return said % values if values else said

    return translate
