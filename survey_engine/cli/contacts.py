"""`contacts release` and `contacts open`: the focus-group slips, for whoever invites people."""

from __future__ import annotations

import os
from pathlib import Path

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.key_files import secret_in
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import new_private_file
from survey_engine.cli.terminal import HANDLE, RefusedError, say
from survey_engine.exchange.slips import COLUMNS, open_slips, read_slips, slips_file
from survey_engine.exchange.tables import table_text
from survey_engine.records import contacts as slips
from survey_engine.records.contact_statuses import to_call
from survey_engine.records.waves import LONDON

new_file = click.Path(path_type=Path, dir_okay=False)


@click.group()
def contacts() -> None:
    """Release and open the slips of people who would like to take part in more."""


@contacts.command()
@click.option("--wave", type=HANDLE, required=True, metavar="W", help="The wave's code.")
@click.option("--out", type=new_file, required=True, metavar="FILE", help="A new file of sealed slips.")
@click.option(
    "--again",
    is_flag=True,
    help="Those released before, should their file be lost; not who is not to be called.",
)
@click.pass_obj
def release(outside: Outside, wave: str, out: Path, again: bool) -> None:
    """Write the slips that wait into a file, still sealed; once a week, and at least three at a time.

    One or two names in a week could show who had just answered the survey. When the wave is closed, everyone
    who is left is released. `contacts open` reads the file, with the contacts key.
    """
    with (
        Installation.at(outside) as installation,
        new_private_file(out) as stream,
        installation.writing() as session,
    ):
        today = outside.clock().astimezone(LONDON).date()
        key = installation.settings.master_key
        found = to_call(session, wave, key) if again else slips.release(session, wave, today)
        if not found:
            raise RefusedError(f"Nobody of wave {wave} who may be called was released before.")
        installation.note(session, "slips released", wave=wave, count=len(found), again=again)
        stream.write(slips_file(wave, found))
        stream.flush()
        os.fsync(stream.fileno())  # before the commit: a full disk must mark nobody as released
    say(f"Wrote {len(found)} sealed slips to {out}.")
    say(
        "Next, where the contacts key is: "
        f"survey-engine contacts open --slips {out} --identity FILE --out FILE"
    )


@contacts.command("open")
@click.option("--slips", "file", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="A file that `contacts release` wrote.")  # fmt: skip
@click.option(
    "--identity", type=click.Path(path_type=Path), required=True, metavar="FILE", help="contacts.key."
)
@click.option("--out", type=new_file, required=True, metavar="FILE.csv", help="A new list.")
@click.pass_obj
def open_(outside: Outside, file: Path, identity: Path, out: Path) -> None:
    """Open released slips into a list (CSV). Needs no server, and opens no answers.

    The last columns are yours to fill in: check before you call, for someone may be too ill, or have died.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise RefusedError(f"Cannot read {file}: {error.strerror}.") from None
    _wave, sealed = read_slips(data)
    opened = open_slips(sealed, secret_in(outside, identity))
    if sealed and not opened.rows:
        raise RefusedError(f"{identity} opens none of these slips. Use contacts.key of the same keygen.")
    with new_private_file(out) as stream:
        stream.write(table_text(COLUMNS, opened.rows).encode("utf-8-sig"))
    if opened.refused:
        click.echo(
            f"Warning: slips that do not open: {opened.refused}. They were changed or are not yours.",
            err=True,
        )
    say(f"Wrote {len(opened.rows)} people to {out}. Delete each on the day in its column delete_on.")
