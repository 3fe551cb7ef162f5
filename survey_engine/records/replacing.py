"""Lost letters: several stopped at once, and one new letter issued for each, without looking who answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from survey_engine.records.database import lock_until_commit
from survey_engine.records.invitations import (
    LIVE,
    REPLACED,
    AlreadyReplacedError,
    Named,
    UnknownRefError,
    by_ref,
    demand_share,
    store_named,
)
from survey_engine.records.tables import InvitationRecord
from survey_engine.sealing.codes import RefError, read_ref, ref_key


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was handed out, as its ref tells."""

    ref: str
    wave: str
    hospital: str
    is_replaced: bool


def find_letter(session: Session, typed: str) -> Letter | None:
    """Return the letter of a ref as somebody typed it; None where there is none."""
    try:
        ref = read_ref(typed)
    except RefError:
        return None
    ending = InvitationRecord.ref.endswith(f"-{ref.rpartition('-')[2]}", autoescape=True)
    for one in session.scalars(select(InvitationRecord).where(ending)):
        if ref_key(one.ref) == ref_key(ref):
            return Letter(one.ref, one.wave, one.hospital, one.revoked == REPLACED)
    return None


def live_refs(session: Session, wave: str, hospital: str) -> list[str]:
    """Return the refs of a hospital's letters that are neither stopped nor replaced, sorted."""
    return _refs(session, wave, hospital, InvitationRecord.revoked == LIVE)


def ended_refs(session: Session, wave: str, hospital: str) -> list[str]:
    """Return the refs of those that are, sorted."""
    return _refs(session, wave, hospital, InvitationRecord.revoked != LIVE)


def _refs(session: Session, wave: str, hospital: str, state: ColumnElement[bool]) -> list[str]:
    mine = InvitationRecord.wave == wave, InvitationRecord.hospital == hospital
    return sorted(session.scalars(select(InvitationRecord.ref).where(*mine, state)))


def demand_replaceable(
    session: Session, wave: str, hospital: str, refs: Sequence[str], *, allow_many: bool = False
) -> None:
    """Raise where these letters of a hospital cannot all be replaced.

    Raises UnknownRefError, AlreadyReplacedError, TooManyReplacedError (unless `allow_many`).
    """
    for ref in refs:
        record = by_ref(session, wave, ref)
        if record.hospital != hospital:
            raise UnknownRefError(f"wave {wave} has no invitation {ref}")
        if record.revoked == REPLACED:
            raise AlreadyReplacedError(f"{record.ref} was replaced already")
    demand_share(session, wave, hospital, len(refs), allow_many=allow_many)


def replace_letters(
    session: Session,
    wave: str,
    hospital: str,
    refs: Sequence[str],
    named: Sequence[Named],
    *,
    allow_many: bool = False,
) -> dict[str, str]:
    """Stop each letter and issue a named code in its place; return the old refs by the new ones.

    Nobody looks whether a code was used. Raises as `demand_replaceable`, and WaveClosedError.
    """
    lock_until_commit(session, f"replacing {wave} {hospital}")
    demand_replaceable(session, wave, hospital, refs, allow_many=allow_many)
    for ref in refs:
        by_ref(session, wave, ref).revoked = REPLACED
    session.flush()
    store_named(session, wave, hospital, named)
    return {new.ref: old for new, old in zip(named, refs, strict=True)}
