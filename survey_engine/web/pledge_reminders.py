"""Letters to staff whose pledge has an overdue review: by e-mail, once a month, nothing of any patient."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from survey_engine.records import hospitals
from survey_engine.records.pledge_reminders import PledgeReminder, claim, let_go
from survey_engine.records.store import Store
from survey_engine.settings import Configuration
from survey_engine.web.mail import MailError, send_by
from survey_engine.web.moment import today
from survey_engine.web.pledge_desk import day

log = logging.getLogger("survey_engine")


def remind_overdue(settings: Configuration, store: Store, now: datetime) -> int:
    """Write to the leads whose reviews are overdue; returns how many letters went out.

    Does nothing where no mail server is set. What could not be sent to anybody is tried again the next time.
    """
    if not settings.smtp_url:
        return 0
    with store.writing() as session:
        found = claim(session, today(now))
        names = {one.id: one.name for one in hospitals.list_hospitals(session)}
    sent = 0
    for reminder in found:
        reached = sum(_sends(settings, to, _letter(settings, reminder, names)) for to in reminder.to)
        if not reached:
            with store.writing() as session:
                let_go(session, reminder)
        sent += reached
    return sent


def _sends(settings: Configuration, to: str, text: str) -> bool:
    try:
        return send_by(settings, to, "A review of your pledge is overdue", text)
    except MailError as fault:
        log.error("A reminder of a pledge could not be sent (%s). It is tried again.", fault)
        return False


def _letter(settings: Configuration, reminder: PledgeReminder, names: dict[str, str]) -> str:
    return "\n".join(_lines(settings, reminder, names.get(reminder.hospital, reminder.hospital)))


def _lines(settings: Configuration, reminder: PledgeReminder, name: str) -> Iterator[str]:
    yield from ("Hello,", "", f"the pledge of {name} is to be looked at again:", "")
    for number, one in reminder.reviews:
        yield f"- Action {number}: the review after {one.months} months was due on {day(one.due)}."
    yield from (
        "",
        "It takes a few minutes. Please write how far it is, also where nothing has happened yet:",
        "",
        f"{settings.base_url}/hospital/pledge/{reminder.wave}",
        "",
        "You get at most one reminder a month. Thank you.",
        settings.organisation.name,
    )
