"""A GET, a mail scanner's or anyone's, leaves every table as it was."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from pathlib import Path

from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey

ROW = "00" * 16
# What stands in the place of each argument of an address. A new name needs a line of its own here.
SAMPLES = {
    "action_id": ROW, "alias": "care", "code": WAVE, "comment": ROW, "ending": "pdf", "file": "letters.pdf",
    "hospital": HOSPITAL, "name": "approval-sheet", "page_id": "p01", "person": ROW, "token": "token",
    "version": "1", "wave": WAVE, "what": "saved",
}  # fmt: skip


def filled_in(rule: str) -> str:
    """An address with a sample in each of its places."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: SAMPLES[place[1]], rule)


def content_hash(path: Path) -> str:
    """A hash over every row of every table."""
    digest = hashlib.sha256()
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (name,) in tables.fetchall():
            for row in sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr):  # noqa: S608
                digest.update(repr((name, row)).encode())
    connection.close()
    return digest.hexdigest()


def test_no_get_changes_the_database(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p06")
    before = content_hash(survey.path)
    rules = [rule for rule in survey.app.url_map.iter_rules() if rule.methods and "GET" in rule.methods]
    pages = [f"/q/p{number:02}" for number in range(1, 60)]
    plain = [rule.rule for rule in rules if not rule.arguments]
    assert {"/", "/i", "/welcome", "/check", "/stop", "/done", "/settings"} <= set(plain)
    filled = [filled_in(rule.rule) for rule in rules if rule.arguments]
    assert len(filled) > 40
    for address in [*plain, *pages, *filled]:
        patient.client.get(address)
        patient.client.head(address)
        survey.app.test_client().get(address)
    assert content_hash(survey.path) == before
    patient.open("/q/p06").answer(**patient.first_options())
    assert content_hash(survey.path) != before
