"""Pledges: the version a hospital works on, the one that is public, and every change between them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_engine.analysis.pledge import (
    Action,
    Pledge,
    PledgeProblem,
    baseline_faults,
    draft_faults,
    public_view,
    publishing_faults,
    title_faults,
    too_many_reason,
)
from survey_engine.records import hospitals, released_scores
from survey_engine.records.database import lock_until_commit
from survey_engine.records.pledge_history import Hand, differences, note
from survey_engine.records.pledge_tables import PledgeActionRecord, PledgeMarkRecord, PledgeRecord

_ACTION: Final = TypeAdapter(Action)
_PLEDGE: Final = TypeAdapter(Pledge)


class PledgeError(ValueError):
    """A pledge cannot be changed or published like this; `problems` say what to mend."""

    def __init__(self, *problems: PledgeProblem) -> None:
        """`problems` in the order of the form."""
        super().__init__(" ".join(one.text for one in problems))
        self.problems = problems


class UnknownPledgeError(LookupError):
    """There is no such pledge, or no such action in it."""


class PledgeChangedError(Exception):
    """Somebody else has changed it since it was drawn: nothing may be written over unseen."""


@dataclass(frozen=True, slots=True)
class KeptPledge:
    """A pledge as it is worked on, and as it is public (None for not yet)."""

    pledge: Pledge
    public: Pledge | None
    is_offered: bool
    renewed_on: date | None

    @property
    def has_news(self) -> bool:
        """Whether what is worked on differs from what is public."""
        return self.public != public_view(self.pledge)


def begin(session: Session, hospital: str, wave: str) -> None:
    """Begin a hospital's pledge after a wave, where there is none. Raises UnknownHospitalError."""
    hospitals.hospital(session, hospital)
    lock_until_commit(session, f"pledge {hospital}")
    if session.get(PledgeRecord, (hospital, wave)) is None:
        session.add(
            PledgeRecord(hospital=hospital, wave=wave, title="", more_reason="", offered=False, published="")
        )
        session.flush()


def find(session: Session, hospital: str, wave: str) -> KeptPledge | None:
    """Return a hospital's pledge after a wave, or None."""
    record = session.get(PledgeRecord, (hospital, wave))
    return _read(session, record) if record is not None else None


def every(session: Session, hospital: str | None = None) -> list[KeptPledge]:
    """Return the pledges of all hospitals, or of one: by hospital, then by wave."""
    wanted = select(PledgeRecord).order_by(PledgeRecord.hospital, PledgeRecord.wave)
    if hospital is not None:
        wanted = wanted.where(PledgeRecord.hospital == hospital)
    return [_read(session, record) for record in session.scalars(wanted).all()]


def of_action(session: Session, action_id: str) -> KeptPledge:
    """Return the pledge that an action is in. Raises UnknownPledgeError."""
    record = session.get(PledgeActionRecord, key_of(action_id))
    kept = find(session, record.hospital, record.wave) if record is not None else None
    if kept is None:
        raise UnknownPledgeError(f"there is no action {action_id}")
    return kept


def published(session: Session) -> list[Pledge]:
    """Return what is public of every hospital, as it was when it was published."""
    wanted = select(PledgeRecord.published).where(PledgeRecord.published != "")
    ordered = wanted.order_by(PledgeRecord.hospital, PledgeRecord.published_on.desc(), PledgeRecord.wave)
    return [_PLEDGE.validate_json(one) for one in session.scalars(ordered)]


def any_published(session: Session) -> bool:
    """Whether there is anything public yet."""
    return (
        session.scalars(select(PledgeRecord.wave).where(PledgeRecord.published != "").limit(1)).first()
        is not None
    )


def save_heading(session: Session, pledge: Pledge, hand: Hand) -> None:
    """Keep title, reason and who agreed; the actions stay. Raises PledgeError, UnknownPledgeError."""
    faults = title_faults(pledge)
    if faults:
        raise PledgeError(*faults)
    record = _for_change(session, pledge.hospital, pledge.wave)
    new = {
        name: getattr(pledge, name) for name in ("title", "more_reason", "agreed_patients", "agreed_staff")
    }
    changes = {name: (getattr(record, name), value) for name, value in new.items()}
    for name, value in new.items():
        setattr(record, name, value)
    record.offered = False
    note(session, (record.hospital, record.wave), hand, "", "heading", changes)


def add_action(
    session: Session,
    hospital: str,
    wave: str,
    action: Action,
    hand: Hand,
    random: Callable[[int], bytes],
) -> Action:
    """Add an action at the end, with an id of its own. Raises PledgeError, UnknownPledgeError."""
    record = _for_change(session, hospital, wave)
    places = select(func.max(PledgeActionRecord.place)).where(*_in(record))
    count = len(_actions(session, record))
    if reason := too_many_reason(count + 1, record.more_reason):
        raise PledgeError(PledgeProblem("more_reason", reason))
    faults = draft_faults(action)
    if faults:
        raise PledgeError(*faults)
    key = random(16)
    added = replace(action, id=key.hex())
    place = (session.scalar(places) or 0) + 1
    session.add(PledgeActionRecord(id=key, hospital=hospital, wave=wave, place=place, content=_text(added)))
    record.offered = False
    note(
        session, (record.hospital, record.wave), hand, added.id, "added", differences(Action(added.id), added)
    )
    return added


