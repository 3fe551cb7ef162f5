"""A round of the survey for the tests of the records: a wave, its hospitals, and patients who hold codes.

A patient's keys are drawn at random instead of being derived: what a database can give away does not depend
on how long it takes to reach a key. Tests of the derivation itself are with the sealing room.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from survey_engine.questionnaire.definition import Questionnaire, QuestionnaireId
from survey_engine.records import contacts, drafts, hospitals, publishing, responses, waves
from survey_engine.records.database import session_factory
from survey_engine.records.invitations import LIVE
from survey_engine.records.tables import InvitationRecord, WaveRecord
from survey_engine.records.waves import NewWave, Posting
from survey_engine.sealing.codes import new_ref
from survey_engine.sealing.envelope import new_identity, seal_draft, seal_envelope, seal_slip
from survey_engine.sealing.keys import CodeKeys, DraftKeys

MASTER_KEY = b"m" * 32
PLAINTEXT_BYTES = 15 * 1024
WAVE = "2027-A"
OPENS, CLOSES, ENTRY_UNTIL = date(2027, 1, 4), date(2027, 1, 31), date(2027, 2, 28)
CHARITY, RECOVERY = new_identity(), new_identity()
RECIPIENTS = (CHARITY.recipient, RECOVERY.recipient)
QUESTIONNAIRE = Questionnaire(
    id=QuestionnaireId("tiny"),
    version=1,
    title="Tiny",
    public_name="Your care survey",
    alias="t",
    standards="",
    sections=(),
    minutes=(1, 2),
    plaintext_bytes=PLAINTEXT_BYTES,
    content_hash="0" * 64,
)


def seeded(seed: int = 1) -> random.Random:
    """Randomness that is the same in every run."""
    return random.Random(seed)


def new_wave(code: str = WAVE, **changes: object) -> NewWave:
    """A wave as a charity would open it."""
    values = {
        "id": code,
        "questionnaire": "tiny",
        "version": 1,
        "opens_on": OPENS,
        "closes_on": CLOSES,
        "entry_until": ENTRY_UNTIL,
        "posting": Posting.SEALED,
        "recipients": RECIPIENTS,
    }
    return NewWave(**{**values, **changes})  # type: ignore[arg-type]


def open_round(session: Session, hospital_codes: Sequence[str] = ("RXQ",), code: str = WAVE) -> WaveRecord:
    """Publish, add the hospitals and open a wave."""
    publishing.publish(session, QUESTIONNAIRE)
    for one in hospital_codes:
        hospitals.add_hospital(session, one, f"Hospital {one}")
    return waves.open_wave(session, new_wave(code), MASTER_KEY, seeded().randbytes)


@dataclass(frozen=True)
class Patient:
    """Somebody with a letter: everything her code and her return code give."""

    hospital: str
    ref: str
    code: CodeKeys
    draft: DraftKeys
    response_id: bytes


def invite(session: Session, hospital: str, count: int, seed: int = 1, wave: str = WAVE) -> list[Patient]:
    """Issue invitations to patients, who are returned in random order."""
    draw = seeded(seed)
    patients = [
        Patient(
            hospital=hospital,
            ref=new_ref(hospital, draw.randbytes),
            code=CodeKeys(
                draw.randbytes(16), draw.randbytes(16), draw.randbytes(32), draw.randbytes(32), bytes(32)
            ),
            draft=DraftKeys(draw.randbytes(16), draw.randbytes(32)),
            response_id=draw.randbytes(16),
        )
        for _ in range(count)
    ]
    rows = [
        {"lookup": one.code.lookup, "wave": wave, "hospital": hospital, "ref": one.ref, "revoked": LIVE}
        for one in sorted(patients, key=lambda one: one.code.lookup)
    ]
    session.execute(insert(InvitationRecord), rows)
    return patients


def save_draft(session: Session, patient: Patient, state: bytes = b"{}", wave: str = WAVE) -> bytes:
    """Write a first draft; return its sealed bytes."""
    keys = patient.draft
    sealed = seal_draft(state, keys.draft_key, keys.draft_id, wave, 1, PLAINTEXT_BYTES)
    assert drafts.create(session, keys.draft_id, wave, sealed, drafts.expires_week(CLOSES))
    return sealed


def send(
    session: Session, patient: Patient, answers: object = None, wave: str = WAVE, sealed: bytes | None = None
) -> bool:
    """Seal and send one answer, or send what is given as sealed."""
    payload = {
        "id": patient.response_id.hex(),
        "wave": wave,
        "hospital": patient.hospital,
        "answers": answers,
    }
    return responses.send(
        session,
        nullifier=patient.code.nullifier,
        wave=wave,
        hospital=patient.hospital,
        response_id=patient.response_id,
        sealed=sealed or seal_envelope(json.dumps(payload).encode(), RECIPIENTS, PLAINTEXT_BYTES),
        draft_id=patient.draft.draft_id,
    )


def a_round(engine: Engine, sent: int, begun: int = 5) -> list[Patient]:
    """So many patients send, each fourth leaves her telephone, a few only begin; return the others."""
    factory, draw = session_factory(engine), seeded(5)
    with factory.begin() as session:
        open_round(session)
        patients = seeded(7).sample(invite(session, "RXQ", sent + 20), k=sent + 20)
    for number, patient in enumerate(patients[: sent + begun]):
        with factory.begin() as session:
            save_draft(session, patient)
        if number < sent:
            with factory.begin() as session:
                assert send(session, patient, answers="." * number)
        if number < sent and number % 4 == 0:
            with factory.begin() as session:
                sealed = seal_slip(b"0" * number, CHARITY.recipient)
                contacts.add_slip(session, draw.randbytes(16), WAVE, sealed, date(2028, 2, 27))
    return patients[sent + begun :]
