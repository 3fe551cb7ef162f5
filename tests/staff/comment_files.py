"""A closed wave and the two files of its bundle that bring its comments in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from survey_engine.analysis.comments import Comment
from survey_engine.exchange.manifest import write_manifest
from survey_engine.exchange.release_tables import COMMENT_COLUMNS
from survey_engine.exchange.tables import write_table
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.records import closing, comment_steps, comment_themes, comments, staff
from survey_engine.records.staff import Role
from tests.patient.survey import CHARITY, ENTRY_UNTIL, MASTER_KEY, WAVE, OpenSurvey
from tests.staff.office import Officer

HOME = "/charity/comments"
QUESTION = "best_thing"


def close(survey: OpenSurvey) -> None:
    """Close the wave, which nobody has answered."""
    with survey.store.writing() as db:
        closing.close_wave(db, WAVE, today=ENTRY_UNTIL)


def release_all(survey: OpenSurvey, groups: Mapping[tuple[str, str], int]) -> None:
    """Take in comments and release each: (hospital, theme) -> how many. A wave can do so once."""
    close(survey)
    texts = [
        (Comment(QuestionId(QUESTION), hospital, f"Said at {hospital or 'none'}, {number}."), theme)
        for (hospital, theme), count in groups.items()
        for number in range(count)
    ]
    with survey.store.writing() as db:
        ann, ben = (
            staff.add_staff(db, f"{name}@example.org", [role], None, os.urandom).id
            for name, role in (("ann", Role.ANALYST), ("ben", Role.READER))
        )
        for theme in sorted({theme for _hospital, theme in groups}):
            comment_themes.add_theme(db, WAVE, theme)
        ids = {one.name: one.id for one in comment_themes.frame(db, WAVE)}
        comments.take_in(db, WAVE, [one for one, _theme in texts], master_key=MASTER_KEY)
        about = {one.text: ids[theme] for one, theme in texts}
        for one in comments.every(db, WAVE, MASTER_KEY):
            comment_themes.set_themes(db, one, [about[one.work.text]])
            comment_steps.give_to_second(db, one, by=ann, master_key=MASTER_KEY, today=ENTRY_UNTIL)
        for one in comments.every(db, WAVE, MASTER_KEY):
            comment_steps.release(db, one, by=ben, master_key=MASTER_KEY)


def bundle_files(
    folder: Path, texts: Sequence[str], wave: str = WAVE, hospital: str = ""
) -> tuple[bytes, bytes]:
    """(manifest.json, comments.csv) as a bundle has them."""
    folder.mkdir()
    rows = [(QUESTION, hospital, text, "not yet reviewed, charity only") for text in texts]
    write_table(folder / "comments.csv", COMMENT_COLUMNS, rows)
    write_manifest(folder, {"audience": "charity", "wave": wave}, CHARITY.secret)
    return (folder / "manifest.json").read_bytes(), (folder / "comments.csv").read_bytes()


def takes_in(officer: Officer, manifest: bytes, table: bytes, wave: str = WAVE) -> Officer:
    """Choose both files, and press the button."""
    officer.open(f"{HOME}/take-in")
    fields = {"csrf_token": officer.token, "wave": wave}
    return sends(officer, f"{HOME}/take-in", fields, {"manifest": manifest, "comments": table})


def sends(officer: Officer, address: str, fields: Mapping[str, str], files: Mapping[str, bytes]) -> Officer:
    """Post a form with files as a browser does. The test client would put them into temporary files."""
    parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts += [(f'name="{name}"; filename="{name}"', data) for name, data in files.items()]
    body = b"".join(
        f"--BOUNDARY\r\nContent-Disposition: form-data; {said}\r\n\r\n".encode() + data + b"\r\n"
        for said, data in parts
    )
    officer.page = officer.client.post(
        address,
        data=body + b"--BOUNDARY--\r\n",
        content_type="multipart/form-data; boundary=BOUNDARY",
        follow_redirects=True,
    )
    return officer
