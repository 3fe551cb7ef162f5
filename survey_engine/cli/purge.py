"""`purge`: what has come to the end of its time, listed first and then deleted."""

from __future__ import annotations

from dataclasses import asdict

import click

from survey_engine.cli.installation import ACTOR, Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import HANDLE, RefusedError, as_json, say, say_json, say_table, sure
from survey_engine.records import purging, scrubbing
from survey_engine.records.phases import LONDON
from survey_engine.records.purging import Due


@click.command()
@click.option(
    "--wave", type=HANDLE, metavar="W", help="The sealed answers of this closed wave alone, even early."
)
@click.option("--dry-run", is_flag=True, help="List what would be deleted, and delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
@click.pass_obj
def purge(outside: Outside, wave: str | None, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Delete what is over: sealed answers of closed waves, drafts, slips, and files nobody fetched.

    Sealed answers are kept for SURVEY_ENGINE_KEEP_WEEKS after their wave was closed. It lists first what it
    would delete and why, and asks on a terminal.
    """
    with Installation.at(outside) as installation:
        now, keep_weeks = outside.clock(), installation.settings.keep_weeks
        with installation.reading() as session:
            found = purging.due(session, now, keep_weeks, wave)
            backups = purging.backups_to_delete(session, now.astimezone(LONDON).date())
        _say_list(found, backups, as_json=as_json)
        if dry_run or not found:
            return
        if not sure("Delete this for good?", yes):
            raise RefusedError("Nothing was deleted.")
        with installation.writing() as session:
            purging.purge(session, now, keep_weeks, actor=ACTOR, wave=wave)
        scrubbing.scrub(installation.store.engine)
    if not as_json:
        say("Deleted, and scrubbed.")


def _say_list(found: list[Due], backups: list[str], *, as_json: bool) -> None:
    if as_json:
        say_json({"due": [asdict(one) for one in found], "backups": backups})
        return
    if found:
        say_table(("HOW MANY", "WHAT", "WHY"), [(one.count, one.what, one.why) for one in found])
    else:
        say("Nothing has come to the end of its time.")
    for sentence in backups:
        say(sentence)
