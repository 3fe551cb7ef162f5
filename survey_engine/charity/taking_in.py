"""Taking in a release that was made on another computer: its manifest and its findings, and nothing else.

Where the wave knows no signing key, she compares the key of the manifest with her own list first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.analysis.policy import policy_of
from survey_engine.exchange.findings_files import FINDINGS, FINDINGS_PUBLIC
from survey_engine.exchange.manifest import MANIFEST
from survey_engine.exchange.release_upload import (
    FILES,
    MOST_BYTES,
    Awaited,
    ReleaseFileError,
    SentRelease,
    read_release,
)
from survey_engine.records import closing, releases, waves
from survey_engine.records.releases import Released, ReleaseRefusedError
from survey_engine.records.store import Session
from survey_engine.records.waves import RecipientsChangedError, State
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import Bundle, forget_held, give_ticket, held, keep_bundle, new_ticket
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import note, staff_page
from survey_engine.web.uploads import read_posted

ADDRESS: Final = "/charity/opening/release"
COOKIE: Final = "release"
SHORT: Final = 16  # characters of a key in base64: 96 bits, more than anybody can imitate
taking_in = Blueprint("taking_in", __name__, url_prefix=ADDRESS)

_COMPARE: Final = f"{ADDRESS}/key"
_BOXES: Final = {MANIFEST: "manifest", FINDINGS: "findings", FINDINGS_PUBLIC: "findings_public"}
_AGAIN: Final = PageError("", "Please press the button again.")
_CHANGED: Final = "Somebody changed the keys of this wave. Tell whoever runs the server, and take nothing in."


def awaited(db: Session) -> list[str]:
    """The waves whose release is not here yet, the last one first."""
    known = {one.wave for one in releases.all_released(db) if one.findings}
    found = [
        one
        for one in waves.list_waves(db)
        if one.state in (State.CLOSED, State.PURGED) and not waves.is_pilot(one) and one.id not in known
    ]
    return [one.id for one in sorted(found, key=lambda one: one.closes_on, reverse=True)]


@taking_in.url_value_preprocessor
def _allow_large(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Only here may a form be as large as three files, also where the password is asked for first."""
    if endpoint == "taking_in.take":
        request.max_content_length = MOST_BYTES


@taking_in.get("")
@access(Access.ANALYST, again=True)
def ask() -> ResponseReturnValue:
    """Which wave, and its three files."""
    return _asked()


def _asked(errors: Sequence[PageError] = (), status: int = 200, wave: str = "") -> Response:
    with house().store.reading() as db:
        offered = awaited(db)
    # Where there is no form, or no choice of a wave, there is no control to lead to.
    has_control = {f"#{box}" for box in _BOXES.values()} if offered else set[str]()
    has_control |= {"#wave"} if len(offered) > 1 else set()
    linked = [one if one.href in has_control else PageError("", one.text) for one in errors]
    files = [(_BOXES[name], name) for name in FILES]
    return staff_page(
        "release_take_in",
        folder="charity",
        errors=linked,
        status=status,
        waves=offered,
        wave=wave,
        files=files,
    )


@taking_in.post("")
@access(Access.ANALYST, again=True)
def take() -> ResponseReturnValue:
    """Check the three files, and enter them in the ledger; or first show the key that signed them."""
    posted = read_posted(MOST_BYTES)
    wave = posted.fields.get("wave", "")
    if not DoorForm(posted.fields).validate():
        return _asked([_AGAIN], 400, wave)
    with house().store.reading() as db:
        errors = [] if wave in awaited(db) else [PageError("#wave", "Choose a wave.")]
    files = {name: posted.files.get(box, b"") for name, box in _BOXES.items()}
    errors += [
        PageError(f"#{_BOXES[name]}", f"Choose the file {name} of the bundle.")
        for name in FILES
        if not files[name]
    ]
    if errors:
        return _asked(errors, 422, wave)
    try:
        sent = _checked(wave, files)
        if sent.is_known_key:
            return _entered(wave, sent)
    except ReleaseFileError as error:
        return _asked([PageError(f"#{_BOXES[error.file]}", str(error))], 422, wave)
    except (ReleaseRefusedError, RecipientsChangedError) as error:
        return _asked([PageError("", _said(error))], 409, wave)
    ticket = new_ticket()
    with house().store.writing() as db:
        keep_bundle(db, ticket, "", wave, Bundle({}, files))
    return give_ticket(redirect(_COMPARE, 303), ticket, COOKIE)


