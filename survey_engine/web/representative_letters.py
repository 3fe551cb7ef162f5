"""Letters to patient representatives: an invitation, and thanks when one hands over or stops.

A representative may be very ill, and whoever reads her e-mail may be her family: a letter asks for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from survey_engine.records import representatives
from survey_engine.web.house import house
from survey_engine.web.mail import MailError, send

THANKS_SUBJECT: Final = "Thank you"
NEWS_SUBJECT: Final = "Something new to read"
NEVER: Final = "We promised not to write to this address again. Another address of the person may be used."


def invite_representative(email: str, link: str, hospital: str) -> bool:
    """Write to a new representative; False where no mail server is set. Raises MailError."""
    return send(email, f"The pledge of {hospital}", _invitation(link, hospital))


def _invitation(link: str, hospital: str) -> str:
    name = house().settings.organisation.name
    lines = (
        "Hello,",
        "",
        f"{name} would like you to see what {hospital} has promised its patients, and to say what you think.",
        "To begin, open this link:",
        "",
        link,
        "",
        "It works once, for seven days. You need no password.",
        "You can stop at any time. You need not say why.",
        "If you did not expect this letter, you need not do anything.",
        "",
        name,
    )
    return "\n".join(lines)


def thanks(hospital: str, *, handed_over: bool) -> str:
    """Words of thanks to a representative who has stopped: they ask for no answer and no reason."""
    name = house().settings.organisation.name
    others = ("Somebody else looks at the pledge from now on.",) if handed_over else ()
    lines = (
        "Hello,",
        "",
        f"thank you for being a patient representative for {hospital}.",
        "What you gave helps the patients who come after you.",
        "",
        *others,
        "Your links no longer work, and your e-mail address is no longer in our list.",
        "You need not do anything.",
        "",
        "With our warm thanks,",
        name,
    )
    return "\n".join(lines)


def thank(email: str, hospital: str, *, handed_over: bool) -> str:
    """Send the thanks; returns the words that could not be sent, for somebody to say: "" where they were."""
    text = thanks(hospital, handed_over=handed_over)
    try:
        return "" if send(email, THANKS_SUBJECT, text) else text
    except MailError:
        return text


def tell_news(people: Sequence[str], hospital: str) -> tuple[int, str]:
    """Write that something is new; returns how many letters went out, and the words where one did not."""
    text, reached = news(hospital), 0
    for email in people:
        try:
            reached += send(email, NEWS_SUBJECT, text)
        except MailError:
            continue
    return reached, "" if reached == len(people) else text


def news(hospital: str) -> str:
    """Words for a representative: something is ready, when she likes. They hold no link to sign in."""
    settings = house().settings
    lines = (
        "Hello,",
        "",
        f"there is something new to read about {hospital}: results of the survey, or its pledge.",
        "When you like, ask here for a link. You need no password.",
        "",
        f"{settings.base_url}/staff/link",
        "",
        "You need not do anything. You can stop being a representative at any time, and need not say why.",
        "",
        settings.organisation.name,
    )
    return "\n".join(lines)


def may_write_to(email: str) -> bool:
    """Whether nobody promised never to write to this address again. Raises StaffError where it is none."""
    with house().store.reading() as db:
        return representatives.may_write(db, email, house().settings.master_key)
