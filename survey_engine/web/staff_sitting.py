"""Staff who are signed in: their cookie, their guards, and the English of their screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask import current_app, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.records import audit, staff, staff_sessions
from survey_engine.records.staff import Role
from survey_engine.records.staff_sessions import SignedIn, Stage
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session
from survey_engine.records.waves import LONDON
from survey_engine.sealing.challenges import Purpose
from survey_engine.sealing.passkeys import CopiedPasskeyError, PasskeyError
from survey_engine.sealing.passwords import password_is_right
from survey_engine.web.access import Access, Guard, asks_again
from survey_engine.web.cookies import STAFF, clear_cookie, read_cookie, set_cookie
from survey_engine.web.forms import PageError, csrf_token, is_secret, new_door, token_is_right
from survey_engine.web.house import house
from survey_engine.web.lanes import TooManyTriesError
from survey_engine.web.language import preview_in
from survey_engine.web.passkeys import COPIED, NOT_PROVED, holder_of, options_for, use_passkey
from survey_engine.web.translations import ENGLISH

SIGN_IN: Final = "/staff/sign-in"
CONFIRM: Final = "/staff/confirm"
PASSWORD_AGAIN: Final = "password_again"  # noqa: S105 - the name of a field
PASSKEY_AGAIN: Final = "passkey_again"
WAIT: Final = "Too many tries. Wait a quarter of an hour, then try again."
_PLEDGES: Final = ("/charity/pledges", "Pledges")
_OF_REPRESENTATIVES: Final = (
    ("/representative", "The pledge"),
    ("/representative/results", "What patients told us"),
)
_ROLES: Final = {
    Access.HOSPITAL: {Role.HOSPITAL},
    Access.ENTRY: {Role.ENTRY},
    Access.ANALYST: {Role.ANALYST},
    Access.READER: {Role.READER},
    Access.REPRESENTATIVE: {Role.REPRESENTATIVE},
    Access.ADMIN: {Role.ADMIN},
    Access.CONTACTS: {Role.CONTACTS},
    Access.OFFICE: {Role.ADMIN, Role.ANALYST},
    Access.RESULTS: {Role.ADMIN, Role.ANALYST, Role.READER},
}


def seconds_now() -> int:
    """Whole seconds since 1970."""
    return int(house().clock().timestamp())


def signed_in() -> SignedIn | None:
    """Whoever holds this request's staff cookie, her second step done or not."""
    if not hasattr(g, "staff"):
        token = read_cookie(STAFF)
        g.staff = None
        if token:
            with house().store.reading() as db:
                g.staff = staff_sessions.find(db, token, seconds_now())
    found: SignedIn | None = g.staff
    return found


def me() -> SignedIn:
    """The staff member of a guarded view."""
    found = signed_in()
    assert found is not None  # noqa: S101 - the view's guard has seen her
    return found


def open_session(db: Session, record: StaffRecord, stage: Stage) -> str:
    """Keep a new session in place of the one this browser had; returns the cookie's token.

    The door is a new one too: whoever sat here before knows no form token of what follows.
    """
    new_door()
    old = read_cookie(STAFF)
    if old:
        staff_sessions.finish(db, old)
    token = house().random(32).hex()
    staff_sessions.begin(db, record, token, stage, seconds_now())
    return token


def give_cookie(response: Response, token: str) -> Response:
    """Let this browser hold the session until it is closed."""
    set_cookie(response, STAFF, token)
    return response


def take_cookie(response: Response) -> Response:
    """Take it away, and with it what the forms of this browser were tied to."""
    new_door()
    clear_cookie(response, STAFF)
    return response


def note(db: Session, event: str, details: Mapping[str, object] | None = None, actor: str = "") -> None:
    """Write into the audit chain that she did something today. Never anything of a patient."""
    today = house().clock().astimezone(LONDON).date()
    audit.append(db, actor or me().email, event, details or {}, on=today)


def staff_guards() -> dict[Access, Guard]:
    """Who guards what of the staff doors."""
    guards: dict[Access, Guard] = {rule: _guard_of(roles) for rule, roles in _ROLES.items()}
    return {Access.HALF: _guard_half, Access.STAFF: _guard_of(set(Role)), **guards}


def _guard_half() -> ResponseReturnValue | None:
    return redirect(SIGN_IN, 303) if signed_in() is None else None


def _guard_of(roles: set[Role]) -> Guard:
    def guard() -> ResponseReturnValue | None:
        found = signed_in()
        if found is None:
            return redirect(SIGN_IN, 303)
        if found.stage is not Stage.FULL:
            return redirect("/staff/second-step", 303)
        if not roles & found.roles:
            return not_for_you()
        has_no_password = found.roles == {Role.REPRESENTATIVE}
        if has_no_password and asks_again(current_app, request.endpoint or ""):
            return not_for_you()
        _stay_awake()
        if asks_again(current_app, request.endpoint or "") and not found.is_confirmed:
            return _ask_again(found)
        return None

    return guard


