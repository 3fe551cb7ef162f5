"""The list of unused codes, for a hospital that holds them all anyway: its conditions, and what is kept.

docs/anonymity.md, "Reminders". Kept: how many lists, and the day of the latest. Never which code or how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records.database import lock_until_commit
from survey_engine.records.invitations import LIVE
from survey_engine.records.spare import spare_codes_made
from survey_engine.records.tables import InvitationRecord, ReminderListRecord, SpentRecord, WaveRecord
from survey_engine.records.waves import LONDON, Phase, Posting, Reminders, phase
from survey_engine.sealing.codes import Code
from survey_engine.sealing.keys import CodeKeys

FEWEST: Final = 10  # used, and unused: fewer would point at people
MOST_LISTS: Final = 2  # a wave and hospital
DAYS_BETWEEN: Final = 14


class ReminderListError(Exception):
    """The list of unused codes is not given; the message says why, and nothing of any one code."""


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A code that the hospital holds, and what it gives."""

    code: Code = field(repr=False)
    keys: CodeKeys = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnusedCode:
    """A letter whose code was not used, for a reminder."""

    ref: str
    code: Code = field(repr=False)


def demand_list(session: Session, wave: WaveRecord, hospital: str, now: datetime) -> None:
    """Raise ReminderListError where this hospital can have no list now (aware), whatever codes it holds."""
    if wave.posting != Posting.MERGE:
        raise ReminderListError(f"in wave {wave.id} no hospital holds codes: remind everyone")
    if wave.reminders != Reminders.UNUSED:
        raise ReminderListError(f"wave {wave.id} was opened to remind everyone, and that never changes")
    if phase(wave, now) is not Phase.OPEN:
        raise ReminderListError(f"nobody can begin to answer wave {wave.id} just now: there is no reminder")
    kept = session.get(ReminderListRecord, (wave.id, hospital))
    if kept is None:
        return
    if kept.lists >= MOST_LISTS:
        raise ReminderListError(f"{hospital} has had {MOST_LISTS} lists in wave {wave.id}, and no more")
    days = DAYS_BETWEEN - (_day(now) - kept.given_on).days
    if days > 0:
        word = "day" if days == 1 else "days"
        raise ReminderListError(f"the latest list is less than {DAYS_BETWEEN} days old: wait {days} {word}")


def unused_codes(
    session: Session, wave: WaveRecord, hospital: str, given: Sequence[GivenCode], now: datetime
) -> list[UnusedCode]:
    """Return the unused ones of ALL live codes of a hospital, sorted by ref, and count the list.

    `given` must hold every live code of the hospital, so that nobody can ask about one. Codes of letters that
    were stopped or replaced may be among them and are passed over; the charity's spare codes, which no
    hospital holds, may be missing. Needs a writing session. It reads the same rows whatever was used. Raises
    ReminderListError.
    """
    lock_until_commit(session, f"reminders {wave.id} {hospital}")
    demand_list(session, wave, hospital, now)
    held = {one.keys.lookup: one for one in given}
    statement = select(InvitationRecord.lookup, InvitationRecord.ref, InvitationRecord.revoked).where(
        InvitationRecord.wave == wave.id, InvitationRecord.hospital == hospital
    )
    letters = {row.lookup: row for row in session.execute(statement)}
    strangers = len(held.keys() - letters.keys())
    if strangers:
        raise ReminderListError(
            f"{_counted(strangers)} of no letter of {hospital} in wave {wave.id}: take them out of the list"
        )
    live = {lookup: row.ref for lookup, row in letters.items() if row.revoked == LIVE}
    missing = len(live.keys() - held.keys())
    if missing > spare_codes_made(session, wave.id, hospital):  # those the charity keeps for paper
        raise ReminderListError(
            f"{_counted(missing)} missing: give every code of {hospital}, those of replaced letters too"
        )
    asked = {ref: held[lookup] for lookup, ref in live.items() if lookup in held}
    spent = set(session.scalars(select(SpentRecord.nullifier).where(SpentRecord.wave == wave.id)))
    unused = [UnusedCode(ref, one.code) for ref, one in asked.items() if one.keys.nullifier not in spent]
    if len(unused) < FEWEST or len(asked) - len(unused) < FEWEST:
        raise ReminderListError(
            f"fewer than {FEWEST} codes are used, or fewer than {FEWEST} unused: remind everyone instead"
        )
    _count_list(session, wave.id, hospital, _day(now))
    return sorted(unused, key=lambda one: one.ref)


def _day(now: datetime) -> date:
    return now.astimezone(LONDON).date()


def _counted(codes: int) -> str:
    return "1 code is" if codes == 1 else f"{codes} codes are"


def _count_list(session: Session, wave: str, hospital: str, today: date) -> None:
    kept = session.get(ReminderListRecord, (wave, hospital))
    if kept is None:
        kept = ReminderListRecord(wave=wave, hospital=hospital, lists=0, given_on=today)
        session.add(kept)
    kept.lists, kept.given_on = kept.lists + 1, today
    session.flush()
