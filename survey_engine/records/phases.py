"""What a wave takes at a moment: what was done to it, and what its dates tell. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from survey_engine.records.drafts import GRACE_DAYS

LONDON = ZoneInfo("Europe/London")
LAST_MINUTE = time(23, 59)


class State(StrEnum):
    """What was done to a wave; the rest its dates tell."""

    OPEN = "open"
    ENTRY_ENDED = "entry_ended"  # the lead ticked "all paper is in"
    CLOSED = "closed"  # tallied; nothing can be joined to a code any more
    PURGED = "purged"  # the envelopes are gone too


TAKING_ANSWERS = (State.OPEN, State.ENTRY_ENDED)


class Phase(StrEnum):
    """What a wave takes at a moment."""

    NOT_YET = "not_yet"
    OPEN = "open"
    GRACE = "grace"  # closed to new starts, open to drafts
    ENTRY = "entry"  # patients are done; paper is still keyed
    ENTRY_ENDED = "entry_ended"  # takes nothing more, and waits to be closed: it cannot be opened yet
    CLOSED = "closed"
    PURGED = "purged"


class WaveDays(Protocol):
    """What of a wave decides what it takes."""

    @property
    def state(self) -> str: ...
    @property
    def opens_on(self) -> date: ...
    @property
    def closes_on(self) -> date: ...
    @property
    def entry_until(self) -> date: ...


def phase(wave: WaveDays, now: datetime) -> Phase:
    """Return what a wave takes at this moment (an aware datetime)."""
    match State(wave.state):
        case State.PURGED:
            return Phase.PURGED
        case State.CLOSED:
            return Phase.CLOSED
        case State.OPEN | State.ENTRY_ENDED as state:
            pass
    if now < datetime.combine(wave.opens_on, time(), LONDON):
        return Phase.NOT_YET
    if now < _end_of(wave.closes_on):
        return Phase.OPEN
    if now < grace_ends(wave):
        return Phase.GRACE
    if state is State.OPEN and now < _end_of(wave.entry_until):
        return Phase.ENTRY
    return Phase.ENTRY_ENDED


def grace_ends(wave: WaveDays) -> datetime:
    """Return when saved drafts can last be sent: 23:59 in London, seven days after the last day."""
    return _end_of(wave.closes_on + timedelta(days=GRACE_DAYS))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, LAST_MINUTE, LONDON)
