"""Who may open what. An endpoint without a rule stops the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Guard = Callable[[], ResponseReturnValue | None]

_ATTRIBUTE: Final = "__survey_engine_access__"
_AGAIN: Final = "__survey_engine_asks_again__"


class Access(Enum):
    """What a request must bring to reach a view."""

    ANYONE = "anyone"
    CODE = "code"  # a code that was checked: the welcome page
    DRAFT = "draft"  # a survey that was begun: its pages
    HALF = "half"  # a staff member whose password was right: the second step
    STAFF = "staff"  # anyone of staff who is signed in
    HOSPITAL = "hospital"  # the roles, each for its own screens
    ENTRY = "entry"
    ANALYST = "analyst"
    READER = "reader"
    REPRESENTATIVE = "representative"
    ADMIN = "admin"
    CONTACTS = "contacts"
    OFFICE = "office"  # an admin or an analyst of the charity
    RESULTS = "results"  # whoever of the charity may read released results


class MissingAccessRuleError(Exception):
    """A view says nothing of who may open it. The server must not start."""


def access(rule: Access, *, again: bool = False) -> Callable[[View], View]:
    """Declare who may open the view; `again`: she must have typed her password in the last minutes."""

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, rule)
        setattr(view, _AGAIN, again)
        return view

    return declare


def rule_of(app: Flask, endpoint: str) -> Access:
    """The rule of an endpoint of `app`; Flask's own static files are anyone's."""
    if endpoint == "static":
        return Access.ANYONE
    rule = getattr(app.view_functions[endpoint], _ATTRIBUTE, None)
    if not isinstance(rule, Access):
        raise MissingAccessRuleError(f"The view {endpoint!r} has no access rule. Add @access(...) to it.")
    return rule


def asks_again(app: Flask, endpoint: str) -> bool:
    """Say whether a view asks for the password once more."""
    return bool(getattr(app.view_functions[endpoint], _AGAIN, False))


def hang_access(app: Flask, guards: Mapping[Access, Guard]) -> None:
    """Check that every endpoint has a rule with a guard, and ask the guard before each view."""
    for endpoint in app.view_functions:
        rule = rule_of(app, endpoint)
        if rule is not Access.ANYONE and rule not in guards:
            raise MissingAccessRuleError(f"Nobody guards {rule} of the view {endpoint!r}.")

    @app.before_request
    def ask_guard() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        guard = guards.get(rule_of(current_app, request.endpoint))
        return guard() if guard else None
