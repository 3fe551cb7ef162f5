"""What must be done to a database that was put back, before anybody is served from it.

A copy from before a close still holds how that wave's codes are known. So every close, and every purge, that
was made since is made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_engine.records import audit, closing, waves
from survey_engine.records.phases import TAKING_ANSWERS, State


@dataclass(frozen=True, slots=True)
class Ends:
    """The codes of the waves that were closed, and of those that were purged."""

    closed: frozenset[str]
    purged: frozenset[str]


def ends_in(session: Session) -> Ends:
    """Return which waves were closed and purged, as a database's audit chain has it."""
    found: dict[str, set[str]] = {"wave closed": set(), "wave purged": set()}
    for entry in audit.entries(session):
        if entry.event in found:
            found[entry.event].add(str(json.loads(entry.details)["wave"]))
    return Ends(frozenset(found["wave closed"]), frozenset(found["wave purged"]))


def apply_again(session: Session, ends: Iterable[Ends], *, today: date, actor: str) -> list[str]:
    """Close and purge once more what was closed and purged; return the waves that this changed.

    Its own audit chain counts too: where it says closed, nothing that leads to a code may be left.
    """
    every = [*ends, ends_in(session)]
    closed = frozenset().union(*(one.closed | one.purged for one in every))
    purged = frozenset().union(*(one.purged for one in every))
    changed = []
    for wave in waves.list_waves(session):
        if wave.id in closed and wave.state in TAKING_ANSWERS:
            closing.close_wave(session, wave.id, today=today, actor=actor, even_if_counts_disagree=True)
            changed.append(wave.id)
        if wave.id in purged and wave.state == State.CLOSED:
            closing.purge_wave(session, wave.id, today=today, actor=actor)
            changed.append(wave.id)
    return list(dict.fromkeys(changed))
