"""A GET, a mail scanner's or anyone's, leaves every table as it was."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from tests.patient.survey import OpenSurvey

MINE, THEIRS = "/hospital/pledge", "/charity/pledges/<hospital>/<wave>"
PLEDGES = {
    "/staff/link/<token>": "/staff/link/token",
    "/pledges/<hospital>": "/pledges/rxq",
    **{f"{MINE}/<wave>{end}": f"{MINE}/W1{end}" for end in ("", "/history", "/new")},
    f"{MINE}/<wave>/told/<what>": f"{MINE}/W1/told/saved",
    f"{MINE}/action/<action_id>": f"{MINE}/action/{'00' * 16}",
    **{f"{THEIRS}{end}": f"/charity/pledges/RXQ/W1{end}" for end in ("", "/history", "/pack", "/pack.pdf")},
    f"{THEIRS}/told/<what>": "/charity/pledges/RXQ/W1/told/published",
}


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
    with_arguments = {rule.rule for rule in rules if rule.arguments}
    addresses = {
        "/q/<page_id>": "/q/p01",
        "/questions/<alias>/<int:version>": "/questions/care/1",
        "/staff/invitation/<token>": "/staff/invitation/token",
        "/charity/entry/form/<page_id>": "/charity/entry/form/p01",
        "/charity/site-facts/<hospital>": "/charity/site-facts/RXQ",
        "/charity/papers/<hospital>/papers": "/charity/papers/RXQ/papers",
        "/charity/papers/<hospital>/<name>": "/charity/papers/RXQ/approval-sheet",
        "/charity/papers/<hospital>/poster.pdf": "/charity/papers/RXQ/poster.pdf",
        "/hospital/results/<wave>": "/hospital/results/W1",
        "/hospital/results/<wave>/report.<ending>": "/hospital/results/W1/report.pdf",
        "/hospital/results/<wave>/priorities": "/hospital/results/W1/priorities",
        "/charity/results/<wave>": "/charity/results/W1",
        "/charity/results/of/<hospital>/<wave>": "/charity/results/of/RXQ/W1",
        "/charity/results/of/<hospital>/<wave>/report.<ending>": "/charity/results/of/RXQ/W1/report.pdf",
        "/charity/results/of/<hospital>/<wave>/priorities": "/charity/results/of/RXQ/W1/priorities",
    }
    assert with_arguments == set(addresses) | set(PLEDGES)
    for address in [*plain, *pages, *addresses.values(), *PLEDGES.values()]:
        patient.client.get(address)
        patient.client.head(address)
        survey.app.test_client().get(address)
    assert content_hash(survey.path) == before
    patient.open("/q/p06").answer(**patient.first_options())
    assert content_hash(survey.path) != before
