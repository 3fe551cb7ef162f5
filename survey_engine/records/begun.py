"""What a page of a begun survey needs to know, read in one plain statement that locks nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from survey_engine.records.tables import DraftRecord, HospitalRecord, WaveRecord
from survey_engine.records.waves import UnknownWaveError


@dataclass(frozen=True, slots=True)
class Begun:
    """The wave, the hospital's name, and the sealed draft where there is one."""

    state: str
    opens_on: date
    closes_on: date
    entry_until: date
    questionnaire: str
    version: int
    short_form: bool
    posting: str
    hospital_name: str
    sealed: bytes | None = field(repr=False)


_WAVE, _HOSPITAL, _DRAFT = WaveRecord.__table__, HospitalRecord.__table__, DraftRecord.__table__
_wave, _hospital, _draft = _WAVE.c, _HOSPITAL.c, _DRAFT.c

# Made once, and of tables rather than records: a page is read 50 times in a survey.
_BEGUN = (
    select(
        _wave.state,
        _wave.opens_on,
        _wave.closes_on,
        _wave.entry_until,
        _wave.questionnaire,
        _wave.version,
        _wave.short_form,
        _wave.posting,
        _hospital.name,
        _draft.sealed,
    )
    .select_from(
        _WAVE.join(_HOSPITAL, _hospital.id == bindparam("hospital")).outerjoin(
            _DRAFT, _draft.id == bindparam("draft")
        )
    )
    .where(_wave.id == bindparam("wave"))
)


def begun(session: Session, *, wave: str, hospital: str, draft_id: bytes) -> Begun:
    """Return what is known of a survey; an empty `draft_id` finds no draft. Raises UnknownWaveError."""
    values = {"wave": wave, "hospital": hospital, "draft": draft_id}
    found = session.connection().execute(_BEGUN, values).one_or_none()
    if found is None:
        raise UnknownWaveError(f"there is no wave {wave}, or no hospital {hospital}")
    values_found: tuple[Any, ...] = tuple(found)
    return Begun(*values_found)
