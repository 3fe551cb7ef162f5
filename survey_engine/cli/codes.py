"""`codes issue`, `stop`, `replace` and `count`."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import new_private_file
from survey_engine.cli.terminal import HANDLE, as_json, say, say_json, say_table, with_progress
from survey_engine.records import closing, hospitals, invitations, waves
from survey_engine.records.invitations import Drawn, HospitalCount, Issued
from survey_engine.records.unwanted import unwanted
from survey_engine.records.waves import State
from survey_engine.sealing.codes import read_ref, show_code, sign_link
from survey_engine.settings import Settings

HEADS = ("ref", "code", "link")
wave_option = click.option("--wave", type=HANDLE, required=True, metavar="W", help="The wave's code.")
ref_option = click.option("--ref", required=True, metavar="R", help="The ref printed on the letter.")
new_file = click.Path(path_type=Path, dir_okay=False)


@click.group()
def codes() -> None:
    """Issue, stop, replace and count invitations."""


@codes.command()
@wave_option
@click.option("--hospital", type=HANDLE, required=True, metavar="H", help="The hospital's code.")
@click.option("--count", type=click.IntRange(1, 10_000), required=True, metavar="N", help="How many.")
@click.option("--out", type=new_file, required=True, metavar="FILE.csv", help="A new file.")
@click.pass_obj
def issue(outside: Outside, wave: str, hospital: str, count: int, out: Path) -> None:
    """Issue codes into a CSV file: ref, code, link.

    The codes are in that file and nowhere else: they cannot be had a second time. Who holds the file can
    answer in a patient's place. Delete it when the letters are printed.
    """
    with Installation.at(outside) as installation, new_private_file(out) as stream:
        drawn = _drawn(installation, wave, hospital, count)
        with installation.writing() as session:
            made = invitations.store(session, wave, hospital, drawn, outside.random)
            installation.note(session, "codes issued", wave=wave, hospital=hospital, count=count)
            stream.write(codes_file(installation.settings, made).encode())
            stream.flush()
            os.fsync(stream.fileno())  # before the commit: a full disk must leave no codes that nobody has
    say(f"Wrote {count} codes to {out}. Only you can read it, and nobody can make it again.")
    say("Delete it once the letters are printed.")


def _drawn(installation: Installation, wave: str, hospital: str, count: int) -> list[Drawn]:
    """Draw codes outside any transaction: at 0.1 s each, patients would wait for the database meanwhile."""
    with installation.reading() as session:
        hospitals.hospital(session, hospital)
        record = waves.wave(session, wave)
        symbol, pepper = record.symbol or "", waves.pepper(record, installation.settings.master_key)
    drawn = (invitations.draw(symbol, wave, 1, pepper, installation.outside.random) for _ in range(count))
    return [one for few in with_progress(drawn, "Making codes", count) for one in few]


def codes_file(settings: Settings, issued: Iterable[Issued]) -> str:
    """Return the CSV text, with the code as the letter prints it and the link that fills it in."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows(codes_row(settings, one) for one in issued)
    return text.getvalue()


def codes_row(settings: Settings, one: Issued) -> tuple[str, str, str]:
    """Return ref, code and link. What follows the # in a link reaches no server, proxy or log."""
    shown = show_code(one.code)
    link = f"{settings.base_url}/i#{shown}.{sign_link(one.code, settings.secret_keys)}"
    return one.ref, shown, link


@codes.command()
@wave_option
@ref_option
@click.pass_obj
def stop(outside: Outside, wave: str, ref: str) -> None:
    """Stop one invitation, silently: someone has moved, asked for no more letters, or has died.

    It has no effect on answers already sent, because nobody can find them.
    """
    ref = read_ref(ref)
    with Installation.at(outside) as installation, installation.writing() as session:
        waves.wave(session, wave)
        invitations.stop(session, wave, ref)
        # Without the ref: the chain is kept for years, and a ref leads to a person at the hospital.
        installation.note(session, "invitation stopped", wave=wave)
    say(f"Stopped {ref}. Answers already sent stay: nobody can find them.")


@codes.command()
@wave_option
@ref_option
@click.option("--out", type=new_file, metavar="FILE.csv", help="A new file [default: the screen].")
@click.option("--allow-many", is_flag=True, help="An administrator agrees to replace more than a tenth.")
@click.pass_obj
def replace(outside: Outside, wave: str, ref: str, out: Path | None, allow_many: bool) -> None:
    """Stop one invitation and issue another in its place: a letter was lost. Gives ref, code, link.

    Nobody looks whether the first was used. The new letter should say: ignore this if you have replied.
    """
    ref = read_ref(ref)
    with Installation.at(outside) as installation:
        if out is None:
            made = _replaced(installation, wave, ref, allow_many)
            click.echo(codes_file(installation.settings, [made]), nl=False)
            return
        with new_private_file(out) as stream:
            made = _replaced(installation, wave, ref, allow_many)
            stream.write(codes_file(installation.settings, [made]).encode())
    say(f"Stopped {ref}. Its replacement, {made.ref}, is in {out}.")


def _replaced(installation: Installation, wave: str, ref: str, allow_many: bool) -> Issued:
    settings, random = installation.settings, installation.outside.random
    with installation.writing() as session:
        waves.wave(session, wave)
        made = invitations.replace(session, wave, ref, settings.master_key, random, allow_many=allow_many)
        installation.note(session, "invitation replaced", wave=wave)
    return made


@codes.command("unwanted")
@wave_option
@click.option("--hospital", type=HANDLE, metavar="H", help="One hospital alone.")
@as_json
@click.pass_obj
def unwanted_(outside: Outside, wave: str, hospital: str | None, as_json: bool) -> None:
    """List refs of letters that should not have come: do not write to these people again.

    Look at it before every mailing. Their codes still work: to end one, `codes stop`.
    """
    with Installation.at(outside) as installation, installation.reading() as session:
        waves.wave(session, wave)
        rows = [(one.hospital, one.ref) for one in unwanted(session, wave, hospital)]
    if as_json:
        say_json([{"hospital": name, "ref": ref} for name, ref in rows])
    elif rows:
        say_table(("HOSPITAL", "DO NOT WRITE AGAIN TO"), rows)
    else:
        say(f"Nobody has asked for no more letters in wave {wave}.")


@codes.command("count")
@wave_option
@as_json
@click.pass_obj
def count_(outside: Outside, wave: str, as_json: bool) -> None:
    """Count invitations per hospital. Until the wave is closed, used ones only roughly, and once a day."""
    with Installation.at(outside) as installation:
        with installation.reading() as session:
            is_pilot = waves.is_pilot(waves.wave(session, wave))
        counted = [] if is_pilot else _counted(installation, wave)
    if as_json:
        say_json([asdict(one) | {"used_shown": one.used_shown} for one in counted])
    elif counted:
        rows = [(one.hospital, one.issued, one.replaced, one.stopped, one.used_shown) for one in counted]
        say_table(("HOSPITAL", "ISSUED", "REPLACED", "STOPPED", "USED"), rows)
    elif is_pilot:
        say(f"Wave {wave} is a pilot. Nobody counts it.")
    else:
        say(f"No codes have been issued in wave {wave}.")


def _counted(installation: Installation, code: str) -> list[HospitalCount]:
    today = installation.outside.clock().date()
    with installation.writing() as session:
        if waves.wave(session, code).state in (State.OPEN, State.ENTRY_ENDED):
            return invitations.counts(session, code, today=today)
        return [
            HospitalCount(one.hospital, one.issued, one.stopped, one.replaced, one.used, exact=True)
            for one in closing.tallies(session, code)
        ]
