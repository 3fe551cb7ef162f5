"""A hospital whose figures are out, and those who work on its pledge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from survey_engine.analysis.pledge import Pledge
from survey_engine.analysis.released import ReleasedScore
from survey_engine.records import hospitals, pledges
from survey_engine.records.pledges import KeptPledge
from survey_engine.records.staff import Role
from tests.analysis.pledged import BAND, NURSE, STANDARD
from tests.analysis.released import release as put_out
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.office import Officer, hired

OTHER: Final = "ZZZ"  # under the threshold: the release shows nothing of it
MINE: Final = f"/hospital/pledge/{WAVE}"
THEIRS: Final = f"/charity/pledges/{HOSPITAL}/{WAVE}"
ACTION: Final[dict[str, str | Sequence[str]]] = {
    "you_said": "It is hard to reach a nurse.",
    "we_will": "We will have a nurse by the telephone each morning.",
    "owner": "Lead nurse",
    "day": "30",
    "month": "9",
    "year": "2027",
    "questions": ["nurse_has"],
    "standards": ["IS1"],
    "status": "agreed",
}
HEADING: Final = {"title": "Our pledge to you", "agreed_patients": "5", "agreed_staff": "7"}


def release(survey: OpenSurvey, scores: Sequence[ReleasedScore] = (NURSE, BAND, STANDARD)) -> None:
    """Put out the figures of the wave: those of the first hospital, none of the second."""
    with survey.store.writing() as db:
        hospitals.add_hospital(db, OTHER, "Southfield Hospital")
        put_out(db, WAVE, {HOSPITAL: scores, OTHER: ()})


def lead(survey: OpenSurvey, hospital: str = HOSPITAL) -> Officer:
    """The lead of a hospital, signed in."""
    return hired(survey, f"lead-{hospital.lower()}@example.org", Role.HOSPITAL, hospital=hospital)


def writes(officer: Officer, **changes: str | Sequence[str]) -> Officer:
    """Write title and one action."""
    officer.open(MINE).press(MINE, HEADING)
    officer.open(f"{MINE}/new").press(f"{MINE}/new", {**ACTION, **changes})
    return officer


def kept(survey: OpenSurvey, hospital: str = HOSPITAL) -> KeptPledge:
    """The pledge as it is kept."""
    with survey.store.reading() as db:
        found = pledges.find(db, hospital, WAVE)
    return found or KeptPledge(Pledge(hospital, WAVE), None, is_offered=False, renewed_on=None)


def publishes(survey: OpenSurvey, admin: Officer) -> Officer:
    """The charity reads the pledge and publishes it."""
    admin.open(THEIRS)
    return admin.press(f"{THEIRS}/publish", {"mark": admin.hidden("mark")})
