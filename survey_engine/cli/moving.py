"""`move-database`: from SQLite to PostgreSQL, or the other way."""

from __future__ import annotations

import click

from survey_engine.cli.installation import ACTOR, Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import say, say_table
from survey_engine.records import audit, moving, waves
from survey_engine.records.phases import LONDON
from survey_engine.records.store import Store, storage_errors


@click.command("move-database")
@click.option("--to", "url", required=True, metavar="URL", help="The new database, which must be empty.")
@click.pass_obj
def move_database(outside: Outside, url: str) -> None:
    """Copy everything into another database, and compare both. Stop the server first.

    Rows go in the order of their random keys, both are scrubbed, and each table is compared by its number of
    rows and by a fingerprint over every value. Codes that were just handed out stay behind, and staff sign in
    again. The old database stays as it is: delete it, with its copies, when the new one serves.
    """
    with Installation.at(outside) as installation, storage_errors():
        found = moving.move(installation.store.engine, url)
        master_key = installation.settings.master_key
    store = Store(url)
    try:
        with store.writing() as session:
            for wave in waves.list_waves(session):
                waves.demand_intact(wave, master_key)
                if wave.pepper_wrapped is not None:
                    waves.pepper(wave, master_key)  # the canary: it opens there as it did here
            rows = {one.table: one.rows for one in found}
            audit.append(session, ACTOR, "database moved", rows, on=outside.clock().astimezone(LONDON).date())
    finally:
        store.close()
    say_table(
        ("TABLE", "ROWS", "FINGERPRINT"), [(one.table, one.rows, one.fingerprint[:16]) for one in found]
    )
    say("Moved, and the same in both. Next: set SURVEY_ENGINE_DATABASE_URL, then survey-engine doctor.")
    say("Then delete the old database. Until then, whoever has both has two copies.")
