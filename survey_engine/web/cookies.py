"""Cookies, all alike: HttpOnly, SameSite=Lax, and with https also Secure with the __Host- prefix."""

from __future__ import annotations

from typing import Final

from flask import request
from werkzeug.wrappers import Response

from survey_engine.web.house import house

STAFF: Final = "staff"  # the session of whoever works with the survey


def cookie_name(name: str) -> str:
    """The full name of one of our cookies at this address."""
    return f"__Host-{name}" if house().settings.secure else name


def read_cookie(name: str) -> str:
    """The value of one of our cookies, or an empty text."""
    return request.cookies.get(cookie_name(name), "")


def set_cookie(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie; without `max_age` (seconds) it ends with the browser."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age,
        path="/",
        secure=house().settings.secure,
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(response: Response, name: str) -> None:
    """Take a cookie away."""
    secure = house().settings.secure
    response.delete_cookie(cookie_name(name), path="/", secure=secure, httponly=True, samesite="Lax")
