"""People who would like to do more: released in batches, opened with the contacts key, called, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.brought_keys import KeyBusyError, brought, unlocked, wrong_lines
from survey_engine.exchange.slips import CallSheet, open_call_sheet, slips_file
from survey_engine.records import contact_statuses, contacts, waves
from survey_engine.records.contact_statuses import NOT_TO_BE_CALLED, Status
from survey_engine.records.contacts import NothingToReleaseError
from survey_engine.sealing.envelope import EnvelopeError, WrongPassphraseError, recipient_of
from survey_engine.sealing.recovery_sheet import SheetLineError
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import file_response
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import note, staff_page
from survey_engine.web.uploads import read_posted

contact_list = Blueprint("contact_list", __name__, url_prefix="/charity/contacts")

_MOST_BYTES: Final = 256 * 1024
_WANTED: Final = "Choose the contacts key file, contacts.key, or type the nine lines of its sheet."
_AGAIN: Final = PageError("", "Please press the button again.")
_DIED, _WITHDRAWN = "died", "withdrawn"
WORDS: Final = {
    Status.CHECK: "To be checked before you call",
    Status.CALLED: "Called",
    Status.COMING: "Coming",
    Status.NOT_ABLE: "No longer able",
    Status.NO_CONTACT: "Do not contact",
}
# What she can choose; that somebody has died is kept as "do not contact", without the reason.
CHOICES: Final = (
    *((status.value, words) for status, words in WORDS.items()),
    (_DIED, "Has died: do not contact"),
    (_WITHDRAWN, "Asks to be taken off: delete everything"),
)
ACTIVITIES: Final = {
    "group": "a group at the hospital",
    "online": "a group online",
    "talk": "one person by telephone",
    "representative": "patient representative",
    "results": "only the results",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the call sheet. has_details: False where nobody is to call."""

    id: str
    name: str
    status: Status
    words: str
    has_details: bool
    details: tuple[tuple[str, str], ...]
    delete_on: str


@contact_list.get("")
@access(Access.CONTACTS)
def listed() -> ResponseReturnValue:
    """The waves with slips, and how many people were released."""
    return _home()


