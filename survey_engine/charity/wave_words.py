"""A wave in the words of its screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records import waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Phase, Posting, Reminders

POSTING: Final = {
    Posting.SEALED: "Sealed letters: the charity or its printer makes closed letters (recommended)",
    Posting.MERGE: "Mail merge: each hospital prints the codes into its own letters",
    Posting.PILOT: "A pilot: no letters, and nothing is kept or counted",
}
REMINDERS: Final = {
    Reminders.EVERYONE: "Everyone is reminded (recommended)",
    Reminders.UNUSED: "Under mail merge, a hospital may ask which of its codes were not used, twice",
}


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave of the list."""

    code: str
    asks: str
    days: str
    now: str


def named(questionnaire: Questionnaire) -> str:
    """A questionnaire as staff know it: its title without a hospital, and its id."""
    title = questionnaire.title.replace(" at {hospital}", "").replace("{hospital}", "the hospital")
    return f"{title} ({questionnaire.id})"


def shown_day(day: date) -> str:
    """A day as people say it: 31 March 2027."""
    return f"{day.day} {day:%B %Y}"


def line_of(wave: WaveRecord, title: str, now: datetime) -> WaveLine:
    """A wave of the list; `title` of what it asks."""
    days = f"{shown_day(wave.opens_on)} to {shown_day(wave.closes_on)}"
    return WaveLine(wave.id, asks(wave, title), days, phase_words(wave, now))


def asks(wave: WaveRecord, title: str) -> str:
    """What a wave asks."""
    return f"{title}, version {wave.version}{', short form' if wave.short_form else ''}"


def phase_words(wave: WaveRecord, now: datetime) -> str:
    """What a wave takes now."""
    said = _phase_words(wave, waves.phase(wave, now))
    return f"Pilot. {said}" if waves.is_pilot(wave) else said


def _phase_words(wave: WaveRecord, phase: Phase) -> str:
    words = {
        Phase.NOT_YET: f"Opens on {shown_day(wave.opens_on)}",
        Phase.OPEN: f"Open until {shown_day(wave.closes_on)}",
        Phase.GRACE: f"Answers that were begun can be sent until {shown_day(waves.grace_ends(wave).date())}",
        Phase.ENTRY: f"Closed to patients. Paper can be typed in until {shown_day(wave.entry_until)}",
        Phase.ENTRY_ENDED: "Takes nothing more, and waits to be closed",
        Phase.CLOSED: "Closed",
        Phase.PURGED: "Closed, and its sealed answers are deleted",
    }
    return words[phase]
