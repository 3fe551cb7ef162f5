"""Accounts for the demonstration, with a password that everybody knows and a fresh card at each start."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from survey_engine.cli.demo_folder import PASSPHRASE, DemoFolder
from survey_engine.cli.installation import Installation
from survey_engine.records import staff
from survey_engine.records.staff import Role, State
from survey_engine.sealing.passwords import card_digest, hash_password, new_card

HOSPITAL_EMAIL: Final = "hospital@demonstration.example"
CHARITY_EMAIL: Final = "charity@demonstration.example"
READER_EMAIL: Final = "reader@demonstration.example"
CONTACTS_EMAIL: Final = "contacts@demonstration.example"
SHOWN_CODES: Final = 4


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What somebody types to sign in; each code works once. who: what she does, in words."""

    who: str
    email: str
    password: str
    codes: tuple[str, ...]


def demo_accounts(folder: DemoFolder, hospital: str) -> tuple[DemoAccount, ...]:
    """The account of a hospital and those of the charity, made where they are missing."""
    return (
        _account(folder, "A hospital", HOSPITAL_EMAIL, [Role.HOSPITAL], hospital),
        _account(folder, "The charity", CHARITY_EMAIL, [Role.ADMIN, Role.ANALYST, Role.ENTRY]),
        _account(folder, "A trustee", READER_EMAIL, [Role.READER]),
        _account(folder, "Focus groups", CONTACTS_EMAIL, [Role.CONTACTS]),
    )


def _account(
    folder: DemoFolder, who: str, email: str, roles: Sequence[Role], hospital: str | None = None
) -> DemoAccount:
    card = new_card(os.urandom)[:SHOWN_CODES]
    with Installation.at(folder.outside()) as installation, installation.writing() as session:
        record = staff.by_email(session, email) or staff.add_staff(
            session, email, roles, hospital, os.urandom
        )
        if record.state != State.ACTIVE:
            staff.take_up(session, record, hash_password(PASSPHRASE))
        staff.set_card(session, record, [card_digest(record.id, one) for one in card])
    return DemoAccount(who, email, PASSPHRASE, card)