def _said(error: Exception) -> str:
    return _CHANGED if isinstance(error, RecipientsChangedError) else str(error)


def _checked(wave: str, files: dict[str, bytes]) -> SentRelease:
    """What was sent, if it fits. Raises ReleaseFileError, RecipientsChangedError."""
    with house().store.reading() as db:
        record = waves.wave(db, wave)
        waves.demand_intact(record, house().settings.master_key)
        tallies = closing.tallies(db, wave)
        asked = house().catalogue.get(record.questionnaire, record.version, short=record.short_form)
        expected = Awaited(
            wave=wave,
            questionnaire=record.questionnaire,
            version=record.version,
            definition_hash=asked.content_hash,
            policy=policy_of(asked).version,
            fingerprint=tallies[0].digest if tallies else "",
            hospitals={one.hospital for one in tallies},
            signing_keys=waves.signing_keys(record),
        )
    return read_release(files, expected)


def _entered(wave: str, sent: SentRelease) -> Response:
    """Enter it in the ledger. Raises ReleaseRefusedError."""
    day, texts = today(house().clock()), sent.texts
    manifest = json.loads(texts[MANIFEST])
    release = Released(
        wave, sent.shape, manifest["policy"], manifest["envelopes"]["digest_at_close"], day,
        texts[MANIFEST], texts[FINDINGS], texts[FINDINGS_PUBLIC],
    )  # fmt: skip
    checked = "a signing key of the wave" if sent.is_known_key else "compared by eye: the wave knows no key"
    with house().store.writing() as db:
        releases.record_release(db, release)
        details = {"wave": wave, "rows": sent.shape, "signed by": sent.signed_by, "key": checked}
        note(db, "release taken in", details)
    return staff_page(
        "message",
        heading="The release is in",
        paragraphs=(
            f"Wave {wave}: {sent.hospitals} hospitals, about {sent.responses} answers.",
            "The files fit each other and the wave.",
            "Reports, results and pledges are now made from it. A release stays as it is.",
        ),
        action=("/charity/results", "Go to the results"),
    )


@taking_in.get("/key")
@access(Access.ANALYST)
def compare() -> ResponseReturnValue:
    """The key that signed the files, to be compared with the charity's own list."""
    return _comparing()


def _comparing(errors: Sequence[PageError] = (), status: int = 200) -> Response:
    found = held(COOKIE)
    if found is None or found.bundle is None:
        return redirect(ADDRESS, 303)
    key = str(json.loads(found.bundle.files[MANIFEST])["public_key"])
    with house().store.reading() as db:
        before = [one.wave for one in releases.all_released(db) if _signed_by(one) == key]
    return staff_page(
        "release_key", folder="charity", errors=errors, status=status, wave=found.wave, short=key[:SHORT],
        rest=key[SHORT:], before=before,
    )  # fmt: skip


def _signed_by(release: Released) -> str:
    return str(json.loads(release.manifest).get("public_key", "")) if release.manifest else ""


@taking_in.post("/key")
@access(Access.ANALYST, again=True)
def decide() -> ResponseReturnValue:
    """She has compared the key: it is the charity's, or it is not."""
    found, action = held(COOKIE), request.form.get("action", "")
    if not DoorForm(request.form).validate() or action not in ("same", "other"):
        return _comparing([_AGAIN], 400)
    if found is None or found.bundle is None:
        return redirect(ADDRESS, 303)
    if action == "other":
        with house().store.writing() as db:
            note(db, "release refused", {"wave": found.wave, "reason": "signed with a key that is not known"})
        return forget_held(redirect("/charity/opening", 303), found, COOKIE)
    try:
        page = _entered(found.wave, _checked(found.wave, dict(found.bundle.files)))
    except (ReleaseFileError, ReleaseRefusedError, RecipientsChangedError) as error:
        page = _asked([PageError("", _said(error))], 409, found.wave)
    return forget_held(page, found, COOKIE)
