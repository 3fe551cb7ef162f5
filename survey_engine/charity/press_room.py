"""Letters are made in the background, one batch at a time in each process, and handed over once.

Nothing counts before its letters are made: codes are stored in the transaction that puts the sealed PDF where
it is waited for. A process that ends meanwhile leaves no code behind.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import Flask, current_app, redirect
from werkzeug.wrappers import Response

from survey_engine.records import audit, handouts
from survey_engine.records.handouts import HandoutGoneError
from survey_engine.records.store import Session
from survey_engine.records.waves import LONDON
from survey_engine.web.handing_over import Bundle, Ticket, give_ticket, new_ticket
from survey_engine.web.house import house
from survey_engine.web.letter_press import LetterRefusedError
from survey_engine.web.staff_sitting import me, seconds_now

READY: Final = "/charity/letters/ready"
LETTERS: Final = "letters.pdf"
LONGEST_SECONDS: Final = 15 * 60  # after that, whoever waited is told that it was interrupted

log = logging.getLogger("survey_engine")
_press = threading.BoundedSemaphore(1)  # 500 letters take 600 MB while they are made


class PressBusyError(Exception):
    """Other letters are being made."""


@dataclass(frozen=True, slots=True)
class Made:
    """Letters that were made and do not yet count.

    store: what makes their codes count, returning the facts the page shows; event and details: for the audit
    chain.
    """

    pdf: bytes = field(repr=False)
    count: int
    store: Callable[[Session], Mapping[str, str]] = field(repr=False)
    event: str
    details: Mapping[str, object]


def start(wave: str, hospital: str, make: Callable[[], Made]) -> Response:
    """Begin to make letters, and lead to where they are waited for. Raises PressBusyError."""
    if not _press.acquire(blocking=False):
        raise PressBusyError
    try:
        ticket, actor = new_ticket(), me().email
        with house().store.writing() as db:
            handouts.keep(db, ticket.id, hospital, wave, handouts.BEING_MADE, seconds_now())
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        arguments = (app, ticket, actor, make)
        threading.Thread(target=_work, args=arguments, name="letters", daemon=True).start()
    except BaseException:
        _press.release()
        raise
    return give_ticket(redirect(READY, 303), ticket)


def _work(app: Flask, ticket: Ticket, actor: str, make: Callable[[], Made]) -> None:
    try:
        with app.app_context():
            _make_and_keep(ticket, actor, make)
    finally:
        _press.release()


def _make_and_keep(ticket: Ticket, actor: str, make: Callable[[], Made]) -> None:
    try:
        made = make()
        with house().store.writing() as db:
            facts = {"count": made.count, "replaced": dict(made.store(db))}
            handouts.complete(db, ticket.id, ticket.seal(Bundle(facts, {LETTERS: made.pdf})))
            today = house().clock().astimezone(LONDON).date()
            audit.append(db, actor, made.event, made.details, on=today)
    except HandoutGoneError:
        return  # she was told that nothing was made, and nothing was
    except LetterRefusedError as error:
        _give_up(ticket, str(error))
    except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it was
        log.error("Letters could not be made: %s", type(error).__name__)
        _give_up(ticket, "Something went wrong, and nothing was made. Please try again.")


def _give_up(ticket: Ticket, sentence: str) -> None:
    try:
        with house().store.writing() as db:
            handouts.complete(db, ticket.id, ticket.seal(Bundle({"refused": sentence})))
    except HandoutGoneError:
        return
