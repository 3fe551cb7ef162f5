"""Hundreds of invented people whose answers can really be opened, without the slow derivation of codes."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from sqlalchemy import insert

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Response, to_payload
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.synthetic import as_sent, synthetic_answers
from survey_engine.records import closing, hospitals, responses
from survey_engine.records.invitations import LIVE
from survey_engine.records.store import Session
from survey_engine.records.tables import InvitationRecord
from survey_engine.sealing.codes import new_ref
from survey_engine.sealing.envelope import seal_envelope
from tests.patient.survey import CHARITY, HOSPITAL, RECOVERY, WAVE, OpenSurvey

FOUR: Final = {HOSPITAL: 44, "RAA": 46, "RBB": 43, "RCC": 48}
NAMES: Final = {"RAA": "Southfield Hospital", "RBB": "Eastfield Hospital", "RCC": "Westfield Hospital"}


@cache
def patient_questionnaire() -> Questionnaire:
    """Version 1, as it is built in."""
    return Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1)


def crowd(
    survey: OpenSurvey,
    sizes: Mapping[str, int] = FOUR,
    *,
    wave: str = WAVE,
    recipients: Sequence[str] = (CHARITY.recipient, RECOVERY.recipient),
    favour: float = 0.7,
    seed: int = 4,
) -> None:
    """Let so many people of each hospital have answered, and as many again have had a letter."""
    rng = random.Random(seed)
    with survey.store.writing() as db:
        known = {one.id for one in hospitals.list_hospitals(db)}
        for hospital in sizes:
            if hospital not in known:
                hospitals.add_hospital(db, hospital, NAMES[hospital])
        _invite(db, wave, sizes, rng)
        for hospital, size in sizes.items():
            for _person in range(size):
                _answer(db, wave, hospital, recipients, favour, rng)


def _invite(db: Session, wave: str, sizes: Mapping[str, int], rng: random.Random) -> None:
    rows: list[dict[str, object]] = [
        {
            "lookup": lookup,
            "wave": wave,
            "hospital": hospital,
            "ref": new_ref(hospital, rng.randbytes),
            "revoked": LIVE,
        }
        for hospital, size in sizes.items()
        for lookup in sorted(rng.randbytes(16) for _letter in range(2 * size))
    ]
    db.execute(insert(InvitationRecord), rows)


def _answer(
    db: Session, wave: str, hospital: str, recipients: Sequence[str], favour: float, rng: random.Random
) -> None:
    asked, own = patient_questionnaire(), rng.randbytes(16)
    sent = as_sent(asked, synthetic_answers(asked, rng, favour))
    about = (asked.id, asked.version, asked.content_hash, wave, hospital, "en", "web")
    response = Response(*about, partial=False, consent=True, answers=sent, id=own.hex())
    payload = json.dumps(to_payload(response)).encode()
    assert responses.send(
        db, nullifier=rng.randbytes(16), wave=wave, hospital=hospital, response_id=own, draft_id=b"",
        sealed=seal_envelope(payload, recipients, asked.plaintext_bytes),
    )  # fmt: skip


def crowd_and_close(survey: OpenSurvey) -> str:
    """Four hospitals have answered, and the wave is closed; the fingerprint that is printed then."""
    crowd(survey)
    with survey.store.writing() as db:
        return closing.close_wave(db, WAVE, today=survey.clock.now.date())[0].digest
