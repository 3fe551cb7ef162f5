"""A patient representative of the demonstration: a link at each start, and what she said of the pledge."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Final

from survey_engine.analysis.pledge import Opinion
from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.demo_pledge import HOSPITAL, LOOKED_BACK_BEFORE, WAVE
from survey_engine.cli.installation import Installation
from survey_engine.records import pledge_marks, staff
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.sealing.invitations import make_sign_in_link

EMAIL: Final = "representative@demonstration.example"
_SAID: Final = (
    (Opinion.DONE, ""),
    (Opinion.NOT_YET, ""),
    (Opinion.DISAGREE, "Nobody has told us where to ask in the meantime."),
)


def looks_at_it(folder: DemoFolder, say: Callable[[str], None]) -> None:
    """Somebody says of each action what she thinks; the charity reads it before anything is published."""
    then = folder.before(LOOKED_BACK_BEFORE - 1)
    pledges = json.loads(then.run("pledge", "list", "--hospital", HOSPITAL, "--json"))
    actions = [one["id"] for one in pledges[0]["actions"]]
    with Installation.at(then.outside()) as installation, installation.writing() as session:
        record, marks = _record(session), dict(zip(actions, _SAID, strict=True))
        staff.use_link(session, record)
        pledge_marks.save(session, (HOSPITAL, WAVE), record.id, marks, then.today)
    say(f"{HOSPITAL}: a patient representative has looked at the pledge.")


def representative_link(folder: DemoFolder) -> str:
    """A link that signs her in, once and within half an hour: there is no e-mail here to ask for one."""
    with Installation.at(folder.outside()) as installation, installation.writing() as session:
        record = _record(session)
        token = make_sign_in_link(record.id, record.epoch, installation.settings.secret_keys[0])
    return f"{folder.base_url}/staff/link/{token}"


def _record(session: Session) -> StaffRecord:
    found = staff.by_email(session, EMAIL)
    return found or staff.add_staff(session, EMAIL, [Role.REPRESENTATIVE], HOSPITAL, os.urandom)