def save_action(session: Session, action: Action, hand: Hand, *, before: str) -> None:
    """Keep an action. `before`: `mark_of` the action it was made from.

    Raises PledgeError, PledgeChangedError, UnknownPledgeError.
    """
    faults = draft_faults(action)
    if faults:
        raise PledgeError(*faults)
    record, pledge = _held(session, action.id)
    old = _ACTION.validate_json(record.content)
    if mark_of(old) != before:
        raise PledgeChangedError(action.id)
    record.content = _text(action)
    pledge.offered = False
    note(session, (pledge.hospital, pledge.wave), hand, action.id, "changed", differences(old, action))


def remove_action(session: Session, action_id: str, hand: Hand) -> None:
    """Take an action out that was never public. Raises PledgeError, UnknownPledgeError."""
    record, pledge = _held(session, action_id)
    shown = _PLEDGE.validate_json(pledge.published) if pledge.published else None
    if shown is not None and shown.action(action_id) is not None:
        sentence = "This action is public. Mark it as dropped, and say why."
        raise PledgeError(PledgeProblem("status", sentence, action_id))
    old = _ACTION.validate_json(record.content)
    session.execute(delete(PledgeMarkRecord).where(PledgeMarkRecord.action == record.id))
    session.delete(record)
    pledge.offered = False
    note(
        session,
        (pledge.hospital, pledge.wave),
        hand,
        action_id,
        "removed",
        differences(old, Action(action_id)),
    )


def offer(session: Session, hospital: str, wave: str, hand: Hand) -> None:
    """Ask the charity to publish the pledge as it is now. Raises PledgeError, UnknownPledgeError."""
    record = _for_change(session, hospital, wave)
    faults = publishing_faults(_read(session, record).pledge)
    if faults:
        raise PledgeError(*faults)
    record.offered = True
    note(session, (record.hospital, record.wave), hand, "", "offered", {})


def hand_back(session: Session, hospital: str, wave: str, hand: Hand, why: str) -> None:
    """Give the pledge back to the hospital, which reads why. Raises UnknownPledgeError."""
    record = _for_change(session, hospital, wave)
    record.offered = False
    note(session, (record.hospital, record.wave), hand, "", "returned", {"why": ("", why)})


def publish(session: Session, hospital: str, wave: str, hand: Hand, *, before: str) -> Pledge:
    """Make the pledge public as it was read; every text and figure is looked at once more.

    `before`: `mark_of` the pledge that was read. Returns what is public. Raises PledgeError,
    PledgeChangedError, UnknownPledgeError.
    """
    record = _for_change(session, hospital, wave)
    kept = _read(session, record)
    if mark_of(kept.pledge) != before:
        raise PledgeChangedError(hospital)
    released = released_scores.scores(session, hospital)
    faults = (*publishing_faults(kept.pledge), *baseline_faults(kept.pledge, released))
    if faults:
        raise PledgeError(*faults)
    record.published_on = record.published_on or hand.today
    record.renewed_on, record.offered = hand.today, False
    shown = public_view(replace(kept.pledge, published_on=record.published_on))
    record.published = _PLEDGE.dump_json(shown).decode()
    note(session, (record.hospital, record.wave), hand, "", "published", {})
    return shown


def mark_of(content: Action | Pledge) -> str:
    """Changes whenever the content does: what a drawn form carries, to see if it is still the latest."""
    text = _ACTION.dump_json(content) if isinstance(content, Action) else _PLEDGE.dump_json(content)
    return hashlib.sha256(text).hexdigest()[:16]


def key_of(action_id: str) -> bytes:
    """The key of an action's row. Raises UnknownPledgeError."""
    try:
        return bytes.fromhex(action_id)
    except ValueError:
        raise UnknownPledgeError(f"there is no action {action_id}") from None


def _held(session: Session, action_id: str) -> tuple[PledgeActionRecord, PledgeRecord]:
    key = key_of(action_id)
    found = session.get(PledgeActionRecord, key)
    if found is None:
        raise UnknownPledgeError(f"there is no action {action_id}")
    pledge = _for_change(session, found.hospital, found.wave)
    session.refresh(found)
    return found, pledge


def _for_change(session: Session, hospital: str, wave: str) -> PledgeRecord:
    lock_until_commit(session, f"pledge {hospital}")
    record = session.get(PledgeRecord, (hospital, wave), populate_existing=True)
    if record is None:
        raise UnknownPledgeError(f"{hospital} has no pledge after wave {wave}")
    return record


def _in(record: PledgeRecord) -> tuple[Any, Any]:
    return PledgeActionRecord.hospital == record.hospital, PledgeActionRecord.wave == record.wave


def _actions(session: Session, record: PledgeRecord) -> tuple[Action, ...]:
    found = select(PledgeActionRecord.content).where(*_in(record)).order_by(PledgeActionRecord.place)
    return tuple(_ACTION.validate_json(one) for one in session.scalars(found))


def _read(session: Session, record: PledgeRecord) -> KeptPledge:
    pledge = Pledge(
        hospital=record.hospital,
        wave=record.wave,
        title=record.title,
        actions=_actions(session, record),
        more_reason=record.more_reason,
        agreed_patients=record.agreed_patients,
        agreed_staff=record.agreed_staff,
        published_on=record.published_on,
    )
    shown = _PLEDGE.validate_json(record.published) if record.published else None
    return KeptPledge(pledge, shown, record.offered, record.renewed_on)


def _text(action: Action) -> str:
    return _ACTION.dump_json(action).decode()
