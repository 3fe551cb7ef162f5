"""The hospitals that take part."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records.tables import HospitalRecord
from survey_engine.sealing.codes import hospital_key

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,14}")
NAME_CHARACTERS = 200


class HospitalCodeError(ValueError):
    """A hospital's code or name cannot be used."""


class HospitalExistsError(Exception):
    """The code is taken, or refs could not tell it from another hospital's."""


class UnknownHospitalError(LookupError):
    """There is no hospital of this code."""


def add_hospital(session: Session, code: str, name: str) -> HospitalRecord:
    """Add a hospital: a code of letters, digits and hyphens (printed on its letters) and a name.

    Raises HospitalCodeError, HospitalExistsError.
    """
    code, name = code.strip().upper(), " ".join(name.split())
    if not CODE.fullmatch(code):
        raise HospitalCodeError("a hospital code has 1 to 15 letters, digits and hyphens, as in RXQ")
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise HospitalCodeError(f"a hospital name has 1 to {NAME_CHARACTERS} characters")
    for other in list_hospitals(session):
        if other.id == code:
            raise HospitalExistsError(f"there is a hospital {code} already")
        if hospital_key(other.id) == hospital_key(code):
            raise HospitalExistsError(f"{code} is too easily taken for {other.id}")
    record = HospitalRecord(id=code, name=name)
    session.add(record)
    session.flush()
    return record


def list_hospitals(session: Session) -> list[HospitalRecord]:
    """Return every hospital, by code."""
    return list(session.scalars(select(HospitalRecord).order_by(HospitalRecord.id)))


def hospital(session: Session, code: str) -> HospitalRecord:
    """Return the hospital of this code. Raises UnknownHospitalError."""
    record = session.get(HospitalRecord, code)
    if record is None:
        raise UnknownHospitalError(f"there is no hospital {code}")
    return record
