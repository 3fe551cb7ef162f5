"""Waves: one round of the survey from its opening to the day nothing of it can be joined to a code."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records.database import lock_until_commit
from survey_engine.records.phases import LONDON as LONDON
from survey_engine.records.phases import TAKING_ANSWERS as TAKING_ANSWERS
from survey_engine.records.phases import Phase as Phase
from survey_engine.records.phases import State as State
from survey_engine.records.phases import WaveDays as WaveDays
from survey_engine.records.phases import grace_ends as grace_ends
from survey_engine.records.phases import phase as phase
from survey_engine.records.publishing import NotPublishedError, is_published
from survey_engine.records.tables import WaveRecord
from survey_engine.sealing.alphabet import ALPHABET
from survey_engine.sealing.envelope import check_recipient, check_recipients
from survey_engine.sealing.keys import PEPPER_BYTES, recipients_seal, unwrap_pepper, wrap_pepper

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")


class Posting(StrEnum):
    """How the letters go out. Recorded when the wave opens and never changed."""

    SEALED = "sealed"
    MERGE = "merge"
    PILOT = "pilot"  # not posted at all: a trial of the questions, whose answers nobody keeps or counts


class Reminders(StrEnum):
    """Whom a reminder goes to. Recorded when the wave opens and never changed."""

    EVERYONE = "everyone"
    UNUSED = "unused"  # mail merge alone: the hospital holds the codes, and may ask which were not used


class WaveError(ValueError):
    """A wave cannot be opened or changed like this; the message says why."""


class WaveExistsError(Exception):
    """There is a wave of this code."""


class NoSymbolLeftError(Exception):
    """All 32 wave symbols are in use: purge a closed wave first."""


class UnknownWaveError(LookupError):
    """There is no wave of this code."""


class WaveClosedError(Exception):
    """The wave is closed."""


class RecipientsChangedError(Exception):
    """Somebody changed to whom the answers would be sealed: nothing may be sealed."""


class PepperDestroyedError(Exception):
    """The wave is closed: its pepper is gone, and no code means anything any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWave:
    """What is needed to open a wave. Days are days in London."""

    id: str
    questionnaire: str
    version: int
    opens_on: date
    closes_on: date
    entry_until: date
    posting: Posting
    recipients: Sequence[str]
    reminders: Reminders = Reminders.EVERYONE
    short_form: bool = False  # its core questions alone
    contacts_recipient: str | None = None  # to whom focus-group slips are sealed; None: it takes none
    signing_keys: Sequence[str] = ()  # what checks a release's signature, where that is known


def open_wave(
    session: Session, new: NewWave, master_key: bytes, random: Callable[[int], bytes]
) -> WaveRecord:
    """Open a wave with a pepper and a public symbol of its own.

    A pilot may ask a version that is not published yet, and seals nothing, so it has no recipients.
    Raises WaveError, RecipientsError, NotPublishedError, WaveExistsError, NoSymbolLeftError.
    """
    _check(new)
    is_trial = new.posting is Posting.PILOT
    recipients: tuple[str, ...] = () if is_trial else check_recipients(new.recipients)
    contacts = check_recipient(new.contacts_recipient) if new.contacts_recipient else None
    if not is_trial and not is_published(session, new.questionnaire, new.version):
        raise NotPublishedError(f"{new.questionnaire} version {new.version} is not published")
    if session.get(WaveRecord, new.id) is not None:
        raise WaveExistsError(f"there is a wave {new.id} already")
    record = WaveRecord(
        id=new.id,
        symbol=_free_symbol(session, random),
        questionnaire=new.questionnaire,
        version=new.version,
        short_form=new.short_form,
        opens_on=new.opens_on,
        closes_on=new.closes_on,
        entry_until=new.entry_until,
        state=State.OPEN.value,
        posting=new.posting.value,
        reminders=new.reminders.value,
        pepper_wrapped=wrap_pepper(random(PEPPER_BYTES), master_key, new.id, random),
        recipients=json.dumps(recipients),
        recipients_seal=recipients_seal(_all(recipients, contacts, new.signing_keys), master_key, new.id),
        contacts_recipient=contacts,
        signing_keys=json.dumps(list(new.signing_keys)) if new.signing_keys else None,
    )
    session.add(record)
    session.flush()
    return record


def wave(session: Session, code: str) -> WaveRecord:
    """Return the wave of this code. Raises UnknownWaveError."""
    record = session.get(WaveRecord, code)
    if record is None:
        raise UnknownWaveError(f"there is no wave {code}")
    return record


