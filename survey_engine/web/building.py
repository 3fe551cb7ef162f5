"""Builds the house: Flask with its templates, its static files, its database and what every page is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from jinja2 import FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records.definition_drafts import PublishedShelf
from survey_engine.records.store import Store
from survey_engine.settings import Settings
from survey_engine.web.access import Access, access
from survey_engine.web.display import read_display
from survey_engine.web.errors import hang_errors
from survey_engine.web.headers import hang_headers
from survey_engine.web.house import KEY, House, house
from survey_engine.web.lanes import Lanes
from survey_engine.web.language import gettext, hang_language, language, missing_language
from survey_engine.web.static_files import StaticFiles
from survey_engine.web.translations import Languages

_PLACE: Final = re.compile(r"[a-z0-9-]{1,20}\Z")
_READING: Final = ("help", "privacy", "accessibility")
_PLACES: Final = {"welcome", "resume", "check", "answers", "stop", "done", "contact", *_READING}
_TEMPLATES: Final = Path(__file__).parent.parent / "templates"
_MOST_BYTES: Final = 256 * 1024  # of one form: texts of a page fit many times over


def build(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    random: Callable[[int], bytes],
    wait_seconds: float,
) -> Flask:
    """Flask, without any door yet."""
    app = Flask("survey_engine", static_folder=None, template_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BYTES,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
    )
    store, folders = Store(settings.database_url), settings.questionnaire_folders
    app.extensions[KEY] = House(
        settings=settings,
        catalogue=Catalogue.read(folders, PublishedShelf(store, folders)),
        store=store,
        lanes=Lanes(settings.limiter_url, settings.secret_keys[0], clock, wait_seconds=wait_seconds),
        clock=clock,
        random=random,
        languages=Languages(settings.translation_folders, settings.languages),
    )
    _hang_templates(app, settings)
    hang_language(app)
    hang_headers(app, secure=settings.secure)
    hang_errors(app)
    static = StaticFiles(app.wsgi_app)
    app.jinja_env.globals["asset"] = static.url
    app.wsgi_app = static.wsgi  # type: ignore[method-assign]
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _hang_templates(app: Flask, settings: Settings) -> None:
    app.jinja_options = {
        "autoescape": True,  # Flask would escape .html alone
        "trim_blocks": True,
        "lstrip_blocks": True,
        "loader": FileSystemLoader(_TEMPLATES),
        "auto_reload": False,
    }

    @app.context_processor
    def tell_every_page() -> dict[str, Any]:
        here, languages = language(), house().languages
        return {
            "language": here.code,
            "languages": [languages[code] for code in languages.offered],
            "language_is_draft": here.is_draft,
            "language_missing": missing_language(),
            "direction": here.direction,
            "display": read_display(),
            "organisation": settings.organisation.in_words(here.code, gettext),
            "place": _place(),
            "is_pilot": bool(getattr(g, "is_pilot", False)),
        }


def _place() -> str:
    """What the links of this page to Settings and Help lead back to: where she came from, else this page."""
    came_from = request.args.get("back", "")
    if came_from and _PLACE.match(came_from) and request.method == "GET":
        return came_from
    place = request.path.strip("/")
    return place if place in _PLACES else ""


def hang_probes(app: Flask) -> None:
    """`/healthz`: the process answers. `/readyz`: database, keys and migrations are there."""

    @app.get("/healthz")
    @access(Access.ANYONE)
    def healthz() -> ResponseReturnValue:
        return {"status": "ok"}

    @app.get("/readyz")
    @access(Access.ANYONE)
    def readyz() -> ResponseReturnValue:
        ready = house().store.is_ready()
        return ({"status": "ready"}, 200) if ready else ({"status": "not ready"}, 503)
