"""The typist's desk in one request: the form on it, its questionnaire, its keyings opened with her keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from survey_engine.charity.batch import Batch, Form, NoBatchError, NoFormError, OtherFormError, the_form
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.keying import Keying, keying_from_bytes
from survey_engine.questionnaire.screens import Screen, screens
from survey_engine.questionnaire.wording import piped, reworded
from survey_engine.records import batches, drafts, hospitals, waves
from survey_engine.records.store import Session
from survey_engine.records.waves import WaveClosedError
from survey_engine.sealing.envelope import open_draft, seal_draft
from survey_engine.web.house import house
from survey_engine.web.lanes import TooBusyError, TooManyTriesError
from survey_engine.web.language import preview_in
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import staff_page
from survey_engine.web.translations import ENGLISH

HOME: Final = "/charity/entry"
CODE: Final = f"{HOME}/form"
_TRIES: Final = 40

Done = TypeVar("Done")


@dataclass(frozen=True)
class Desk:
    """What the views work with. `keying`: the one under way; `first`: the other, at a second keying."""

    batch: Batch
    form: Form
    questionnaire: Questionnaire  # with the hospital's name in its places
    week: str  # in which what is keyed goes by itself
    keying: Keying
    first: Keying | None
    sealed: bytes | None = field(repr=False)  # the keying as it was read; None before its first screen

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        """Every screen of this form in order."""
        return screens(self.questionnaire, self.keying.answers, self.batch.mode)


def latest() -> date:
    """Today in London."""
    return today(house().clock())


def sit_at_desk() -> Desk:
    """The form on the desk. Raises NoBatchError, NoFormError, WaveClosedError."""
    with house().store.reading() as db:
        return _seated(db, *the_form())


def begin_keying(language: str) -> Desk:
    """Begin the keying of the form on the desk, in the language of the form, or go on with it.

    Raises NoFormError where the form has no first keying that a second one could be compared with.
    """
    try:
        return sit_at_desk()
    except NoFormError:
        return keep(
            lambda desk: Keying(language=desk.first.language if desk.first else language), is_new=True
        )


def keep(change: Callable[[Desk], Keying], *, is_new: bool = False) -> Desk:
    """Read, change and write the keying, again where another tab wrote in between. `is_new`: or begin it."""
    batch, form = the_form()
    for _attempt in range(_TRIES):
        with house().store.writing() as db:
            desk = _seated(db, batch, form, is_new=is_new)
            keying = change(desk)
            if _written(db, desk, keying):
                return replace(desk, keying=keying)
    raise TooBusyError


def finish(work: Callable[[Session, Desk], Done]) -> Done:
    """Do `work` in one transaction with the keyings as they stand, which nobody can change meanwhile."""
    batch, form = the_form()
    for _attempt in range(_TRIES):
        with house().store.writing() as db:
            desk = _seated(db, batch, form)
            key = form.keys(is_second=batch.is_second).draft_id
            if desk.sealed is None or drafts.swap(db, key, desk.sealed, desk.sealed):
                return work(db, desk)
    raise TooBusyError


def _seated(db: Session, batch: Batch, form: Form, *, is_new: bool = False) -> Desk:
    wave = waves.wave(db, batch.wave)
    if not batches.takes_forms(wave, house().clock()):
        raise WaveClosedError(f"wave {batch.wave} takes no more forms")
    found = house().catalogue.get(wave.questionnaire, wave.version, short=wave.short_form)
    name = hospitals.hospital(db, form.hospital).name
    filled = reworded(found, lambda _context, text: piped(text, hospital=name, wave="this survey"))
    sealed = drafts.load(db, form.keys(is_second=batch.is_second).draft_id)
    first = _opened(db, batch, form, found.version) if batch.is_second else None
    if (sealed is None and not is_new) or (batch.is_second and first is None):
        raise NoFormError  # it was sent, or thrown away, in another tab
    return Desk(
        batch=batch,
        form=form,
        questionnaire=filled,
        week=drafts.keyed_week(wave.closes_on, wave.entry_until),
        keying=_read(batch, form, found.version, sealed),
        first=first,
        sealed=sealed,
    )


def _read(batch: Batch, form: Form, version: int, sealed: bytes | None) -> Keying:
    if sealed is None:
        return Keying()
    keys = form.keys(is_second=batch.is_second)
    return keying_from_bytes(open_draft(sealed, keys.draft_key, keys.draft_id, batch.wave, version))


def _opened(db: Session, batch: Batch, form: Form, version: int) -> Keying | None:
    """The first keying, once it is whole."""
    keys = form.keys(is_second=False)
    sealed = drafts.load(db, keys.draft_id)
    if sealed is None:
        return None
    found = keying_from_bytes(open_draft(sealed, keys.draft_key, keys.draft_id, batch.wave, version))
    return found if found.is_finished else None


def _written(db: Session, desk: Desk, keying: Keying) -> bool:
    keys = desk.form.keys(is_second=desk.batch.is_second)
    version, size = desk.questionnaire.version, desk.questionnaire.plaintext_bytes
    new = seal_draft(keying.to_bytes(), keys.draft_key, keys.draft_id, desk.batch.wave, version, size)
    if desk.sealed is None:
        return drafts.create(db, keys.draft_id, desk.batch.wave, new, desk.week)
    return drafts.swap(db, keys.draft_id, desk.sealed, new)


def desk_blueprint(name: str) -> Blueprint:
    """Views of the desk: in English from the first line, and with screens for what can be in the way."""
    made = Blueprint(name, __name__, url_prefix=HOME)
    made.before_request(_in_english)
    made.register_error_handler(NoBatchError, lambda _error: redirect(HOME, 303))
    made.register_error_handler(NoFormError, lambda _error: redirect(CODE, 303))
    made.register_error_handler(OtherFormError, lambda _error: _other_form())
    made.register_error_handler(WaveClosedError, lambda _error: _closed())
    made.register_error_handler(TooManyTriesError, lambda _error: _too_many())
    return made


def _in_english() -> None:
    preview_in(ENGLISH)


def _other_form() -> Response:
    return staff_page(
        "message",
        heading="Another form is on your desk",
        paragraphs=(
            "You began another form in this browser. What you keyed on the last screen was not kept.",
            "Lay this form down again by its code. What you keyed before is there.",
        ),
        action=(f"{CODE}#code", "Type its code"),
        status=409,
    )


def _closed() -> Response:
    return staff_page(
        "message",
        heading="This survey takes no more forms",
        paragraphs=("Its last day for paper is over, or somebody has ticked that all paper is in.",),
        action=(HOME, "Go back"),
        status=403,
    )


def _too_many() -> Response:
    return staff_page(
        "message",
        heading="Wait a quarter of an hour",
        paragraphs=(
            "Ten codes in a row were not found. That slows everybody down who wants to guess one.",
            "Forms that were keyed are safe.",
        ),
        action=(HOME, "Go back"),
        status=429,
    )
