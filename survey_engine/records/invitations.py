"""Invitations: issued sorted by lookup, stopped or replaced by ref, found at Start, untouched by Send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from survey_engine.records import waves
from survey_engine.records.database import session_factory
from survey_engine.records.hospitals import hospital as hospital_of
from survey_engine.records.tables import InvitationRecord, ResponseRecord, UsedCountRecord, WaveRecord
from survey_engine.records.waves import TAKING_ANSWERS, WaveClosedError
from survey_engine.sealing.codes import Code, new_code, new_ref, ref_key
from survey_engine.sealing.keys import derive_code_keys

Random = Callable[[int], bytes]

LIVE = "no"
STOPPED = "stopped"
REPLACED = "replaced"
REPLACED_SHARE = 10  # per cent of a hospital's invitations, above which an administrator must agree
SHOWN_FROM = 10
SHOWN_STEP = 5
STILL_DAYS = 7  # before the last day for patients


class UnknownRefError(LookupError):
    """The wave has no invitation of this ref."""


class AlreadyReplacedError(Exception):
    """An invitation is replaced once: replace the replacement."""


class TooManyReplacedError(Exception):
    """More than a tenth of a hospital's invitations replaced needs an administrator."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code that is not yet an invitation, and what finds it."""

    code: Code = field(repr=False)
    lookup: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A drawn code and the ref of its letter, not yet stored."""

    ref: str
    drawn: Drawn = field(repr=False)


@dataclass(frozen=True, slots=True)
class Issued:
    """What the letter needs. Handed out once: the code is never stored."""

    ref: str
    code: Code = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What Start learns of a code."""

    wave: str
    hospital: str
    ref: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class HospitalCount:
    """A hospital's invitations; `used` is None for "fewer than 10" while the wave is not closed."""

    hospital: str
    issued: int  # replacements included
    stopped: int
    replaced: int
    used: int | None
    exact: bool = False
    is_counted: bool = True  # False where nobody counted while counts still moved

    @property
    def used_shown(self) -> str:
        """The count in words: "fewer than 10", then in fives, exact after the close."""
        if not self.is_counted:
            return "not counted"
        return f"fewer than {SHOWN_FROM}" if self.used is None else str(self.used)


def draw(symbol: str, wave: str, count: int, pepper: bytes, random: Random) -> list[Drawn]:
    """Return new codes and their lookups: 0.1 s each, so outside any transaction."""
    codes: set[Code] = set()
    while len(codes) < count:
        codes.add(new_code(symbol, random))
    return [Drawn(code, derive_code_keys(code, pepper, wave).lookup) for code in codes]


def name(session: Session, hospital: str, drawn: Iterable[Drawn], random: Random) -> list[Named]:
    """Give each drawn code a ref that nobody has, in the order of the lookups. Changes nothing.

    So letters, which take long to make, are made before the transaction that stores their codes.
    """
    taken = set(session.scalars(select(InvitationRecord.ref)))
    named = []
    for one in sorted(drawn, key=lambda one: one.lookup):
        ref = new_ref(hospital, random)
        while ref in taken:
            ref = new_ref(hospital, random)
        taken.add(ref)
        named.append(Named(ref, one))
    return named


def store_named(session: Session, wave: str, hospital: str, named: Sequence[Named]) -> None:
    """Make named codes invitations, in their order. Raises WaveClosedError, UnknownHospitalError."""
    _open_wave(session, wave)
    hospital_of(session, hospital)
    rows = [
        {"lookup": one.drawn.lookup, "wave": wave, "hospital": hospital, "ref": one.ref, "revoked": LIVE}
        for one in named
    ]
    if rows:
        session.execute(insert(InvitationRecord), rows)


def to_hand_out(named: Iterable[Named]) -> list[Issued]:
    """Return what the letters need, sorted by ref."""
    return sorted((Issued(one.ref, one.drawn.code) for one in named), key=lambda one: one.ref)


def store(session: Session, wave: str, hospital: str, drawn: Sequence[Drawn], random: Random) -> list[Issued]:
    """Name drawn codes and make them invitations, sorted by lookup.

    Raises WaveClosedError, UnknownHospitalError.
    """
    named = name(session, hospital, drawn, random)
    store_named(session, wave, hospital, named)
    return to_hand_out(named)


def issue(
    session: Session, wave: str, hospital: str, count: int, master_key: bytes, random: Random
) -> list[Issued]:
    """Issue invitations in one go, sorted by ref. Raises WaveClosedError, UnknownHospitalError.

    Call it first in its transaction: the slow derivations (0.1 s a code) come before the session's first
    statement, so that on SQLite nobody who is answering waits for them.
    """
    record = _read_aside(session, wave)
    drawn = draw(record.symbol or "", wave, count, waves.pepper(record, master_key), random)
    return store(session, wave, hospital, drawn, random)


def find(session: Session, lookup: bytes) -> Invitation | None:
    """Return the invitation of a lookup by a plain SELECT that locks nothing."""
    columns = (
        InvitationRecord.wave,
        InvitationRecord.hospital,
        InvitationRecord.ref,
        InvitationRecord.revoked,
    )
    row = session.execute(select(*columns).where(InvitationRecord.lookup == lookup)).one_or_none()
    return None if row is None else Invitation(row.wave, row.hospital, row.ref, row.revoked != LIVE)


