"""What patient representatives say of each action: by their link, or on a paper pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.analysis.pledge import MOST_LETTERS, Opinion
from survey_engine.records.pledge_tables import PledgeActionRecord, PledgeMarkRecord
from survey_engine.records.pledges import UnknownPledgeError, key_of


class MarkError(ValueError):
    """A mark cannot be kept like this; the message says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: on which action, what, why, when, and whether it came on paper."""

    action: str
    opinion: Opinion
    because: str
    marked_on: date
    on_paper: bool


def save(
    session: Session,
    place: tuple[str, str],
    given_by: bytes,
    marks: Mapping[str, tuple[Opinion, str]],
    today: date,
    *,
    on_paper: bool = False,
) -> int:
    """Keep what somebody says of actions of ONE pledge (hospital, wave); returns how many changed.

    marks: action id -> (opinion, because). Raises MarkError, UnknownPledgeError (an action of another).
    """
    changed = 0
    for action, (opinion, because) in marks.items():
        fault = mark_fault(opinion, because)
        if fault:
            raise MarkError(fault)
        found = session.get(PledgeActionRecord, key_of(action))
        if found is None or (found.hospital, found.wave) != place:
            raise UnknownPledgeError(f"there is no action {action} in this pledge")
        record = session.get(PledgeMarkRecord, (found.id, given_by))
        if record is None:
            record = PledgeMarkRecord(
                action=found.id, given_by=given_by, on_paper=on_paper, opinion="", because=""
            )
            session.add(record)
        if (record.opinion, record.because) != (opinion.value, because.strip()):
            record.opinion, record.because, record.marked_on = opinion.value, because.strip(), today
            changed += 1
    session.flush()
    return changed


def mark_fault(opinion: Opinion, because: str) -> str:
    """What is wrong with one mark; "" for nothing."""
    if opinion is Opinion.DISAGREE and not because.strip():
        return "Write why you disagree. A few words are enough."
    return f"Use at most {MOST_LETTERS} letters." if len(because) > MOST_LETTERS else ""


def save_pack(
    session: Session,
    place: tuple[str, str],
    marks: Mapping[str, tuple[Opinion, str]],
    today: date,
    random: Callable[[int], bytes],
) -> int:
    """Keep what came on one paper pack, from nobody in particular. Raises as `save` does."""
    return save(session, place, random(16), marks, today, on_paper=True)


def of_pledge(session: Session, hospital: str, wave: str) -> list[Mark]:
    """Every mark on a hospital's pledge, without a word of who gave it: by day, then by what they say."""
    wanted = (
        select(PledgeMarkRecord)
        .join(PledgeActionRecord, PledgeActionRecord.id == PledgeMarkRecord.action)
        .where(PledgeActionRecord.hospital == hospital, PledgeActionRecord.wave == wave)
        .order_by(PledgeMarkRecord.marked_on, PledgeMarkRecord.opinion, PledgeMarkRecord.because)
    )
    return [_read(one) for one in session.scalars(wanted)]


def of_giver(session: Session, given_by: bytes) -> dict[str, Mark]:
    """What one representative said: action id -> mark."""
    wanted = select(PledgeMarkRecord).where(PledgeMarkRecord.given_by == given_by)
    return {one.action.hex(): _read(one) for one in session.scalars(wanted)}


def _read(record: PledgeMarkRecord) -> Mark:
    opinion = Opinion(record.opinion)
    return Mark(record.action.hex(), opinion, record.because, record.marked_on, record.on_paper)
