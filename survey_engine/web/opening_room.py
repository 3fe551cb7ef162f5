"""Opening a closed wave on the server, in the background, where a setting allows it: one at a time.

The key was typed open in one request and is in the memory of this one process until the bundle is written.
It is never stored and never logged. The bundle waits sealed, for one browser and one account, a day at most.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from flask import Flask, current_app

from survey_engine.analysis.checker import RecoverableError
from survey_engine.analysis.comments import Comments
from survey_engine.analysis.disclosure import RowShape, TooFewAnswersError
from survey_engine.analysis.policy import policy_of
from survey_engine.exchange.bundle import NothingOpenedError, write_bundle
from survey_engine.exchange.findings_files import FINDINGS, FINDINGS_PUBLIC
from survey_engine.exchange.manifest import MANIFEST
from survey_engine.exchange.opening import Opened, SetRefusedError, open_envelopes
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records import audit, comments, handouts, releases, responses
from survey_engine.records.handouts import HandoutGoneError
from survey_engine.records.store import Session
from survey_engine.records.waves import LONDON
from survey_engine.sealing.envelope import EnvelopeError
from survey_engine.web.closed_wave import wave_facts
from survey_engine.web.handing_over import Bundle, Ticket, new_ticket
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import me, seconds_now

COOKIE: Final = "opening"
BUNDLE: Final = "bundle.zip"
LONGEST_SECONDS: Final = 60 * 60  # after that, whoever waited is told that it was interrupted
_SAID: Final = (
    SetRefusedError, NothingOpenedError, TooFewAnswersError, EnvelopeError, releases.ReleaseRefusedError,
    RecoverableError,
)  # fmt: skip

T = TypeVar("T")
log = logging.getLogger("survey_engine")
_room = threading.BoundedSemaphore(1)
_progress: dict[bytes, tuple[str, int, int]] = {}  # by ticket: what is done, how many of how many


class RoomBusyError(Exception):
    """Another wave is being opened by this process."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be opened. secret: the identity in the key file; fingerprint: as printed at close.

    comments: what people wrote goes into the queue of comments as well.
    """

    wave: str
    secret: str = field(repr=False)
    fingerprint: str | None
    comments: bool = False


def progress(ticket: Ticket) -> tuple[str, int, int] | None:
    """What is being done, and how many of how many; None where another process does it."""
    return _progress.get(ticket.id)


def start(order: Order) -> Ticket:
    """Begin to open a wave. Raises RoomBusyError."""
    if not _room.acquire(blocking=False):
        raise RoomBusyError
    try:
        ticket, actor = new_ticket(), me().email
        with house().store.writing() as db:
            handouts.keep(db, ticket.id, "", order.wave, handouts.BEING_MADE, seconds_now())
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        arguments = (app, ticket, actor, order)
        threading.Thread(target=_work, args=arguments, name="opening", daemon=True).start()
    except BaseException:
        _room.release()
        raise
    return ticket


def _work(app: Flask, ticket: Ticket, actor: str, order: Order) -> None:
    try:
        with app.app_context():
            _open_and_keep(ticket, actor, order)
    finally:
        _progress.pop(ticket.id, None)
        _room.release()


def _open_and_keep(ticket: Ticket, actor: str, order: Order) -> None:
    try:
        with tempfile.TemporaryDirectory(prefix="survey-engine-opening-") as place:
            _open(ticket, actor, order, Path(place))
    except HandoutGoneError:
        return  # she was told that nothing was opened, and nothing is left
    except _SAID as error:
        _give_up(ticket, str(error))
    except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it was
        log.error("A wave could not be opened: %s", type(error).__name__)
        _give_up(ticket, "Something went wrong, and nothing was opened. Please try again.")


def _open(ticket: Ticket, actor: str, order: Order, place: Path) -> None:
    watch, texts = _Watch(ticket), dict[str, str]()
    with house().store.reading() as db:
        facts = wave_facts(db, order.wave)
        questionnaire, earlier = _versions(facts)
        policy, shape = policy_of(questionnaire), RowShape.BY_HOSPITAL.value
        releases.demand_allowed(db, facts.code, shape, policy=policy.version, fingerprint=facts.digest)
        sealed = watch(responses.envelopes(db, order.wave), "Opening", len(facts.hashes))
        opened = open_envelopes(
            sealed, facts, order.secret, questionnaire, fingerprint=order.fingerprint, scratch=place
        )
    made = write_bundle(
        opened, questionnaire, facts, place / BUNDLE, identity_secret=order.secret, watch=watch,
        earlier=earlier, standards=house().catalogue.standards(questionnaire.standards),
        translations=house().settings.translation_folders,
        register=lambda folder: texts.update(_texts_of(folder)),
    )  # fmt: skip
    told, data = _told(opened), (place / BUNDLE).read_bytes()
    today = house().clock().astimezone(LONDON).date()
    release = releases.Released(
        facts.code, shape, policy.version, facts.digest, today,
        texts[MANIFEST], texts[FINDINGS], texts[FINDINGS_PUBLIC],
    )  # fmt: skip
    with house().store.writing() as db:
        releases.record_release(db, release)
        if order.comments:
            told["comments"] = _take_in(db, actor, facts.code, made.comments, today)
        handouts.complete(db, ticket.id, ticket.seal(Bundle(told, {BUNDLE: data})))
        details = {"wave": facts.code, "rows": shape, "where": "browser", "refused": len(opened.refused)}
        audit.append(db, actor, "answers opened", details, on=today)


def _take_in(db: Session, actor: str, wave: str, texts: Comments, today: date) -> str:
    """Put what people wrote into the queue; what to tell of it. The bundle does not hang on it."""
    key, random = house().settings.master_key, house().random
    try:
        count = comments.take_in(db, wave, texts.rows, master_key=key, random=random)
    except comments.CommentsError as error:
        return str(error)
    audit.append(db, actor, "comments taken in", {"wave": wave, "count": count}, on=today)
    return f"{count} comments wait to be read, under Comments. They are kept sealed."


def _versions(facts: WaveFacts) -> tuple[Questionnaire, list[Questionnaire]]:
    catalogue = house().catalogue
    questionnaire = catalogue.get(facts.questionnaire, facts.version, short=facts.short_form)
    return questionnaire, list(catalogue.versions(facts.questionnaire, until=facts.version - 1))


def _texts_of(folder: Path) -> dict[str, str]:
    """What the ledger keeps of a bundle; empty where it has no such file."""
    names = (MANIFEST, FINDINGS, FINDINGS_PUBLIC)
    return {name: (folder / name).read_text("utf-8") if (folder / name).exists() else "" for name in names}


def _told(opened: Opened) -> dict[str, object]:
    """What the page says of an opening. Ids are of refused envelopes alone."""
    reasons = Counter(refusal.reason.words for refusal in opened.refused)
    return {
        "opened": len(opened.responses),
        "missing": opened.missing,
        "compared": opened.compared,
        "reasons": sorted(reasons.items()),
        "refused": [(refusal.id, refusal.reason.words) for refusal in opened.refused],
    }


def _give_up(ticket: Ticket, sentence: str) -> None:
    try:
        with house().store.writing() as db:
            handouts.complete(db, ticket.id, ticket.seal(Bundle({"refusal": sentence})))
    except HandoutGoneError:
        return


class _Watch:
    """Notes how far the work is, for the page that waits for it."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket

    def __call__(self, things: Iterable[T], what: str, length: int, /) -> Iterator[T]:
        for done, thing in enumerate(things):
            _progress[self._ticket.id] = (what, done, length)
            yield thing
