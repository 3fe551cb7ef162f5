"""The box that answers go into: sealed and stored in one transaction, whichever door they came through."""

from __future__ import annotations

from dataclasses import replace

from survey_engine.questionnaire.answers import Response, to_json, to_payload
from survey_engine.records import invitations, responses, waves
from survey_engine.records.store import Session
from survey_engine.sealing.envelope import seal_envelope
from survey_engine.web.house import house


class StoppedCodeError(Exception):
    """The invitation was stopped after the survey was begun."""


def put_in_the_box(
    db: Session, answered: Response, *, lookup: bytes, nullifier: bytes, draft_id: bytes, size: int
) -> bool:
    """Seal `answered` under a new id and store it in place of its draft; False where the code was used.

    `size`: the one length in bytes of every plaintext of this questionnaire version. The stop of the
    invitation is read again by a plain read: submissions lock no invitation. Raises StoppedCodeError,
    RecipientsChangedError, WaveClosedError.
    """
    wave = waves.wave(db, answered.wave)
    waves.demand_intact(wave, house().settings.master_key)
    invitation = invitations.find(db, lookup)
    if invitation is None or invitation.revoked:
        raise StoppedCodeError
    response_id = house().random(16)
    payload = to_payload(replace(answered, id=response_id.hex()))
    return responses.send(
        db,
        nullifier=nullifier,
        wave=answered.wave,
        hospital=answered.hospital,
        response_id=response_id,
        sealed=seal_envelope(to_json(payload), waves.recipients(wave), size),
        draft_id=draft_id,
    )
