"""`wave open`, `extend`, `end-entry`, `close` and `list`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.recipients import Recipients, read_recipients
from survey_engine.cli.terminal import (
    DAY,
    HANDLE,
    RefusedError,
    as_json,
    say,
    say_json,
    say_table,
    shown_day,
    sure,
)
from survey_engine.cli.wave_warnings import warn_before_closing, warn_of_opening
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire
from survey_engine.records import closing, drafts, scrubbing, waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import NewWave, Phase, Posting, Reminders

ENTRY_DAYS = 28  # how long paper may still come in after the last day for patients

PHASES = {
    Phase.NOT_YET: "not open yet",
    Phase.OPEN: "open",
    Phase.GRACE: "closed to new starts, open to saved answers",
    Phase.ENTRY: "closed to patients, open to paper",
    Phase.ENTRY_ENDED: "takes nothing more, waits for `wave close`",
    Phase.CLOSED: "closed",
    Phase.PURGED: "purged",
}
wave_argument = click.argument("code", type=HANDLE)


@click.group()
def wave() -> None:
    """Open, extend, close and list waves."""


@wave.command("open")
@wave_argument
@click.option("--questionnaire", required=True, metavar="ID", help="A published questionnaire.")
@click.option("--version", type=int, required=True, metavar="N", help="Its version.")
@click.option("--short-form", is_flag=True, help="Ask its core questions alone.")
@click.option("--opens", type=DAY, required=True, help="First day for patients.")
@click.option("--closes", type=DAY, required=True, help="Last day to begin; saved answers have 7 days more.")
@click.option(
    "--entry-until", type=DAY, help=f"Last day for paper [default: {ENTRY_DAYS} days after --closes]."
)
@click.option(
    "--posting",
    type=click.Choice([Posting.SEALED.value, Posting.MERGE.value]),
    help="sealed: the charity makes closed letters (recommended). merge: the hospital prints the codes. "
    "It never changes after the wave opens.",
)
@click.option(
    "--reminders",
    type=click.Choice([one.value for one in Reminders]),
    default=Reminders.EVERYONE.value,
    show_default=True,
    help="everyone, or, with --posting merge, the holders of unused codes. It never changes either.",
)
@click.option("--recipients", type=click.Path(path_type=Path), help="recipients.txt of keygen.")
@click.option(
    "--pilot",
    is_flag=True,
    help="Try the questions, of a draft too, with people beside you: nothing is kept or counted.",
)
@click.pass_obj
def open_(
    outside: Outside,
    code: str,
    questionnaire: str,
    version: int,
    short_form: bool,
    opens: date,
    closes: date,
    entry_until: date | None,
    posting: str | None,
    reminders: str,
    recipients: Path | None,
    pilot: bool,
) -> None:
    """Open the wave CODE. --posting and --recipients are needed, but for a pilot, which has neither."""
    _refuse_half(posting, recipients, is_pilot=pilot)
    keys = read_recipients(recipients) if recipients else Recipients(())
    new = NewWave(
        id=code,
        questionnaire=questionnaire,
        version=version,
        short_form=short_form,
        opens_on=opens,
        closes_on=closes,
        entry_until=entry_until or closes + timedelta(days=ENTRY_DAYS),
        posting=Posting(posting or Posting.PILOT),
        reminders=Reminders(reminders),
        recipients=keys.answers,
        contacts_recipient=keys.contacts,
        signing_keys=keys.signing,
    )
    with Installation.at(outside) as installation:
        chosen = installation.catalogue.get(questionnaire, version, short=short_form)
        _refuse_what_is_no_wave(chosen)
        _open(installation, new)
        warn_of_opening(installation, new, chosen)
    _say_opened(new, sum(1 for _ in chosen.asked()))


def _open(installation: Installation, new: NewWave) -> None:
    chosen_once = {"posting": new.posting.value, "reminders": new.reminders.value}
    with installation.writing() as session:
        waves.open_wave(session, new, installation.settings.master_key, installation.outside.random)
        closes = new.closes_on.isoformat()
        installation.note(session, "wave opened", wave=new.id, closes=closes, **chosen_once)


def _refuse_what_is_no_wave(chosen: Questionnaire) -> None:
    if not chosen.pages:
        raise RefusedError(f"{chosen.id} version {chosen.version} marks no question as `core: true`.")
    if chosen.answered_by is AnsweredBy.LEAD:
        raise RefusedError(
            f"{chosen.id} is a form for the leads of hospitals, and not a wave. They fill it in when signed "
            "in, at /hospital/site-facts, once it is published."
        )


def _refuse_half(posting: str | None, recipients: Path | None, *, is_pilot: bool) -> None:
    if is_pilot and (posting or recipients):
        raise click.UsageError("A pilot has no letters and keeps no answers: no --posting, no --recipients.")
    if not is_pilot and not (posting and recipients):
        raise click.UsageError("Say --posting and --recipients, or --pilot to try the questions first.")


def _say_opened(new: NewWave, questions: int) -> None:
    if new.short_form:
        say(f"It asks the short form: {questions} core questions.")
    say(f"Opened wave {new.id} for patients from {shown_day(new.opens_on)} to {shown_day(new.closes_on)}.")
    if new.posting is Posting.PILOT:
        say("It is a pilot: every page says so, and no answer is kept or counted. A code can be used again.")
    else:
        say(f"Paper can be entered until {shown_day(new.entry_until)}.")
        say(
            "It takes focus-group slips, at /contact."
            if new.contacts_recipient
            else "It takes no focus-group slips: the recipients file names no contacts key."
        )
    say(f"Next: survey-engine codes issue --wave {new.id} --hospital H --count N --out FILE.csv")


@wave.command()
@wave_argument
@click.option("--closes", type=DAY, required=True, help="The new last day to begin.")
@click.pass_obj
def extend(outside: Outside, code: str, closes: date) -> None:
    """Give patients more time. A wave is only ever made longer."""
    with Installation.at(outside) as installation, installation.writing() as session:
        entry_until = waves.extend_wave(session, code, closes).entry_until
        installation.note(session, "wave extended", wave=code, closes=closes.isoformat())
    say(f"Wave {code} now closes to patients on {shown_day(closes)}; paper until {shown_day(entry_until)}.")


@wave.command("end-entry")
@wave_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def end_entry(outside: Outside, code: str, yes: bool) -> None:
    """Record that all paper is in. Patients keep their days.

    Forms that wait for their second keying cannot be sent any more: on a terminal it asks first.
    """
    with Installation.at(outside) as installation:
        if _say_waiting(installation, code) and not sure("Is all paper in all the same?", yes):
            raise RefusedError(f"Wave {code} stays as it is.")
        with installation.writing() as session:
            waves.end_entry(session, code)
            installation.note(session, "paper entry ended", wave=code)
    say(f"Wave {code}: all paper is in. Next: survey-engine wave close {code}")


@wave.command()
@wave_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def close(outside: Outside, code: str, yes: bool) -> None:
    """Close a wave for good: count, then destroy every way back from an answer to a code.

    Afterwards the answers can be opened. On a terminal it asks before it closes a wave that still takes
    answers.
    """
    with Installation.at(outside) as installation:
        _make_sure(installation, code, yes)
        with installation.writing() as session:
            today = outside.clock().date()
            kept = [
                (one.hospital, one.issued, one.replaced, one.stopped, one.used, one.digest)
                for one in closing.close_wave(session, code, today=today)
            ]
        say(f"Closed wave {code}. Codes, drafts and the wave's secret are destroyed.")
        scrubbing.scrub(installation.store.engine)
    _say_tally(code, kept)


def _say_waiting(installation: Installation, code: str) -> bool:
    """Say how many forms on paper will be lost, where any waits."""
    with installation.reading() as session:
        record = waves.wave(session, code)
        count = drafts.count_keyed(session, code, record.closes_on)
    if not count or record.state not in waves.TAKING_ANSWERS:
        return False
    say(f"Forms on paper that were keyed and not sent, and will be lost: {count} at most.")
    return True


def _make_sure(installation: Installation, code: str, yes: bool) -> None:
    with installation.reading() as session:
        record = waves.wave(session, code)
        phase, grace_ends = waves.phase(record, installation.outside.clock()), waves.grace_ends(record)
        if record.state in waves.TAKING_ANSWERS:
            warn_before_closing(installation, session, record)
    waits = _say_waiting(installation, code)
    if phase in (Phase.NOT_YET, Phase.OPEN, Phase.GRACE):
        question = (
            f"Patients can still answer wave {code} until {shown_day(grace_ends.date())}. Close it now?"
        )
    elif phase is Phase.ENTRY:
        question = f"Paper for wave {code} can still be entered. Close it now?"
    elif waits:
        question = "Close it now?"
    else:
        return
    if not sure(question, yes):
        raise RefusedError(f"Wave {code} stays as it is.")


def _say_tally(code: str, kept: Sequence[tuple[str, int, int, int, int, str]]) -> None:
    if not kept:
        say("No codes had been issued in it, or it was a pilot: there is nothing to count.")
        return
    say_table(("HOSPITAL", "ISSUED", "REPLACED", "STOPPED", "USED"), [row[:-1] for row in kept])
    say(f"For the trustee to keep, the fingerprint of all sealed answers: {kept[0][-1]}")
    say(
        f"Next: survey-engine open --wave {code} --identity charity.key --out FOLDER "
        "--fingerprint FINGERPRINT"
    )


@wave.command("list")
@as_json
@click.pass_obj
def list_(outside: Outside, as_json: bool) -> None:
    """List waves: what each asks, when, and what it takes now."""
    now = outside.clock()
    with Installation.at(outside) as installation, installation.reading() as session:
        found = [(one, waves.phase(one, now)) for one in waves.list_waves(session)]
    if as_json:
        say_json([_wave_as_json(one, phase) for one, phase in found])
    elif found:
        rows = [
            (one.id, one.questionnaire, one.version, one.opens_on, one.closes_on, _now(one, phase))
            for one, phase in found
        ]
        say_table(("CODE", "QUESTIONNAIRE", "VERSION", "OPENS", "CLOSES", "NOW"), rows)
    else:
        say("There is no wave yet. Open one: survey-engine wave open --help")


def _now(one: WaveRecord, phase: Phase) -> str:
    return f"pilot, {PHASES[phase]}" if waves.is_pilot(one) else PHASES[phase]


def _wave_as_json(one: WaveRecord, phase: Phase) -> dict[str, object]:
    return {
        "code": one.id,
        "questionnaire": one.questionnaire,
        "version": one.version,
        "opens": one.opens_on.isoformat(),
        "closes": one.closes_on.isoformat(),
        "entry_until": one.entry_until.isoformat(),
        "posting": one.posting,
        "reminders": one.reminders,
        "phase": phase.value,
    }
