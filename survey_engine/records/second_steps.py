"""What somebody of staff has beside her password: an app, a card, passkeys. She always keeps one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from survey_engine.records import passkeys, staff
from survey_engine.records.staff_tables import StaffPasskeyRecord, StaffRecord


class Step(StrEnum):
    """A kind of second step."""

    APP = "app"
    CARD = "card"
    PASSKEY = "passkey"


class LastStepError(Exception):
    """It is the last one that works: without it she could not come in."""


class UnknownStepError(LookupError):
    """She has no such second step."""


@dataclass(frozen=True, slots=True)
class SecondSteps:
    """Her second steps. `passkeys`: all of them; those of another host do not work here."""

    has_app: bool
    codes_left: int
    passkeys: tuple[StaffPasskeyRecord, ...]
    host: str | None

    @property
    def usable(self) -> tuple[StaffPasskeyRecord, ...]:
        """Her passkeys that work at this host."""
        return tuple(one for one in self.passkeys if one.host == self.host)

    @property
    def ways_in(self) -> int:
        """How many of them would let her in today."""
        return int(self.has_app) + int(self.codes_left > 0) + len(self.usable)


def second_steps(session: Session, record: StaffRecord, host: str | None) -> SecondSteps:
    """Return what she has. `host`: the one that passkeys work at; None where they work at none."""
    return SecondSteps(
        has_app=record.totp_sealed is not None,
        codes_left=staff.card_codes_left(session, record),
        passkeys=tuple(passkeys.of(session, record.id)),
        host=host,
    )


def take_away(
    session: Session, record: StaffRecord, step: Step, host: str | None, passkey_id: bytes = b""
) -> None:
    """Take a second step away. `record` was read for change. Raises UnknownStepError, LastStepError.

    Whoever calls lets the transaction end with the error: nothing is taken away then.
    """
    before = second_steps(session, record, host)
    match step:
        case Step.APP:
            was_there = before.has_app
            staff.forget_app(session, record)
        case Step.CARD:
            was_there = before.codes_left > 0
            staff.forget_card(session, record)
        case Step.PASSKEY:
            was_there = passkeys.forget(session, record.id, passkey_id)
    if not was_there:
        raise UnknownStepError(f"there is no {step.value} to take away")
    if before.ways_in and not second_steps(session, record, host).ways_in:
        raise LastStepError("this is the last second step; set another one first")
