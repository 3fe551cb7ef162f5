"""The figures that pledges may quote: those of each public release in the ledger, which never changes."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.orm import Session

from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_json import findings_from_json
from survey_engine.analysis.released import ReleasedScore, public_scores
from survey_engine.records import releases, waves


def scores(session: Session, hospital: str) -> tuple[ReleasedScore, ...]:
    """Every public figure of a hospital: the oldest wave first, in the release's order."""
    return tuple(one for found in _public(session) for one in public_scores(found, hospital))


def waves_released(session: Session) -> tuple[str, ...]:
    """The waves whose public figures are in the ledger, by the day they closed."""
    return tuple(one.wave for one in _public(session))


def _public(session: Session) -> list[Findings]:
    kept = {one.id for one in waves.list_waves(session)}
    found = [_opened(one.findings_public) for one in releases.all_released(session) if one.findings_public]
    return sorted((one for one in found if one.wave in kept), key=lambda one: (one.closes_on, one.wave))


@lru_cache(maxsize=16)  # frozen, and read for every page
def _opened(text: str) -> Findings:
    return findings_from_json(text)
