"""Priority sheets: kept whole, and never written over what somebody else saved meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_engine.analysis.priorities import Judgement
from survey_engine.records.database import lock_until_commit
from survey_engine.records.priority_tables import PriorityRecord, PrioritySheetRecord


class SheetChangedError(Exception):
    """Somebody else has saved the sheet since it was drawn: nothing may be written over."""


@dataclass(frozen=True, slots=True)
class PrioritySheet:
    """One hospital's sheet of one wave; saved_on is None where nothing was saved yet."""

    wave: str
    hospital: str
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    group_themes: str = ""
    saved_by: str = ""
    saved_on: date | None = None

    @property
    def mark(self) -> str:
        """Changes whenever the content does: what a drawn form carries."""
        said = {name: astuple(one) for name, one in sorted(self.judgements.items())}
        return hashlib.sha256(json.dumps([said, self.group_themes]).encode()).hexdigest()[:16]


def sheet(session: Session, wave: str, hospital: str) -> PrioritySheet:
    """Return a hospital's sheet of a wave; an empty one where nothing was saved yet."""
    record = session.get(PrioritySheetRecord, (wave, hospital))
    if record is None:
        return PrioritySheet(wave, hospital)
    wanted = select(PriorityRecord).where(PriorityRecord.wave == wave, PriorityRecord.hospital == hospital)
    judgements = {
        one.question: Judgement(one.feasible, one.effort, one.note, one.chosen)
        for one in session.scalars(wanted)
    }
    return PrioritySheet(wave, hospital, judgements, record.group_themes, record.saved_by, record.saved_on)


def save(session: Session, new: PrioritySheet, *, before: str, by: str, today: date) -> None:
    """Keep a sheet. `before`: the mark of the one it was made from. Raises SheetChangedError."""
    lock_until_commit(session, f"priorities {new.wave} {new.hospital}")
    if sheet(session, new.wave, new.hospital).mark != before:
        raise SheetChangedError(new.hospital)
    key = {"wave": new.wave, "hospital": new.hospital}
    session.merge(PrioritySheetRecord(**key, group_themes=new.group_themes, saved_by=by, saved_on=today))
    kept = {name: one for name, one in new.judgements.items() if not one.is_empty}
    gone = delete(PriorityRecord).filter_by(**key).where(PriorityRecord.question.not_in(kept))
    session.execute(gone.execution_options(synchronize_session=False))
    for name, one in kept.items():
        session.merge(PriorityRecord(**key, question=name, **_values(one)))
    session.flush()


def _values(one: Judgement) -> dict[str, str | bool]:
    return {"feasible": one.feasible, "effort": one.effort, "note": one.note, "chosen": one.chosen}
