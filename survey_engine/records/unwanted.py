"""Letters that should not have come: refs to which a hospital is not to write again.

The code of such a letter is not stopped: a slip in typing must not silence a stranger.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records.database import insert_once
from survey_engine.records.tables import InvitationRecord, UnwantedRecord, WaveRecord
from survey_engine.records.waves import TAKING_ANSWERS, Posting
from survey_engine.sealing.codes import ref_key


def do_not_write_again(session: Session, ref: str) -> bool:
    """Put a ref on its hospital's list, once; False, with nothing written, where no letter has it.

    The caller must not let the answer show: whoever types refs could learn which there are.
    """
    tail = ref.rpartition("-")[2]
    ending = InvitationRecord.ref.endswith(f"-{tail}", autoescape=True)
    for letter in session.scalars(select(InvitationRecord).where(ending)):
        if ref_key(letter.ref) == ref_key(ref):
            insert_once(
                session,
                UnwantedRecord,
                ref=letter.ref,
                wave=letter.wave,
                hospital=letter.hospital,
                ticked=False,
            )
            return True
    return False


def unticked(session: Session, hospital: str) -> list[UnwantedRecord]:
    """Return what a hospital has not seen to, of waves that are not closed: it comes before any hand-out."""
    statement = (
        select(UnwantedRecord)
        .join(WaveRecord, WaveRecord.id == UnwantedRecord.wave)
        .where(UnwantedRecord.hospital == hospital, UnwantedRecord.ticked.is_(False))
        .where(WaveRecord.state.in_(TAKING_ANSWERS), WaveRecord.posting != Posting.PILOT)
        .order_by(UnwantedRecord.ref)
    )
    return list(session.scalars(statement))


def unwanted(session: Session, wave: str, hospital: str | None = None) -> Iterator[UnwantedRecord]:
    """Yield what is on the list of a wave, of one hospital or of all, sorted by ref."""
    statement = select(UnwantedRecord).where(UnwantedRecord.wave == wave).order_by(UnwantedRecord.ref)
    if hospital is not None:
        statement = statement.where(UnwantedRecord.hospital == hospital)
    yield from session.scalars(statement)
