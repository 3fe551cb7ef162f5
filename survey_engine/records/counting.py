"""The counts that staff see while a wave is open: refreshed once a day, rounded, without a history.

The server counts by itself, at a time that nobody chooses; a page only reads. A count made whenever somebody
asks would tell who has just answered. In the last week of a wave they stand still (invitations.STILL_DAYS).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_engine.records import invitations, waves
from survey_engine.records.tables import UsedCountRecord


@dataclass(frozen=True, slots=True)
class LatestCount:
    """A hospital's letters, and about how many answers came by the latest count.

    used: None for fewer than 10; counted_on: None where nobody has counted yet, and then `used` says nothing.
    """

    hospital: str
    given_out: int  # people: a replacement goes to somebody already counted
    stopped: int
    replaced: int
    used: int | None
    counted_on: date | None

    @property
    def rate(self) -> int | None:
        """Answers of a hundred letters given out, from the rounded count; None where it is too small."""
        return None if self.used is None or not self.given_out else round(100 * self.used / self.given_out)


def refresh(session: Session, today: date) -> None:
    """Count every open wave, where that was not done today. Needs a writing session."""
    for wave in waves.list_waves(session):
        if wave.state in waves.TAKING_ANSWERS and not waves.is_pilot(wave):
            invitations.counts(session, wave.id, today=today)


def latest(session: Session, wave: str) -> list[LatestCount]:
    """Return the latest counts of an open wave, by hospital. Changes nothing."""
    found = []
    for one in invitations.exact_counts(session, wave):
        kept = session.get(UsedCountRecord, (wave, one.hospital))
        found.append(
            LatestCount(
                hospital=one.hospital,
                given_out=one.issued - one.replaced,
                stopped=one.stopped,
                replaced=one.replaced,
                used=kept.used if kept else None,
                counted_on=kept.counted_on if kept else None,
            )
        )
    return found