def wave_by_symbol(session: Session, symbol: str) -> WaveRecord | None:
    """Return the wave whose codes begin with this symbol: open, or closed but not yet purged."""
    return session.scalars(select(WaveRecord).where(WaveRecord.symbol == symbol)).one_or_none()


def list_waves(session: Session) -> list[WaveRecord]:
    """Return every wave, the earliest first."""
    return list(session.scalars(select(WaveRecord).order_by(WaveRecord.opens_on, WaveRecord.id)))


def extend_wave(session: Session, code: str, closes_on: date) -> WaveRecord:
    """Move the last day for patients back, and paper entry with it. Raises WaveError, WaveClosedError."""
    record = _still_open(session, code)
    if closes_on <= record.closes_on:
        raise WaveError(f"wave {code} closes on {record.closes_on:%Y-%m-%d}; a wave is only ever made longer")
    record.closes_on = closes_on
    record.entry_until = max(record.entry_until, closes_on)
    session.flush()
    return record


def end_entry(session: Session, code: str) -> WaveRecord:
    """Record that all paper is in. Patients keep their days. Raises WaveClosedError."""
    record = _still_open(session, code)
    record.state = State.ENTRY_ENDED.value
    session.flush()
    return record


def is_pilot(wave: WaveRecord) -> bool:
    """Say whether a wave only tries the questions: nothing of it is kept or counted."""
    return wave.posting == Posting.PILOT


def recipients(wave: WaveRecord) -> tuple[str, str]:
    """Return the charity's and the recovery recipient of a wave. Check `demand_intact` first."""
    first, second = json.loads(wave.recipients)
    return first, second


def signing_keys(wave: WaveRecord) -> tuple[str, ...]:
    """Return what checks the signature of a release of this wave (base64); empty where nobody gave it."""
    return tuple(json.loads(wave.signing_keys)) if wave.signing_keys else ()


def recipients_are_intact(wave: WaveRecord, master_key: bytes) -> bool:
    """Say whether the recipients are those the wave was opened with."""
    try:
        every = _all(json.loads(wave.recipients), wave.contacts_recipient, signing_keys(wave))
        present = recipients_seal(every, master_key, wave.id)
    except (ValueError, TypeError):
        return False
    return hmac.compare_digest(present, wave.recipients_seal)


def demand_intact(wave: WaveRecord, master_key: bytes) -> None:
    """Raise RecipientsChangedError unless the recipients are those the wave was opened with."""
    if not recipients_are_intact(wave, master_key):
        raise RecipientsChangedError(f"the recipients of wave {wave.id} are not those it was opened with")


def pepper(wave: WaveRecord, master_key: bytes) -> bytes:
    """Return a wave's pepper. Raises PepperDestroyedError, and PepperError for another master key."""
    if wave.pepper_wrapped is None:
        raise PepperDestroyedError(f"wave {wave.id} is closed")
    return unwrap_pepper(wave.pepper_wrapped, master_key, wave.id)


def wave_lock(code: str) -> str:
    """Return the name of the lock that submissions share and that closing takes alone."""
    return f"wave {code}"


def _all(recipients: Sequence[str], contacts: str | None, signing: Sequence[str]) -> list[str]:
    """Every key of a wave, each with what it is for: a contacts key never counts as one for answers."""
    named = [f"contacts {contacts}"] if contacts else []
    return [*recipients, *named, *(f"signing {one}" for one in signing)]


def _check(new: NewWave) -> None:
    if not CODE.fullmatch(new.id):
        raise WaveError("a wave code has 1 to 16 capital letters, digits and hyphens, as in 2027-A")
    if not new.opens_on <= new.closes_on <= new.entry_until:
        raise WaveError("a wave opens, then closes to patients, then ends its paper entry, in that order")
    if new.reminders is Reminders.UNUSED and new.posting is not Posting.MERGE:
        raise WaveError("only under mail merge does a hospital hold codes, of which some can be unused")


def _free_symbol(session: Session, random: Callable[[int], bytes]) -> str:
    taken = set(session.scalars(select(WaveRecord.symbol).where(WaveRecord.symbol.is_not(None))))
    free = [symbol for symbol in ALPHABET if symbol not in taken]
    if not free:
        raise NoSymbolLeftError("all wave symbols are in use: purge a closed wave first")
    return free[random(1)[0] % len(free)]


def _still_open(session: Session, code: str) -> WaveRecord:
    """The wave, as it is once nobody else is closing it: what is written must not take a close back."""
    lock_until_commit(session, wave_lock(code))
    record = wave(session, code)
    session.flush()
    session.refresh(record)
    if record.state not in TAKING_ANSWERS:
        raise WaveClosedError(f"wave {code} is closed")
    return record
