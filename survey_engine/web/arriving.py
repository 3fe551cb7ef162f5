"""What a code opens, at the patient's door and where forms are keyed: the steps of Start, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from survey_engine.records import invitations, responses, waves
from survey_engine.records.tables import WaveRecord
from survey_engine.sealing.codes import Code, wave_symbol
from survey_engine.sealing.keys import CodeKeys, derive_code_keys
from survey_engine.web.house import house
from survey_engine.web.lanes import Lane

Admit = Callable[[WaveRecord], None]


class UnknownCodeError(Exception):
    """No live invitation has this code: never issued, or stopped; nobody can tell which."""


class AlreadySentError(Exception):
    """The answers of this code were sent."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Someone whose code was checked."""

    keys: CodeKeys
    wave: str
    hospital: str


def arrive(code: Code, admit: Admit, *, signed: bool = False) -> Arrival:
    """Check a code: the lane, the wave, the keys, the invitation, spent or not.

    `admit` raises where the wave takes nothing at this door now; `signed`: its link was made by this server.
    Raises UnknownCodeError (counted against this address), AlreadySentError, TooBusyError,
    TooManyTriesError, RecipientsChangedError.
    """
    if not signed:
        house().lanes.check_typed(request.remote_addr or "")
    house().lanes.count_code(code)  # a right one too: each use takes the slot of everybody else
    try:
        return _find(code, admit, Lane.SIGNED if signed else Lane.TYPED)
    except UnknownCodeError:
        house().lanes.count_wrong(request.remote_addr or "")
        raise


def _find(code: Code, admit: Admit, lane: Lane) -> Arrival:
    with house().store.reading() as db:
        wave = waves.wave_by_symbol(db, wave_symbol(code))
        if wave is None:
            raise UnknownCodeError
        admit(wave)
        waves.demand_intact(wave, house().settings.master_key)
        pepper, wave_code = waves.pepper(wave, house().settings.master_key), wave.id
    # The database is let go while the slow derivation waits for its lane.
    with house().lanes.slot(lane):
        keys = derive_code_keys(code, pepper, wave_code)
    with house().store.reading() as db:
        invitation = invitations.find(db, keys.lookup)
        if invitation is None or invitation.revoked or invitation.wave != wave_code:
            raise UnknownCodeError
        if responses.is_spent(db, keys.nullifier):
            raise AlreadySentError
        return Arrival(keys=keys, wave=wave_code, hospital=invitation.hospital)
