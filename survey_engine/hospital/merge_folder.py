"""What a hospital prints by mail merge: the Word letter with its fields, the codes, the links, the steps."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from survey_engine.hospital.home import own_hospital
from survey_engine.web.house import house
from survey_engine.web.letter_press import LetterPress, Office, Printing, people_of

Rows = Sequence[tuple[str, str, str]]


def merge_folder(wave: str, rows: Rows, replaced: Mapping[str, str]) -> bytes:
    """The files as one .zip, made in memory: ref, code and link of each letter are in it.

    replaced: the old refs of replacements, by their new ones.
    """
    files = _press(wave, Printing()).merge_files(people_of(rows), own_hospital(), replaced)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as folder:
        for file, data in files.items():
            folder.writestr(file, data)
    return stream.getvalue()


def reminder_letter(wave: str) -> bytes:
    """The Word letter of a reminder, for the file of codes that the hospital has."""
    return _press(wave, Printing(is_reminder=True)).word_letter(own_hospital())


def _press(wave: str, wanted: Printing) -> LetterPress:
    office = Office(house().settings, house().catalogue, house().languages)
    with house().store.reading() as db:
        return LetterPress.ready(office, db, wave, wanted)
