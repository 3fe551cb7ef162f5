"""Codes given out in the tests of the staff's doors, and answers sent with them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from survey_engine.records import invitations, responses, waves
from survey_engine.sealing.codes import read_code, show_code
from survey_engine.sealing.keys import derive_code_keys
from tests.patient.survey import HOSPITAL, MASTER_KEY, WAVE, OpenSurvey
from tests.staff.office import Officer


def set_way(survey: OpenSurvey, posting: str, reminders: str = "everyone") -> None:
    """Let the wave be posted, and remind, in another way than the prepared one."""
    with survey.store.writing() as db:
        wave = waves.wave(db, WAVE)
        wave.posting, wave.reminders = posting, reminders


def give_out(survey: OpenSurvey, count: int, hospital: str = HOSPITAL) -> list[tuple[str, str]]:
    """More letters of a hospital: (ref, code as shown)."""
    with survey.store.writing() as db:
        made = invitations.issue(db, WAVE, hospital, count, MASTER_KEY, survey.chance.randbytes)
    return [(one.ref, show_code(one.code)) for one in made]


def send(survey: OpenSurvey, codes: Sequence[str], hospital: str = HOSPITAL) -> None:
    """Let an answer be in the box for each code, as its Send leaves it; nobody opens them."""
    chance = survey.chance
    with survey.store.writing() as db:
        pepper = waves.pepper(waves.wave(db, WAVE), MASTER_KEY)
        for code in codes:
            keys = derive_code_keys(read_code(code), pepper, WAVE)
            assert responses.send(
                db, nullifier=keys.nullifier, wave=WAVE, hospital=hospital,
                response_id=chance.randbytes(16), sealed=chance.randbytes(64), draft_id=b"",
            )  # fmt: skip


def wait_for_letters(officer: Officer, seconds: float = 120) -> Officer:
    """Press "See whether they are ready" until they are, or were not made."""
    ends = time.monotonic() + seconds
    while "being made" in officer.open("/charity/letters/ready").text:
        assert time.monotonic() < ends, "the letters take too long"
        time.sleep(0.2)
    return officer