def _home(told: str = "", errors: Sequence[PageError] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        lines = [
            (one, len(contacts.released(db, one)), waves.wave(db, one).state in waves.TAKING_ANSWERS)
            for one in contacts.waves_with_slips(db)
        ]
    return staff_page("contacts", folder="charity", errors=errors, status=status, lines=lines, told=told)


def _known(wave: str) -> str:
    with house().store.reading() as db:
        if wave not in contacts.waves_with_slips(db):
            abort(404)
    return wave


@contact_list.post("/wave/<wave>/release")
@access(Access.CONTACTS, again=True)
def release(wave: str) -> ResponseReturnValue:
    """Release everyone who waits: once a week, and three or more at a time."""
    if not DoorForm(request.form).validate():
        return _home(errors=[_AGAIN], status=400)
    try:
        with house().store.writing() as db:
            count = len(contacts.release(db, _known(wave), today(house().clock())))
            note(db, "slips released", {"wave": wave, "count": count})
    except NothingToReleaseError as error:
        return _home(errors=[PageError("", str(error))], status=422)
    return _home(f"{count} people were released. Open the list to call them.")


@contact_list.get("/wave/<wave>/slips.json")
@access(Access.CONTACTS)
def save_sealed(wave: str) -> ResponseReturnValue:
    """The released slips of those who may be called, sealed, for a computer that has the key."""
    with house().store.reading() as db:
        found = contact_statuses.to_call(db, _known(wave), house().settings.master_key)
    return file_response(slips_file(wave, found), "slips.json", "application/json")


@contact_list.get("/wave/<wave>/open")
@access(Access.CONTACTS)
def ask_key(wave: str) -> ResponseReturnValue:
    """The key file and its passphrase, or the words for the command where keys are never on the server."""
    return _ask(_known(wave))


def _ask(wave: str, errors: Sequence[PageError] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        count = len(contacts.released(db, wave))
    is_on = house().settings.web_opening
    return staff_page(
        "contacts_open", folder="charity", errors=errors, status=status, wave=wave, count=count, is_on=is_on
    )


@contact_list.post("/wave/<wave>/open")
@access(Access.CONTACTS)
def open_list(wave: str) -> ResponseReturnValue:
    """Open the list in this one request: neither the key nor a name is kept."""
    _known(wave)
    if not house().settings.web_opening:
        abort(404)
    posted = read_posted(_MOST_BYTES)
    if not DoorForm(posted.fields).validate():
        return _ask(wave, [_AGAIN], 400)
    file, lines = posted.files.get("key", b""), posted.fields.get("secret_lines", "")
    key, missing = brought(file, lines, "key", _WANTED)
    if missing is not None:
        return _ask(wave, [missing], 422)
    with house().store.reading() as db:
        slips = contact_statuses.released_slips(db, wave)
        known = contact_statuses.statuses(db, wave, house().settings.master_key)
    try:
        sheet = _opened(slips, key, posted.fields.get("passphrase", ""))
    except KeyBusyError as fault:
        return _ask(wave, [PageError("", str(fault))], 503)
    except _NotOpenedError as fault:
        return _ask(wave, [fault.error], 422)
    with house().store.writing() as db:
        note(db, "slips opened", {"wave": wave, "count": len(sheet.people)})
    return _sheet_page(wave, sheet, known)


class _NotOpenedError(Exception):
    """What she brought does not open the list. error: what to tell her."""

    def __init__(self, error: PageError) -> None:
        super().__init__(error.text)
        self.error = error


def _opened(slips: Sequence[tuple[bytes, bytes]], key: bytes, passphrase: str) -> CallSheet:
    """The list. Raises _NotOpenedError, KeyBusyError."""
    try:
        secret = unlocked(key, passphrase)
        recipient_of(secret)  # raises where the file holds something else
        sheet = open_call_sheet(slips, secret)
    except SheetLineError as fault:
        raise _NotOpenedError(wrong_lines(fault)) from None
    except WrongPassphraseError:
        sentence = "The passphrase does not open this key file."
        raise _NotOpenedError(PageError("#passphrase", sentence)) from None
    except EnvelopeError:
        raise _NotOpenedError(PageError("#key", "This is no key file. Choose contacts.key.")) from None
    if slips and not sheet.people:
        sentence = "This key opens none of these slips. Choose contacts.key of this survey."
        raise _NotOpenedError(PageError("#key", sentence))
    return sheet


def _sheet_page(wave: str, sheet: CallSheet, known: dict[bytes, Status]) -> Response:
    people = [_person(slip, fields, known.get(slip, Status.CHECK)) for slip, fields in sheet.people]
    return staff_page(
        "contacts_list", folder="charity", wave=wave, people=people, refused=sheet.refused, choices=CHOICES
    )


def _person(slip: bytes, fields: dict[str, str], status: Status) -> Person:
    languages = house().languages
    language = fields["language"]
    activities = [ACTIVITIES.get(one, one) for one in fields["activities"].split("; ") if one]
    details = (
        ("Telephone", fields["telephone"]),
        ("E-mail", fields["email"]),
        ("A good time", fields["best_time"]),
        ("What makes it easier", fields["access_needs"]),
        ("Would like", ", ".join(activities)),
        ("Hospital", fields["hospital"]),
        ("Language", languages[language].name if language in languages.offered else language),
    )
    return Person(
        id=slip.hex(),
        name=fields["name"] or "No name given",
        status=status,
        words=WORDS[status],
        has_details=status not in NOT_TO_BE_CALLED,
        details=tuple(one for one in details if one[1]),
        delete_on=_day(fields["delete_on"]),
    )


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"


@contact_list.post("/wave/<wave>/statuses")
@access(Access.CONTACTS)
def keep_statuses(wave: str) -> ResponseReturnValue:
    """Keep how each call went, beside the sealed slip; ask before the slip of anybody is deleted."""
    _known(wave)
    if not DoorForm(request.form).validate():
        return _home(errors=[_AGAIN], status=400)
    chosen = {slip: value for name, value in request.form.items() if (slip := _slip_of(name)) and value}
    kept, key = 0, house().settings.master_key
    with house().store.writing() as db:
        for slip, value in chosen.items():
            found = Status.NO_CONTACT if value == _DIED else value
            if found in set(Status):
                kept += contact_statuses.keep_status(db, wave, slip, Status(found), key)
        if kept:
            note(db, "contact statuses kept", {"wave": wave, "count": kept})
    leaving = [slip.hex() for slip, value in chosen.items() if value == _WITHDRAWN]
    if leaving:
        return staff_page("contacts_delete", folder="charity", wave=wave, slips=leaving, kept=kept)
    return _to_kept(wave)


@contact_list.post("/wave/<wave>/delete")
@access(Access.CONTACTS, again=True)
def delete(wave: str) -> ResponseReturnValue:
    """Delete the slips of those who ask for it, for good."""
    _known(wave)
    if not DoorForm(request.form).validate():
        return _home(errors=[_AGAIN], status=400)
    slips = [slip for value in request.form.getlist("slip") if (slip := _slip_of(f"status-{value}"))]
    with house().store.writing() as db:
        deleted = sum(contact_statuses.withdraw(db, wave, slip) for slip in slips)
        if deleted:
            note(db, "slips deleted", {"wave": wave, "count": deleted, "reason": "asked to be taken off"})
    return _to_kept(wave)


def _to_kept(wave: str) -> Response:
    return redirect(f"/charity/contacts/wave/{wave}/kept", 303)


def _slip_of(name: str) -> bytes | None:
    before, _dash, typed = name.partition("-")
    try:
        return bytes.fromhex(typed) if before == "status" else None
    except ValueError:
        return None


@contact_list.get("/wave/<wave>/kept")
@access(Access.CONTACTS)
def kept(wave: str) -> ResponseReturnValue:
    """How many people are where; no name."""
    _known(wave)
    with house().store.reading() as db:
        known = contact_statuses.statuses(db, wave, house().settings.master_key)
        slips = contact_statuses.released_slips(db, wave)
    found = [known.get(slip, Status.CHECK) for slip, _sealed in slips]
    counts = [(words, found.count(status)) for status, words in WORDS.items()]
    return staff_page("contacts_kept", folder="charity", wave=wave, counts=counts)
