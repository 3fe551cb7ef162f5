"""The one table from errors to pages: status, and words that say what to do."""

from __future__ import annotations

import logging
import traceback
from typing import Final

from flask import Flask, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from survey_engine.records.store import StorageError
from survey_engine.records.waves import RecipientsChangedError
from survey_engine.web.forms import is_secret
from survey_engine.web.lanes import TooBusyError, TooManyTriesError
from survey_engine.web.language import gettext as _

log = logging.getLogger("survey_engine")

_DRAIN_BYTES: Final = 32 * 1024 * 1024


def _say(
    status: int,
    heading: str,
    *paragraphs: str,
    again: bool = False,
    action: tuple[str, str] | None = None,
) -> Response:
    """A kind page. `again`: with what was posted in it, and a button that posts it once more.

    `action`: the address and the words of a link, where there is a way on.
    """
    text = render_template(
        "patient/message.jinja",
        heading=heading,
        paragraphs=paragraphs,
        action=action,
        again=_posted() if again else None,
        errors=(),
        csrf_token="",
    )
    response = make_response(text, status)
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def _posted() -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """(address, every field) of a form of ours that was posted; None for anything else.

    It needs no database, so that a page typed while the database cannot be reached is not lost.
    """
    is_read = "form" in vars(request)  # reading it is not tried again where that is what failed
    if request.method != "POST" or request.endpoint is None or not is_read:
        return None
    fields = tuple(request.form.items(multi=True))
    names = {name for name, _value in fields}
    if "csrf_token" not in names or any(map(is_secret, names)):
        return None
    query = request.query_string.decode("ascii", "ignore")
    return f"{request.path}?{query}" if query else request.path, fields


def _not_found(_error: Exception) -> Response:
    return _say(
        404,
        _("We could not find this page"),
        _("Check the address, or go back to the first page."),
        action=_to_the_first_page(),
    )


def _to_the_first_page() -> tuple[str, str]:
    return "/", _("Go to the first page")


def _wrong_method(_error: Exception) -> Response:
    return _say(
        405,
        _("This page cannot be opened like this"),
        _("Please go back and try again."),
        action=_to_the_first_page(),
    )


def _bad_request(_error: Exception) -> Response:
    return _say(400, _("Something did not arrive whole"), _("Please go back and try again."))


def _too_large(_error: Exception) -> Response:
    _drain()
    return _say(
        413,
        _("That was too much to send at once"),
        _("Please go back and make your answer shorter. Nothing you saved before is lost."),
    )


def _drain() -> None:
    """Read what is still coming: a browser shows our page only after it could send everything."""
    left = _DRAIN_BYTES
    stream = request.environ["wsgi.input"]
    while left > 0:
        piece = stream.read(min(65536, left))
        if not piece:
            return
        left -= len(piece)


def _too_busy(_error: Exception) -> Response:
    return _say(
        503,
        _("We are very busy just now"),
        _("Please wait a minute, then try again."),
        _("Nothing you saved is lost."),
        again=True,
    )


def _too_many(_error: Exception) -> Response:
    return _say(
        429,
        _("Please wait a few minutes"),
        _("There were many tries in a short time. Please try again in 15 minutes, or call us."),
        again=True,
    )


def _no_storage(error: Exception) -> Response:
    _note(error)
    sentence = _("Please try again in a few minutes. What you saved before is safe.")
    if request.method != "POST":  # nothing was to be saved: she only wanted to read
        return _say(503, _("We could not open this page just now"), sentence, action=_once_more())
    return _say(503, _("We could not save just now"), sentence, again=True)


def _once_more() -> tuple[str, str] | None:
    """A link to the page that could not be shown, where it is one of ours."""
    return (request.full_path.rstrip("?"), _("Try again")) if request.endpoint else None


def _recipients_changed(error: Exception) -> Response:
    _note(error)
    return _say(
        503,
        _("We cannot take answers just now"),
        _("We stopped the survey to keep your answers safe. Please try again another day, or call us."),
        again=True,
    )


def _unforeseen(error: Exception) -> Response:
    _note(error)
    return _say(
        500,
        _("Sorry, something went wrong"),
        _("Please try again. What you saved before is safe."),
        again=True,
    )


def _note(error: Exception) -> None:
    """Log type and place only: a message could hold what a person typed."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"
    log.error("%s at %s", type(error).__name__, place)


def _http_error(error: HTTPException) -> Response:
    return _bad_request(error) if (error.code or 500) < 500 else _unforeseen(error)


def hang_errors(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(404, _not_found)
    app.register_error_handler(405, _wrong_method)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(TooBusyError, _too_busy)
    app.register_error_handler(TooManyTriesError, _too_many)
    app.register_error_handler(StorageError, _no_storage)
    app.register_error_handler(RecipientsChangedError, _recipients_changed)
    app.register_error_handler(Exception, _unforeseen)

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response | HTTPException:
        return error if (error.code or 500) < 400 else _http_error(error)
