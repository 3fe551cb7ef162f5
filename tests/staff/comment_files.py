"""A closed wave and the two files of its bundle that bring its comments in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from survey_engine.exchange.manifest import write_manifest
from survey_engine.exchange.release_tables import COMMENT_COLUMNS
from survey_engine.exchange.tables import write_table
from survey_engine.records import closing
from tests.patient.survey import CHARITY, ENTRY_UNTIL, WAVE, OpenSurvey
from tests.staff.office import Officer

HOME = "/charity/comments"
QUESTION = "best_thing"


def close(survey: OpenSurvey) -> None:
    """Close the wave, which nobody has answered."""
    with survey.store.writing() as db:
        closing.close_wave(db, WAVE, today=ENTRY_UNTIL)


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
