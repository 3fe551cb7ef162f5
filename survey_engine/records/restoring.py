"""What must be done to a database that was put back, before anybody is served from it.

A copy from before a close still holds how that wave's codes are known. So every close, and every purge, that
was made since is made again; and what was released stays so, or its rows could be made in the other shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_engine.records import audit, closing, releases, waves
from survey_engine.records.phases import TAKING_ANSWERS, State
from survey_engine.records.releases import Released


@dataclass(frozen=True, slots=True)
class Ends:
    """The codes of the waves that were closed, and of those that were purged.

    known: those of which it can be said whether they were; released: what the ledger of releases holds.
    """

    closed: frozenset[str]
    purged: frozenset[str]
    known: frozenset[str]
    released: tuple[Released, ...] = ()


def ends_in(session: Session) -> Ends:
    """Return which waves were closed and purged, by a database's audit chain, and what was released."""
    found: dict[str, set[str]] = {"wave closed": set(), "wave purged": set()}
    for entry in audit.entries(session):
        if entry.event in found:
            found[entry.event].add(str(json.loads(entry.details)["wave"]))
    closed, purged = frozenset(found["wave closed"]), frozenset(found["wave purged"])
    known = frozenset(one.id for one in waves.list_waves(session))
    return Ends(closed, purged, known | closed | purged, tuple(releases.all_released(session)))


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
    there = {wave.id for wave in waves.list_waves(session)}
    for release in (release for one in every for release in one.released if release.wave in there):
        if releases.released(session, release.wave) is None:
            releases.record_release(session, release)
    return list(dict.fromkeys(changed))
