"""The pages that several views show: the code box, the return code box, and kind messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from flask import make_response, render_template
from werkzeug.wrappers import Response

from survey_engine.patient.carried import present
from survey_engine.patient.session import mark_of, read_session
from survey_engine.web.forms import PageError, csrf_token
from survey_engine.web.language import gettext as _

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]*\Z")


def page(
    template: str, *, status: int = 200, errors: Sequence[PageError] = (), **context: object
) -> Response:
    """A patient's page with its form token and its error summary."""
    carried = present()
    if carried is not None:
        context |= {"carried": carried, "form_place": carried.place, "form_back": carried.back}
    if "csrf_token" not in context:  # the slip, carried, asks no cookie whose survey is open
        context["csrf_token"] = _form_token() if carried is None else csrf_token()
    if not TOKEN.match(str(context.get("held", ""))):
        context["held"] = ""  # not one of ours
    return make_response(
        render_template(f"patient/{template}.jinja", errors=tuple(errors), **context), status
    )


def _form_token() -> str:
    """The form token, and after a dot whose survey the form belongs to, once there is one."""
    session = read_session()
    return f"{csrf_token()}.{mark_of(session)}" if session is not None else csrf_token()


def enter_page(
    *,
    code: str = "",
    signature: str = "",
    held: str = "",
    reason: str | None = None,
    errors: Sequence[PageError] = (),
    status: int = 200,
) -> Response:
    """The code box. `reason`: None, or `expired` (the session ended)."""
    return page(
        "enter",
        status=status,
        errors=errors,
        code=code,
        signature=signature,
        held=held,
        reason=reason,
        form_place="enter",
    )


def resume_page(
    *,
    return_code: str = "",
    held: str = "",
    shared: bool = False,
    errors: Sequence[PageError] = (),
    status: int = 200,
) -> Response:
    """The box for the return code. `shared`: whether "I am on a shared computer" is ticked."""
    return page(
        "resume",
        status=status,
        errors=errors,
        return_code=return_code,
        held=held,
        shared_computer=shared,
        form_place="resume",
    )


def message_page(
    heading: str,
    *paragraphs: str,
    action: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    """A kind page that only says something; `action` is (address, words of the link).

    It has no form, and asks no cookie whose survey is open.
    """
    return page(
        "message", status=status, csrf_token="", heading=heading, paragraphs=paragraphs, action=action
    )


def used_page() -> Response:
    """For a code whose answers were sent: the same thank-you, and whom to call."""
    return message_page(
        _("We already have your answers"),
        _("Thank you for taking part."),
        _("If you did not send them, please call us. The numbers are on this page."),
    )


def closed_page() -> Response:
    """For a survey that takes no more answers."""
    return message_page(
        _("This survey has closed"),
        _("Thank you for wanting to take part."),
        _("We can no longer take answers. If you want to tell us something, please call us."),
    )


def code_needed_page(*, held: str = "") -> Response:
    """For a session that ended: what was typed is kept, and the code is asked for again."""
    return enter_page(held=held, reason="expired", status=403)
