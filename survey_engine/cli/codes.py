"""`codes issue`, `stop`, `replace` and `count`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from survey_engine.cli.handing_out import Write, codes_file, handing_out, letter_options
from survey_engine.cli.installation import Installation
from survey_engine.cli.letter_options import LetterOptions, checked_wording, press_for
from survey_engine.cli.outside import Outside
from survey_engine.cli.reminding import unused
from survey_engine.cli.slip_press import SlipPress
from survey_engine.cli.terminal import HANDLE, RefusedError, as_json, say, say_json, say_table, with_progress
from survey_engine.exchange.letter_wording import default_wording, wording_text
from survey_engine.exchange.mail_merge import STEPS
from survey_engine.records import closing, hospitals, invitations, waves
from survey_engine.records.drawing import draw_many
from survey_engine.records.invitations import Drawn, HospitalCount, Issued
from survey_engine.records.unwanted import unwanted
from survey_engine.records.waves import TAKING_ANSWERS, State, WaveClosedError
from survey_engine.sealing.codes import read_ref
from survey_engine.web.letter_press import LetterPress
from survey_engine.web.printed_language import is_draft, translator
from survey_engine.web.translations import ENGLISH, Languages

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
@letter_options(merge=True)
@click.pass_obj
def issue(outside: Outside, wave: str, hospital: str, count: int, out: Path, wanted: LetterOptions) -> None:
    """Issue codes into a CSV file: ref, code, link. And, if you like, letters or a folder for mail merge.

    The codes are in these files and nowhere else: they cannot be had a second time. Who holds one can
    answer in a patient's place. Delete them when the letters are printed.
    """
    with Installation.at(outside) as installation:
        press = press_for(installation, wave, wanted, count) if wanted.is_wanted else None
        slips = SlipPress.ready(installation, wave, wanted.language, count) if wanted.slips else None
        with handing_out(installation.settings, out, wanted, press, slips) as write:
            drawn = _drawn(installation, wave, hospital, count)
            with installation.reading() as session:
                named = invitations.name(session, hospital, drawn, outside.random)
            write(invitations.to_hand_out(named), hospital)
            with installation.writing() as session:
                invitations.store_named(session, wave, hospital, named)
                installation.note(session, "codes issued", wave=wave, hospital=hospital, count=count)
    say(f"Wrote {count} codes to {out}. Only you can read it, and nobody can make it again.")
    say("Delete it once all is printed.")
    _say_what_was_printed(wanted, press)


def _say_what_was_printed(wanted: LetterOptions, press: LetterPress | None) -> None:
    if press and is_draft(press.language):
        say("Each letter says that its translation is a draft.")
    if wanted.letters:
        say(f"The letters are in {wanted.letters}. Print them on both sides, and delete the file.")
    if wanted.slips:
        say(f"The slips are in {wanted.slips}. Print them on one side, and delete the file.")
    if wanted.merge:
        say(f"The folder for mail merge is {wanted.merge}. Begin with {wanted.merge / STEPS}.")


def _drawn(installation: Installation, wave: str, hospital: str, count: int) -> list[Drawn]:
    """Draw codes outside any transaction: at 0.1 s each, patients would wait for the database meanwhile."""
    with installation.reading() as session:
        hospitals.hospital(session, hospital)
        record = waves.wave(session, wave)
        if record.state not in TAKING_ANSWERS:
            raise WaveClosedError(f"wave {wave} is closed")
        symbol, pepper = record.symbol or "", waves.pepper(record, installation.settings.master_key)

    drawn = draw_many(symbol, wave, count, pepper, installation.outside.random)
    return list(with_progress(drawn, "Making codes", count))


@codes.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False), required=False)
@click.option("--language", metavar="LANG", default=ENGLISH, help="Of the built-in words [default: en].")
@click.pass_obj
def wording(outside: Outside, file: Path | None, language: str) -> None:
    """Check FILE with words for letters; or, without one, write the built-in words as a file to edit."""
    if file is not None:
        checked_wording(file)
        say(f"{file} can be used: codes issue --letters FILE.pdf --wording {file}")
        return
    configuration = outside.configuration()
    found = Languages(configuration.translation_folders, configuration.languages).get(language)
    if found is None:
        raise RefusedError(f"There is no translation into {language}. Begin one: translation extract LANG")
    click.echo(wording_text(default_wording(language, translator(found))), nl=False)


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
@letter_options(merge=False)
@click.option("--allow-many", is_flag=True, help="An administrator agrees to replace more than a tenth.")
@click.pass_obj
def replace(
    outside: Outside, wave: str, ref: str, out: Path | None, allow_many: bool, wanted: LetterOptions
) -> None:
    """Stop one invitation and issue another in its place: a letter was lost. Gives ref, code, link.

    Nobody looks whether the first was used. The new letter says: if you have answered already, thank you.
    """
    ref = read_ref(ref)
    with Installation.at(outside) as installation:
        press = press_for(installation, wave, wanted, 1) if wanted.is_wanted else None
        with handing_out(installation.settings, out, wanted, press) as write:
            made = _replaced(installation, wave, ref, allow_many, write)
        if out is None and not wanted.letters:
            click.echo(codes_file(installation.settings, [made]), nl=False)
            return
    say(f"Stopped {ref}. Its replacement, {made.ref}, is in {wanted.letters or out}.")


def _replaced(installation: Installation, wave: str, ref: str, allow_many: bool, write: Write) -> Issued:
    settings, random = installation.settings, installation.outside.random
    with installation.writing() as session:
        waves.wave(session, wave)
        made = invitations.replace(session, wave, ref, settings.master_key, random, allow_many=allow_many)
        installation.note(session, "invitation replaced", wave=wave)
        write([made], made.ref.rpartition("-")[0])
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


codes.add_command(unused)


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
