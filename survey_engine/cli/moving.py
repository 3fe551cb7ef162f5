"""`move-database`: from SQLite to PostgreSQL, or back, with what arrived compared with what left."""

from __future__ import annotations

from typing import Final

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError, as_json, say, say_json, say_table
from survey_engine.records import moving, waves
from survey_engine.records.waves import Phase

TAKING: Final = (Phase.OPEN, Phase.GRACE, Phase.ENTRY)


@click.command("move-database")
@click.option(
    "--to",
    "url",
    required=True,
    metavar="URL",
    help="An empty database: postgresql://user@host/name; or - to be asked for it, where it has a password.",
)
@click.option("--yes", is_flag=True, help="Move although a wave takes answers: the server is stopped.")
@as_json
@click.pass_obj
def move_database(outside: Outside, url: str, yes: bool, as_json: bool) -> None:
    """Copy everything to an empty database: SQLite to PostgreSQL, or the other way.

    Every table is counted and compared, peppers and recipients are tried with the master key, and the copy is
    scrubbed. This database stays as it is. What is sent to it afterwards stays in it: stop the server first.
    """
    if url == "-":
        url = str(click.prompt("Address of the new database", hide_input=True, err=True))
    shown = moving.shown_url(url)
    with Installation.at(outside) as installation:
        _warn(_waves_open(installation), yes)
        moved = moving.move(installation.store.engine, url, installation.settings.master_key)
    if as_json:
        tables = [{"table": one.table, "rows": one.rows, "sha256": one.digest} for one in moved]
        say_json({"to": shown, "tables": tables})
        return
    say_table(("table", "rows", "sha256"), [(one.table, one.rows, one.digest[:16]) for one in moved])
    say(f"Moved to {shown}. Counts and digests agree, and the master key opens what it must.")
    say("Next, before the server starts again:")
    say(f"  1. Set SURVEY_ENGINE_DATABASE_URL={shown} (with its password, where it has one).")
    say("  2. Run `survey-engine doctor` and `survey-engine audit-anonymity`.")
    say("  3. Start the server. Once it works, delete the old database: two places leak twice.")


def _waves_open(installation: Installation) -> list[str]:
    now = installation.outside.clock()
    with installation.reading() as session:
        return [one.id for one in waves.list_waves(session) if waves.phase(one, now) in TAKING]


def _warn(taking: list[str], yes: bool) -> None:
    if not taking:
        return
    names = ", ".join(taking)
    warning = f"Wave {names} takes answers. What is sent to this database from now on would not be moved."
    if not yes:
        raise RefusedError(f"{warning} Stop the server, then add --yes.")
    click.echo(f"{warning} Nobody may send until the server runs on the new one.", err=True)
