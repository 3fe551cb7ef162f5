"""`scrub` and `doctor`."""

from __future__ import annotations

import click

from survey_engine.cli.examination import examine
from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import as_json, say, say_json
from survey_engine.housekeeping import forget
from survey_engine.records import scrubbing
from survey_engine.records.doctor import Level


@click.command()
@click.pass_obj
def scrub(outside: Outside) -> None:
    """Delete drafts and focus-group slips whose time is over, and every trace of the order of answers.

    To be run every hour, and before every copy of the database. Patients wait for at most about two seconds.
    """
    with Installation.at(outside) as installation:
        gone = forget(installation.store, outside.clock())
        scrubbing.scrub(installation.store.engine)
    if gone:
        say(f"Deleted {gone} that had come to the end of their time.")
    say("Scrubbed: nothing shows the order in which answers came.")


@click.command()
@as_json
@click.pass_obj
def doctor(outside: Outside, as_json: bool) -> None:
    """Check keys, files, database, recipients and questionnaires. Exit code 1 where one is an error."""
    findings = examine(outside)
    has_error = any(finding.level is Level.ERROR for finding in findings)
    if as_json:
        found = [{"level": finding.level.value, "text": finding.text} for finding in findings]
        say_json({"ok": not has_error, "findings": found})
    else:
        for finding in findings:
            say(f"{finding.level.value}: {finding.text}")
        if not has_error:
            say("No error found.")
    if has_error:
        click.get_current_context().exit(1)
