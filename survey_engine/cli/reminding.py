"""`codes unused`: which letters to remind, for a hospital that holds its codes and chose this way."""

from __future__ import annotations

from pathlib import Path

import click

from survey_engine.cli.handing_out import codes_file
from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import new_private_file
from survey_engine.cli.terminal import HANDLE, RefusedError, say, with_progress
from survey_engine.exchange.code_list import CodeList, read_code_list
from survey_engine.records import hospitals, reminders, waves
from survey_engine.records.drawing import derive_many
from survey_engine.records.invitations import Issued
from survey_engine.records.reminders import GivenCode, unused_codes

_MOST_BYTES = 4_000_000


@click.command()
@click.option("--wave", type=HANDLE, required=True, metavar="W", help="The wave's code.")
@click.option("--hospital", type=HANDLE, required=True, metavar="H", help="The hospital's code.")
@click.option(
    "--codes",
    "file",
    type=click.Path(exists=True, path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="All codes of the hospital: its ref,code,link, or one code a line.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="A new file [default: the screen].",
)
@click.pass_obj
def unused(outside: Outside, wave: str, hospital: str, file: Path, out: Path | None) -> None:
    """List the unused ones of ALL codes of a hospital, for a reminder: ref, code, link.

    Only under mail merge, and only where the wave was opened with --reminders unused. Twice a wave at most,
    14 days apart, and not while fewer than 10 are used or fewer than 10 unused. Nothing of it is kept but
    that a list was given, and the day.
    """
    read = read_codes(file)
    with Installation.at(outside) as installation:
        found = _unused(installation, wave, hospital, read)
        text = codes_file(installation.settings, found)
    if out is None:
        click.echo(text, nl=False)
        return
    with new_private_file(out) as stream:
        stream.write(text.encode())
    say(f"Wrote {len(found)} unused codes to {out}. Delete it once the reminders are posted.")


def read_codes(file: Path) -> CodeList:
    """Read the codes of a hospital's file. Raises RefusedError where a line is no code."""
    data = file.read_bytes()[:_MOST_BYTES]
    try:
        read = read_code_list(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise RefusedError(f"{file} is no text. Save the spreadsheet as CSV (UTF-8) first.") from None
    if read.unread:
        lines = ", ".join(map(str, read.unread[:20]))
        raise RefusedError(f"There is no whole code in line {lines} of {file}. Compare it with the letter.")
    if not read.codes:
        raise RefusedError(f"There is no code in {file}.")
    return read


def _unused(installation: Installation, wave: str, hospital: str, read: CodeList) -> list[Issued]:
    now = installation.outside.clock()
    with installation.reading() as session:
        hospitals.hospital(session, hospital)
        record = waves.wave(session, wave)
        reminders.demand_list(session, record, hospital, now)
        pepper = waves.pepper(record, installation.settings.master_key)
    keys = with_progress(derive_many(read.codes, wave, pepper), "Looking", len(read.codes))
    given = [GivenCode(code, one) for code, one in zip(read.codes, keys, strict=True)]
    with installation.writing() as session:
        found = unused_codes(session, waves.wave(session, wave), hospital, given, now)
        installation.note(session, "list of unused codes given", wave=wave, hospital=hospital)
    return [Issued(one.ref, one.code) for one in found]
