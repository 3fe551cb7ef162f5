"""`envelopes` and `open`: what happens to sealed answers once their wave is closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from survey_engine.analysis.disclosure import RowShape
from survey_engine.analysis.policy import policy_of
from survey_engine.cli.installation import Installation, known_catalogue
from survey_engine.cli.key_files import secret_in
from survey_engine.cli.outside import Outside
from survey_engine.cli.releasing import Ledgers
from survey_engine.cli.terminal import HANDLE, RefusedError, say, with_progress
from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.envelopes import read_envelopes, write_envelopes
from survey_engine.exchange.opening import Opened, open_envelopes
from survey_engine.exchange.release_place import nearest_folder
from survey_engine.exchange.statistics_files import NOT_INSTALLED, can_write
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.records import responses, waves
from survey_engine.records.waves import State
from survey_engine.sealing.envelope import Envelope
from survey_engine.web.closed_wave import wave_facts

wave_option = click.option("--wave", "code", type=HANDLE, required=True, metavar="W", help="The wave's code.")


@click.command()
@wave_option
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A new file.")
@click.pass_obj
def envelopes(outside: Outside, code: str, out: Path) -> None:
    """Write a closed wave's sealed answers to a file, to be opened on a computer that is not the server."""
    with _closed_wave(outside, code) as (facts, sealed):
        if out.exists():
            raise RefusedError(f"{out} exists already and stays as it is. Choose another name.")
        count = write_envelopes(out, facts, with_progress(sealed, "Writing", _used(facts)))
    say(f"Wrote {count} sealed answers to {out}. Nobody can read them without a key.")
    say("Next, on the computer that has the key:")
    say(f"survey-engine open --wave {code} --identity FILE --envelopes {out} --out FOLDER")


@click.command("open")
@wave_option
@click.option("--identity", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="charity.key or recovery.key.")  # fmt: skip
@click.option("--envelopes", "file", type=click.Path(path_type=Path), metavar="FILE",
              help="Open this file of sealed answers, not the database: needs no server.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="A new folder, or a new file that ends in .zip.")  # fmt: skip
@click.option("--rows", type=click.Choice([shape.value for shape in RowShape]), show_default=True,
              default=RowShape.BY_HOSPITAL.value,
              help="What a row of responses.csv holds. A wave ever has one of the two.")  # fmt: skip
@click.option("--fingerprint", metavar="HEX",
              help="The one printed by `wave close`: refuse any other set of answers.")  # fmt: skip
@click.pass_obj
def open_wave(
    outside: Outside,
    code: str,
    identity: Path,
    file: Path | None,
    out: Path,
    rows: str,
    fingerprint: str | None,
) -> None:
    """Open a closed wave's answers and write the release bundle. For the charity's analysts only.

    The passphrase is asked for, or read from SURVEY_ENGINE_PASSPHRASE_FILE. A wave with fewer than 10 answers
    is refused: so few could show who said what. An answer that was changed, added or moved since the wave
    closed is refused by name, and the others are opened. A wave is released once: the other shape of rows is
    refused for good, because the two could be joined. `verify` checks a bundle later.
    """
    source = _closed_wave(outside, code) if file is None else _file_of_wave(file, code)
    with source as (facts, sealed):
        secret, configuration = secret_in(outside, identity), outside.configuration()
        catalogue = known_catalogue(configuration)
        questionnaire = catalogue.get(facts.questionnaire, facts.version, short=facts.short_form)
        ledgers = Ledgers(outside, identity, secret, has_database=file is None)
        register = ledgers.demand_allowed(facts, rows, policy_of(questionnaire))
        passing, at = with_progress(sealed, "Opening", _used(facts)), nearest_folder(out)
        opened = open_envelopes(passing, facts, secret, questionnaire, fingerprint=fingerprint, scratch=at)
    _say_faults(opened)
    write_bundle(
        opened,
        questionnaire,
        facts,
        out,
        identity_secret=secret,
        rows=rows,
        watch=with_progress,
        earlier=catalogue.versions(facts.questionnaire, until=facts.version - 1),
        standards=catalogue.standards(questionnaire.standards),
        translations=configuration.translation_folders,
        register=register,
    )
    _say_written(out)


@contextmanager
def _closed_wave(outside: Outside, code: str) -> Iterator[tuple[WaveFacts, Iterable[Envelope]]]:
    """Give a closed wave's facts and envelopes from the database; refuse any other wave."""
    with Installation.at(outside) as installation, installation.reading() as session:
        record = waves.wave(session, code)
        if waves.is_pilot(record):
            raise RefusedError(f"Wave {code} is a pilot: its answers were never kept, so none can be opened.")
        if record.state == State.PURGED:
            raise RefusedError(f"Wave {code} is purged: its sealed answers are gone.")
        if record.state != State.CLOSED:
            raise RefusedError(
                f"Wave {code} is not closed yet. Opening answers beside a list of used codes could show who "
                f"said what. Close it first: survey-engine wave close {code}"
            )
        waves.demand_intact(record, installation.settings.master_key)
        yield wave_facts(session, code), responses.envelopes(session, code)


@contextmanager
def _file_of_wave(file: Path, code: str) -> Iterator[tuple[WaveFacts, Iterable[Envelope]]]:
    """Give the facts and envelopes of a file that `envelopes` wrote; refuse another wave's."""
    read = read_envelopes(file)
    if read.facts.code != code:
        raise RefusedError(f"{file} holds wave {read.facts.code}, not {code}.")
    yield read.facts, read.envelopes


def _say_faults(opened: Opened) -> None:
    """Name on stderr every envelope that was refused, and say how many are not there."""
    if opened.missing:
        click.echo(
            f"Warning: {opened.missing} of the answers counted at close are not here as they were. They were "
            "taken away or changed since. Ask why before you use the results.",
            err=True,
        )
    for reason, count in sorted(Counter(refusal.reason for refusal in opened.refused).items()):
        click.echo(f"Refused {count}: {reason.words}.", err=True)
    for refusal in opened.refused:
        click.echo(f"  {refusal.id}: {refusal.reason.value}", err=True)


def _say_written(out: Path) -> None:
    say(f"Wrote the bundle to {out}. Read methods.md in it first.")
    say("It is for the charity's analysts only, and must not leave the charity.")
    if not can_write():
        click.echo(f"Warning: {NOT_INSTALLED}", err=True)


def _used(facts: WaveFacts) -> int:
    return sum(one.used for one in facts.tally)
