"""The charity's waves: the list, and one page for each, with counts and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from survey_engine.charity.wave_words import (
    POSTING,
    REMINDERS,
    asks,
    line_of,
    named,
    phase_words,
    shown_day,
)
from survey_engine.records import closing, counting, hospitals, keysets, purging, waves
from survey_engine.records.counting import LatestCount
from survey_engine.records.store import Session
from survey_engine.records.tables import TallyRecord, WaveRecord
from survey_engine.records.waves import TAKING_ANSWERS, Posting, Reminders, State, UnknownWaveError
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import staff_page

all_waves = Blueprint("all_waves", __name__, url_prefix="/charity/waves")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to a wave now: its address, its words, and what it is for."""

    address: str
    words: str
    what: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A hospital's counts: those of an open wave, rounded, or the tally of a closed one."""

    hospital: str
    latest: LatestCount | None
    tally: TallyRecord | None


def title_of(wave: WaveRecord) -> str:
    """The title of what a wave asks, without a hospital; its id where the file is gone."""
    for one in house().catalogue:
        if (one.id, one.version) == (wave.questionnaire, wave.version):
            return named(one)
    return wave.questionnaire


def wave_or_404(db: Session, code: str) -> WaveRecord:
    """The wave of an address."""
    try:
        return waves.wave(db, code)
    except UnknownWaveError:
        abort(404)


@all_waves.get("")
@access(Access.ADMIN)
def listed() -> ResponseReturnValue:
    """Every wave, the latest first."""
    now = house().clock()
    with house().store.reading() as db:
        found = [line_of(one, title_of(one), now) for one in reversed(waves.list_waves(db))]
        due = purging.due(db, now, house().settings.keep_weeks)
        doubtful = keysets.doubtful_waves(db, today(now))
    return staff_page("waves", folder="charity", waves=found, due=len(due), doubtful=doubtful)


@all_waves.get("/<code>")
@access(Access.ADMIN)
def one_wave(code: str) -> ResponseReturnValue:
    """What a wave takes, how many letters and answers there are, and what can be done."""
    now = house().clock()
    with house().store.reading() as db:
        wave = wave_or_404(db, code)
        facts = _facts(db, wave)
        counts = _counts(db, wave)
        is_doubtful = wave.id in keysets.doubtful_waves(db, today(now))
    return staff_page(
        "wave", folder="charity", code=wave.id, now=phase_words(wave, now), facts=facts, counts=counts,
        acts=_acts(wave), is_doubtful=is_doubtful, is_closed=wave.state in (State.CLOSED, State.PURGED),
    )  # fmt: skip


def _facts(db: Session, wave: WaveRecord) -> list[tuple[str, str]]:
    found = [
        ("Asks", asks(wave, title_of(wave))),
        ("First day for patients", shown_day(wave.opens_on)),
        ("Last day to begin", shown_day(wave.closes_on)),
        ("Answers that were begun can be sent until", shown_day(waves.grace_ends(wave).date())),
    ]
    if waves.is_pilot(wave):
        return found
    keys = keysets.keyset_of(db, wave)
    slips = "Asked for, and locked with the contacts key" if wave.contacts_recipient else "Not asked for"
    found += [
        ("Last day for paper", shown_day(wave.entry_until)),
        ("Letters", POSTING[Posting(wave.posting)]),
        ("Reminders", REMINDERS[Reminders(wave.reminders)]),
        ("Details of people who offer to do more", slips),
        (
            "Keys",
            f"The keys of {shown_day(keys.proposed_on)}" if keys else "From a file, by the command line",
        ),
    ]
    kept = purging.term(db, wave.id, house().settings.keep_weeks)
    if kept.closed_on and kept.ends_on and wave.state == State.CLOSED:
        found += [
            ("Closed on", shown_day(kept.closed_on)),
            ("Sealed answers are kept until", shown_day(kept.ends_on)),
        ]
    return found


def _counts(db: Session, wave: WaveRecord) -> list[Counted]:
    names = {one.id: one.name for one in hospitals.list_hospitals(db)}
    if wave.state in TAKING_ANSWERS:
        if waves.is_pilot(wave):
            return []
        return [
            Counted(names.get(one.hospital, one.hospital), one, None) for one in counting.latest(db, wave.id)
        ]
    tallies = closing.tallies(db, wave.id)
    return [Counted(names.get(one.hospital, one.hospital), None, one) for one in tallies]


def _acts(wave: WaveRecord) -> list[Act]:
    here = f"/charity/waves/{wave.id}"
    fingerprint = Act(f"{here}/fingerprint", "Print the fingerprint", "One page for the trustee to keep.")
    match State(wave.state):
        case State.PURGED:
            return [fingerprint]
        case State.CLOSED:
            purge = Act(f"{here}/purge", "Delete the sealed answers", "Nobody can open them afterwards.")
            return [fingerprint, purge]
        case State.OPEN | State.ENTRY_ENDED as state:
            found = [Act(f"{here}/extend", "Give patients more time", "A wave is only ever made longer.")]
            if state is State.OPEN and not waves.is_pilot(wave):
                words = "Say that all paper is in"
                found.append(Act(f"{here}/end-entry", words, "No more forms can be typed in afterwards."))
            close = "For good: afterwards nothing leads from an answer to a code."
            return [*found, Act(f"{here}/close", "Close the wave", close)]
