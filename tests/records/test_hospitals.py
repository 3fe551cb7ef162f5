"""Hospitals: codes that a ref can carry and tell apart."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from survey_engine.records import hospitals
from survey_engine.records.hospitals import HospitalCodeError, HospitalExistsError, UnknownHospitalError


def test_hospitals_are_added_and_listed_by_code(session: Session):
    hospitals.add_hospital(session, "ryj", "  Second   Hospital ")
    hospitals.add_hospital(session, "RXQ", "First Hospital")
    assert [(one.id, one.name) for one in hospitals.list_hospitals(session)] == [
        ("RXQ", "First Hospital"),
        ("RYJ", "Second Hospital"),
    ]
    assert hospitals.hospital(session, "RYJ").name == "Second Hospital"


@pytest.mark.parametrize("code", ["RXQ", "rxq", "R-XQ"])
def test_a_code_is_used_once(session: Session, code):
    hospitals.add_hospital(session, "RXQ", "First Hospital")
    with pytest.raises(HospitalExistsError):
        hospitals.add_hospital(session, code, "Another")


def test_two_codes_that_a_ref_could_not_tell_apart_are_refused(session: Session):
    hospitals.add_hospital(session, "RLQ", "First Hospital")
    for lookalike in ("R1Q", "RIQ"):
        with pytest.raises(HospitalExistsError):
            hospitals.add_hospital(session, lookalike, "Another")


@pytest.mark.parametrize(("code", "name"), [("", "A"), ("R Q", "A"), ("-R", "A"), ("É", "A"), ("R" * 16, "A"),
                                            ("RXQ", " "), ("RXQ", "A" * 201)])  # fmt: skip
def test_what_cannot_be_printed_on_a_letter_is_refused(session: Session, code, name):
    with pytest.raises(HospitalCodeError):
        hospitals.add_hospital(session, code, name)


def test_an_unknown_hospital_has_a_named_error(session: Session):
    with pytest.raises(UnknownHospitalError):
        hospitals.hospital(session, "NONE")