def _ask_again(person: SignedIn) -> ResponseReturnValue | None:
    """Ask for the password or a passkey once more; what was posted stays in the form, and goes on with it."""
    password, passkey = request.form.get(PASSWORD_AGAIN), request.form.get(PASSKEY_AGAIN)
    has_answer = request.method == "POST" and (password is not None or passkey is not None)
    if not has_answer or not token_is_right(request.form.get("csrf_token", "")):
        return _confirm_page([], 403)
    address = request.remote_addr or ""
    try:
        house().lanes.check_staff(address, person.email)
    except TooManyTriesError:
        return _confirm_page([PageError("#password_again", WAIT)], 422)
    sentence = _wrong_passkey(person, passkey) if passkey is not None else _wrong_password(person, password)
    if sentence:
        house().lanes.count_staff(address, person.email)
        return _confirm_page([PageError("" if passkey is not None else "#password_again", sentence)], 422)
    return None


def _wrong_password(person: SignedIn, typed: str | None) -> str:
    """What is wrong with the password; nothing where it is right, which is then noted."""
    with house().store.reading() as db:
        record = staff.by_id(db, person.staff)
        hashed = record.password if record else None
    if not password_is_right(hashed, (typed or "")[:1000]):
        return "The password is not right. Try again."
    with house().store.writing() as db:
        staff_sessions.confirm(db, read_cookie(STAFF) or "", seconds_now())
    return ""


def _wrong_passkey(person: SignedIn, said: str) -> str:
    """The same of a passkey."""
    try:
        with house().store.writing() as db:
            use_passkey(db, said, Purpose.AGAIN, person.staff)
            staff_sessions.confirm(db, read_cookie(STAFF) or "", seconds_now())
    except PasskeyError as fault:
        return passkey_fault(fault, said)
    return ""


def passkey_fault(fault: PasskeyError, said: str) -> str:
    """What to tell her whose passkey did not work; that one may have been copied is written down."""
    if not isinstance(fault, CopiedPasskeyError):
        return NOT_PROVED
    with house().store.writing() as db:
        holder = holder_of(db, said)
        if holder is not None:
            note(db, "passkey refused", {"reason": "its counter went back: perhaps a copy"}, holder.email)
    return COPIED


def _confirm_page(errors: Sequence[PageError], status: int) -> Response:
    posted = request.form.items(multi=True)
    kept = [(name, value) for name, value in posted if name != "csrf_token" and not is_secret(name)]
    action = request.path if request.method == "POST" else CONFIRM
    fields = kept if request.method == "POST" else [("next", request.path)]
    with house().store.reading() as db:
        options = options_for(db, me().staff, Purpose.AGAIN)
    return staff_page("confirm", errors=errors, status=status, action=action, fields=fields, options=options)


def _stay_awake() -> None:
    token = read_cookie(STAFF)
    if token and request.method == "POST":
        with house().store.writing() as db:
            staff_sessions.touch(db, token, seconds_now())


def not_for_you() -> Response:
    """For a screen of another role; it says nothing of what is there."""
    return staff_page(
        "message",
        heading="This page is not for your account",
        paragraphs=("Go back to your start page. If you need this page, ask whoever invited you.",),
        status=403,
    )


def staff_page(
    template: str,
    *,
    folder: str = "staff",
    status: int = 200,
    errors: Sequence[PageError] = (),
    **context: object,
) -> Response:
    """A screen for staff, in English, with its form token and its menu."""
    preview_in(ENGLISH)
    found = signed_in()
    person = found if found is not None and found.stage is Stage.FULL else None
    context.setdefault("menu", menu_of(person))
    context.setdefault("has_session", found is not None)
    text = render_template(
        f"{folder}/{template}.jinja",
        errors=tuple(errors),
        csrf_token=csrf_token(),
        person=person,
        survey_name="Survey office",
        **context,
    )
    return make_response(text, status)


def menu_of(person: SignedIn | None) -> list[tuple[str, str]]:
    """(address, words) of the screens of her roles."""
    if person is None:
        return []
    screens = {
        Role.HOSPITAL: [
            ("/hospital", "Your hospital"),
            ("/hospital/results", "Results"),
            ("/hospital/pledge", "Your pledge"),
        ],
        Role.ENTRY: [("/charity/entry", "Paper and telephone")],
        Role.ANALYST: [
            ("/charity/opening", "Open answers"),
            ("/charity/counts", "Counts"),
            ("/charity/results", "Results"),
            ("/charity/site-facts", "Site facts"),
            ("/charity/comments", "Comments"),
            ("/charity/questionnaires", "Questionnaires"),
            _PLEDGES,
        ],
        Role.READER: [("/charity/results", "Results"), ("/charity/comments/second", "Comments to release")],
        Role.REPRESENTATIVE: list(_OF_REPRESENTATIVES),
        Role.CONTACTS: [("/charity/contacts", "Focus groups")],
        Role.ADMIN: [
            ("/charity/waves", "Waves"),
            ("/charity/letters", "Letters"),
            ("/charity/counts", "Counts"),
            ("/charity/results", "Results"),
            ("/charity/accounts", "Accounts"),
            ("/charity/site-facts", "Site facts"),
            ("/charity/papers", "Papers"),
            ("/charity/questionnaires", "Questionnaires"),
            _PLEDGES,
            ("/charity/representatives", "Representatives"),
            ("/charity/audit", "What staff did"),
        ],
    }
    found = [screen for role, listed in screens.items() if role in person.roles for screen in listed]
    account = [] if person.roles == {Role.REPRESENTATIVE} else [("/staff/account", "Your account")]
    return [("/staff", "Start"), *dict.fromkeys(found), *account]
