"""`audit-anonymity`: we attack our own database, backups and logs, and print what we found."""

from __future__ import annotations

import base64
import tempfile
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Final

import click

from survey_engine.cli.backup_keys import secret_half
from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import new_private_file
from survey_engine.cli.terminal import as_json, say, say_json
from survey_engine.exchange.backup_file import read_backup
from survey_engine.records import scrubbing, self_audit
from survey_engine.records.rehearsal import rehearse
from survey_engine.records.self_audit import Measure
from survey_engine.settings import Settings

SEED: Final = 7  # of the invented people's keys
some_file = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("audit-anonymity")
@click.option("--backup", "copies", type=some_file, multiple=True, metavar="FILE", help="Attack it too.")
@click.option("--log", "logs", type=some_file, multiple=True, metavar="FILE", help="Search it too.")
@as_json
@click.pass_obj
def audit_anonymity(
    outside: Outside, copies: tuple[Path, ...], logs: tuple[Path, ...], as_json: bool
) -> None:
    """Attack our own database, and the backups and logs that you name. Exit code 1 where a promise is broken.

    It scrubs first, as every hour does. Then it looks for any order in which answers came, for copies of rows
    that were deleted, for secrets, codes and visits. A rehearsal with 200 invented people in a throwaway file
    counts how many a thief would link who holds every code.
    """
    with Installation.at(outside) as installation:
        engine, settings = installation.store.engine, installation.settings
        scrubbing.scrub(engine)
        secrets = _secrets(settings) | self_audit.peppers(engine, settings.master_key)
        found = self_audit.audit_database(engine, secrets)
        keys = self_audit.keys_of(engine)
        with tempfile.TemporaryDirectory(prefix="survey-engine-") as place:
            folder = Path(place)
            drawn = Random(SEED)  # noqa: S311 # nosec B311 # chance links a few of 200: the same few each time
            found += rehearse(folder, drawn.randbytes)
            for number, file in enumerate(copies):
                copy = folder / f"copy-{number}"
                with file.open("rb") as source, new_private_file(copy) as target:
                    read_backup(source, target, secret_half(settings.backup_key_file))
                found += self_audit.audit_copy(f"backup {file.name}", copy, secrets)
        for file in logs:
            with file.open("rb") as stream:
                found += self_audit.audit_log(f"log {file.name}", stream, keys, secrets)
    _tell(found, as_json=as_json)
    if not all(one.is_kept for one in found):
        click.get_current_context().exit(1)


def _secrets(settings: Settings) -> dict[str, bytes]:
    """The secrets of the installation, as bytes and as they stand in their files."""
    named = {"master key": settings.master_key}
    named |= {f"secret key {number}": key for number, key in enumerate(settings.secret_keys, start=1)}
    return {**named, **{f"{name}, as it is written": base64.b64encode(key) for name, key in named.items()}}


def _tell(found: list[Measure], *, as_json: bool) -> None:
    is_kept = all(one.is_kept for one in found)
    if as_json:
        say_json({"ok": is_kept, "measures": [{**asdict(one), "kept": one.is_kept} for one in found]})
        return
    for one in found:
        said = "kept" if one.is_kept else "BROKEN"
        say(f"{said}: {one.place}: {one.what}: {one.found:g} (at most {one.most:g})")
    say("Every promise that can be tried here is kept." if is_kept else "A promise is broken: see above.")