def stop(session: Session, wave: str, ref: str, *, hospital: str | None = None) -> None:
    """Stop an invitation, silently. An answer already sent stays, unfindable. Raises UnknownRefError.

    `hospital`: the one whose letter it must be.
    """
    record = by_ref(session, wave, ref)
    if hospital is not None and record.hospital != hospital:
        raise UnknownRefError(f"wave {wave} has no invitation {ref}")
    if record.revoked == LIVE:
        record.revoked = STOPPED
        session.flush()


def replace(
    session: Session,
    wave: str,
    ref: str,
    master_key: bytes,
    random: Random,
    *,
    allow_many: bool = False,
) -> Issued:
    """Stop an invitation and issue one in its place, without looking whether it was used.

    Raises UnknownRefError, AlreadyReplacedError, TooManyReplacedError (unless `allow_many`), WaveClosedError.
    """
    record = by_ref(session, wave, ref)
    if record.revoked == REPLACED:
        raise AlreadyReplacedError(f"{record.ref} was replaced already")
    demand_share(session, wave, record.hospital, 1, allow_many=allow_many)
    record.revoked = REPLACED
    session.flush()
    return issue(session, wave, record.hospital, 1, master_key, random)[0]


def counts(session: Session, wave: str, *, today: date) -> list[HospitalCount]:
    """Return the counts of an open wave: `used` rounded down, and as it was when first asked for today.

    In the last days before patients' last one (STILL_DAYS) counts stand still: a last one would say how many
    answered at most, and beside an exact base of the results that nobody was unsure. Needs a writing session.
    Raises WaveClosedError: after the close the tally holds the exact numbers.
    """
    still = today > _open_wave(session, wave).closes_on - timedelta(days=STILL_DAYS)
    result = []
    for one in exact_counts(session, wave):
        kept = session.get(UsedCountRecord, (wave, one.hospital))
        if kept is None and not still:
            kept = UsedCountRecord(wave=wave, hospital=one.hospital, counted_on=date.min)
            session.add(kept)
        if kept and kept.counted_on < today and not still:
            kept.used, kept.counted_on = _rounded(one.used), today
        letters = (one.hospital, one.issued, one.stopped, one.replaced)
        result.append(HospitalCount(*letters, kept.used if kept else None, is_counted=kept is not None))
    session.flush()
    return result


@dataclass(frozen=True, slots=True)
class ExactCount:
    """Exact numbers, for the tally at close only."""

    hospital: str
    issued: int
    stopped: int
    replaced: int
    used: int


def exact_counts(session: Session, wave: str) -> list[ExactCount]:
    """Return exact numbers per hospital. Not to be shown to anyone before the close."""
    column = InvitationRecord.hospital, InvitationRecord.revoked
    letters = select(*column, func.count()).where(InvitationRecord.wave == wave).group_by(*column)
    by_state = {(hospital, revoked): count for hospital, revoked, count in session.execute(letters)}
    answers = select(ResponseRecord.hospital, func.count()).where(ResponseRecord.wave == wave)
    used = {row[0]: row[1] for row in session.execute(answers.group_by(ResponseRecord.hospital))}
    return [
        ExactCount(
            hospital=one,
            issued=sum(by_state.get((one, state), 0) for state in (LIVE, STOPPED, REPLACED)),
            stopped=by_state.get((one, STOPPED), 0),
            replaced=by_state.get((one, REPLACED), 0),
            used=used.get(one, 0),
        )
        for one in sorted({hospital for hospital, _ in by_state} | set(used))
    ]


def _rounded(used: int) -> int | None:
    return None if used < SHOWN_FROM else used - used % SHOWN_STEP


def _open_wave(session: Session, code: str) -> WaveRecord:
    record = waves.wave(session, code)
    if record.state not in TAKING_ANSWERS:
        raise WaveClosedError(f"wave {code} is closed")
    return record


def _read_aside(session: Session, code: str) -> WaveRecord:
    """Read the wave without starting the caller's transaction, unless only that transaction can see it."""
    bind = session.get_bind()
    with session_factory(bind.engine, read_only=True)() as aside:
        try:
            return _open_wave(aside, code)
        except waves.UnknownWaveError:
            return _open_wave(session, code)


def by_ref(session: Session, wave: str, ref: str) -> InvitationRecord:
    """Return the invitation of a ref, by a plain SELECT. Raises UnknownRefError."""
    tail = ref.rpartition("-")[2]
    statement = select(InvitationRecord).where(
        InvitationRecord.wave == wave, InvitationRecord.ref.endswith(f"-{tail}", autoescape=True)
    )
    for record in session.scalars(statement):
        if ref_key(record.ref) == ref_key(ref):
            return record
    raise UnknownRefError(f"wave {wave} has no invitation {ref}")


def demand_share(session: Session, wave: str, hospital: str, more: int, *, allow_many: bool) -> None:
    """Raise TooManyReplacedError where `more` replacements would be over a tenth, unless `allow_many`."""
    mine = next(one for one in exact_counts(session, wave) if one.hospital == hospital)
    letters = mine.issued - mine.replaced
    if mine.replaced + more > max(1, letters * REPLACED_SHARE // 100) and not allow_many:
        raise TooManyReplacedError(f"{mine.replaced} of {letters} invitations are replaced already")
