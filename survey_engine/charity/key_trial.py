"""A test answer, locked as a patient's is and opened with what somebody brings: then a key is known to work.

What she brings is used in this one request, and forgotten. Kept is the day alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.brought_keys import MOST_BYTES, KeyBusyError, brought, unlocked, wrong_lines
from survey_engine.charity.first_wave import GUIDE
from survey_engine.records import keysets
from survey_engine.records.keysets import KeysetChangedError, Part, PublicKeys, State
from survey_engine.sealing.envelope import (
    EnvelopeError,
    WrongPassphraseError,
    open_envelope,
    recipient_of,
    seal_envelope,
    seal_slip,
)
from survey_engine.sealing.recovery_sheet import SheetLineError
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import note, staff_page

key_trial = Blueprint("key_trial", __name__, url_prefix=GUIDE)

_ANSWER_BYTES: Final = 1024
_WANTED: Final = "Choose a key file, or type the nine lines of the recovery sheet."
NAMES: Final = {
    Part.CHARITY: "The charity key file",
    Part.RECOVERY: "The recovery key",
    Part.CONTACTS: "The contacts key file",
}


@dataclass(frozen=True, slots=True)
class _Proof:
    """Which key of which set has opened the test answer."""

    keyset: bytes
    part: Part


@key_trial.get("/try")
@access(Access.ADMIN, again=True)
def ask() -> ResponseReturnValue:
    """A key file or the lines of the sheet, and the passphrase."""
    return _page()


def _page(errors: tuple[PageError, ...] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        has_keys = any(one.state != State.WITHDRAWN for one in keysets.all_sets(db))
    if not has_keys:
        errors = tuple(PageError("", one.text) for one in errors)
    return staff_page("try_key", folder="charity", errors=errors, status=status, has_keys=has_keys)


@key_trial.post("/try")
@access(Access.ADMIN)
def try_key() -> ResponseReturnValue:
    """Open a test answer, and note the day."""
    if not DoorForm(request.form).validate():
        return _page((PageError("", "Please press the button again."),), 400)
    chosen = request.files.get("key_file")
    file = chosen.read(MOST_BYTES) if chosen else b""
    data, error = brought(file, request.form.get("secret_lines", ""), "key_file", _WANTED)
    if error is not None:
        return _page((error,), 422)
    try:
        proof = _opened(unlocked(data, request.form.get("passphrase", "")))
    except KeyBusyError as fault:
        return _page((PageError("", str(fault)),), 503)
    except SheetLineError as fault:
        return _page((wrong_lines(fault),), 422)
    except (WrongPassphraseError, EnvelopeError):
        sentence = (
            "It did not open. Check the passphrase (capitals and spaces count), or choose the other file."
        )
        return _page((PageError("#passphrase", sentence),), 422)
    if proof is None:
        sentence = "This is a key, but not one of the keys in the guide. Bring the one that belongs to them."
        return _page((PageError("#key_file", sentence),), 422)
    return _kept(proof)


def _opened(secret: str) -> _Proof | None:
    """Lock a test answer with every set of keys, and open it. Raises EnvelopeError for what is no key."""
    with house().store.reading() as db:
        sets = [
            (one.id, keysets.public_keys(one)) for one in keysets.all_sets(db) if one.state != State.WITHDRAWN
        ]
    own = recipient_of(secret)
    for keyset, public in sets:
        part = _part(public, own)
        if part is not None and _opens(public, part, secret):
            return _Proof(keyset, part)
    return None


def _part(public: PublicKeys, own: str) -> Part | None:
    whose = {public.charity: Part.CHARITY, public.recovery: Part.RECOVERY}
    return Part.CONTACTS if own == public.contacts else whose.get(own)


def _opens(public: PublicKeys, part: Part, secret: str) -> bool:
    answer = house().random(32)
    if part is Part.CONTACTS:
        sealed = seal_slip(answer, public.contacts or "")
    else:
        sealed = seal_envelope(answer, (public.charity, public.recovery), _ANSWER_BYTES)
    return open_envelope(sealed, secret) == answer


def _kept(proof: _Proof) -> Response:
    try:
        with house().store.writing() as db:
            master_key, day = house().settings.master_key, today(house().clock())
            keysets.prove(db, proof.keyset, proof.part, today=day, master_key=master_key)
            note(db, "test answer opened", {"keys": proof.keyset.hex(), "with": proof.part.value})
    except KeysetChangedError:
        sentence = "Somebody changed these keys in the database. Restore a backup, and find out who it was."
        return _page((PageError("", sentence),), 422)
    return staff_page(
        "message",
        heading="The test answer was opened",
        paragraphs=(
            f"{NAMES[proof.part]} works. We wrote down the day.",
            "What you brought was used for this test, and forgotten. Take the stick or the sheet with you.",
        ),
        action=(GUIDE, "Go on with the guide"),
    )
