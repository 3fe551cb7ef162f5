"""Every change of a pledge: what, from what to what, on which day and by which role. Only ever added to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_engine.analysis.pledge import Action
from survey_engine.records.pledge_tables import PledgeHistoryRecord

_ACTION: Final = TypeAdapter(Action)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the history. fields: name -> (before, after), as they are stored."""

    number: int
    on_date: date
    role: str
    action: str
    event: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes a pledge, and on which day. role: hospital, charity or command line."""

    role: str
    today: date


def history(session: Session, hospital: str, wave: str) -> list[Change]:
    """Return every change of a pledge, the latest first."""
    wanted = select(PledgeHistoryRecord).where(
        PledgeHistoryRecord.hospital == hospital, PledgeHistoryRecord.wave == wave
    )
    ordered = wanted.order_by(PledgeHistoryRecord.number.desc())
    return [
        Change(
            one.number,
            one.on_date,
            one.role,
            one.action,
            one.event,
            {name: (pair[0], pair[1]) for name, pair in json.loads(one.changes).items()},
        )
        for one in session.scalars(ordered)
    ]


def differences(old: Action, new: Action) -> dict[str, tuple[Any, Any]]:
    """Each field of two actions, before and after, as it is stored."""
    before, after = (_ACTION.dump_python(one, mode="json") for one in (old, new))
    return {name: (before[name], after[name]) for name in after}


def note(
    session: Session,
    pledge: tuple[str, str],
    hand: Hand,
    action: str,
    event: str,
    changes: Mapping[str, tuple[Any, Any]],
) -> None:
    """Add to the history of a pledge (hospital, wave), within its lock; nothing where nothing changed."""
    real = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not real and event in ("heading", "changed"):
        return
    hospital, wave = pledge
    kept = (PledgeHistoryRecord.hospital == hospital, PledgeHistoryRecord.wave == wave)
    last = session.scalar(select(func.max(PledgeHistoryRecord.number)).where(*kept))
    session.add(
        PledgeHistoryRecord(
            hospital=hospital,
            wave=wave,
            number=(last or 0) + 1,
            on_date=hand.today,
            role=hand.role,
            action=action,
            event=event,
            changes=json.dumps(real, ensure_ascii=False),
        )
    )
    session.flush()
