"""What hospitals promised and did: pages for anybody, that set no cookie and that a cache may keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from werkzeug.wrappers import Response

from survey_engine.analysis.pledge import Action, Pledge, Status
from survey_engine.patient.screens import page
from survey_engine.records import hospitals, pledges
from survey_engine.records.store import StorageError
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _
from survey_engine.web.language import language
from survey_engine.web.pledge_figures import FigureLine, figure_lines, figures_of
from survey_engine.web.translations import ENGLISH

public_pledges = Blueprint("pledges", __name__, url_prefix="/pledges")

KEPT_SECONDS: Final = 300  # by a cache: a correction is seen by everybody within minutes
_DAY: Final = "d MMMM yyyy"


@dataclass(frozen=True, slots=True)
class HospitalLine:
    """One hospital of the list, and how many of its promises are kept."""

    slug: str
    name: str
    done: int
    promises: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """When a promise was looked at, and how far it was then."""

    day: str
    status: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One action as the public reads it; its texts are in English. can_show: its numbers may be shown."""

    action: Action
    status: str
    is_late: bool
    due: str
    figures: tuple[FigureLine, ...]
    has_questions: bool
    reviews: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True)
class PledgeView:
    """One published pledge."""

    pledge: Pledge
    published: str
    renewed: str
    promises: tuple[Promise, ...]


@public_pledges.get("", endpoint="listed")
@access(Access.ANYONE)
def listed() -> ResponseReturnValue:
    """Every hospital that has published a pledge."""
    with house().store.reading() as db:
        names = {one.id: one.name for one in hospitals.list_hospitals(db)}
        found = pledges.published(db)
    lines = [
        _line(code, name, [one for one in found if one.hospital == code]) for code, name in names.items()
    ]
    shown = sorted((one for one in lines if one.promises), key=lambda one: one.name.casefold())
    return _kept(page("pledges", csrf_token="", lines=shown, text_language=_text_language()))


def _line(code: str, name: str, found: list[Pledge]) -> HospitalLine:
    promised = [action for pledge in found for action in pledge.actions]
    done = sum(one.status is Status.DONE for one in promised)
    return HospitalLine(slug_of(code), name, done, len(promised))


@public_pledges.get("/<hospital>")
@access(Access.ANYONE)
def one_hospital(hospital: str) -> ResponseReturnValue:
    """What one hospital promised, and what it did."""
    with house().store.reading() as db:
        place = next(
            (one for one in hospitals.list_hospitals(db) if slug_of(one.id) == slug_of(hospital)), None
        )
        kept = [one for one in pledges.every(db, place.id) if one.public is not None] if place else []
        if place is None or not kept:
            abort(404)
        name, figures = place.name, figures_of(db, place.id)
        renewed = {one.pledge.wave: one.renewed_on for one in kept}
        public = [one.public for one in kept if one.public is not None]
        views = [
            PledgeView(
                pledge=one,
                published=format_date(one.published_on, _DAY) if one.published_on else "",
                renewed=_changed(one, renewed),
                promises=tuple(
                    _promise(action, figure_lines(figures, one.wave, action)) for action in one.actions
                ),
            )
            for one in sorted(public, key=lambda one: (one.published_on, one.wave), reverse=True)
        ]
    return _kept(
        page("pledge", csrf_token="", hospital_name=name, pledges=views, text_language=_text_language())
    )


def pledges_url() -> str:
    """Where the promises are; nothing where none is public yet, or where nobody can say so now."""
    try:
        with house().store.reading() as db:
            return "/pledges" if pledges.any_published(db) else ""
    except StorageError:  # the page they would stand on needs no database
        return ""


def slug_of(code: str) -> str:
    """How a hospital's code stands in an address."""
    return code.strip().casefold()


def _changed(pledge: Pledge, renewed: Mapping[str, date | None]) -> str:
    day = renewed.get(pledge.wave)
    return format_date(day, _DAY) if day is not None and day != pledge.published_on else ""


def _promise(action: Action, figures: tuple[FigureLine, ...]) -> Promise:
    return Promise(
        action=action,
        status=status_words(action.status),
        is_late=action.status in (Status.DELAYED, Status.DROPPED),
        due=format_date(action.due, _DAY) if action.due else "",
        figures=figures,
        has_questions=bool(action.questions or action.standards),
        reviews=tuple(
            ReviewLine(format_date(one.held_on, _DAY), status_words(one.status)) for one in action.reviews
        ),
    )


def status_words(status: Status) -> str:
    """How far a promise is, in the reader's language."""
    words: dict[Status, Callable[[], str]] = {
        Status.AGREED: lambda: _("not yet begun"),
        Status.STARTED: lambda: _("begun"),
        Status.DONE: lambda: _("done"),
        Status.DELAYED: lambda: _("later than planned"),
        Status.DROPPED: lambda: _("given up"),
    }
    return words[status]()


def _text_language() -> str:
    """The language that the hospital's words are marked with, where the page is in another."""
    return "" if language().code == ENGLISH else ENGLISH


def _kept(response: Response) -> Response:
    """Let a cache keep the page; the reader's language and contrast are in her cookie."""
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response.headers["Vary"] = "Cookie"
    response.headers["X-Robots-Tag"] = "all"  # these pages want to be found, unlike every other
    response.add_etag()
    return response.make_conditional(request)
