"""Publishing a version in the browser: one person proposes, another agrees."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.definition_page import version_page, what_blocks
from survey_engine.charity.definition_shelf import ADDRESS, Held, held
from survey_engine.records import definition_drafts, staff
from survey_engine.records.definition_drafts import Accepted, NotTheSecondError, UnknownDraftError
from survey_engine.records.publishing import PublishedChangedError
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, note

publishing_definitions = Blueprint("publishing_definitions", __name__, url_prefix=ADDRESS)
_CHANGED: Final = "The draft has changed since you opened this page. Look at it again."
_LONGEST_WHY: Final = 500


def _found(name: str, version: str) -> tuple[Held, str]:
    """The draft, and what is wrong with the form that was posted for it; empty for nothing."""
    with house().store.reading() as db:
        one = held(db, name, version)
    if not DoorForm(request.form).validate():
        return one, "Please press the button again."
    if one.record is None or request.form.get("content_hash") != one.record.content_hash:
        return one, _CHANGED
    return one, ""


def _page(one: Held, *errors: PageError, told: str = "", whys: tuple[str, ...] = ()) -> Response:
    with house().store.reading() as db:
        fresh = held(db, str(one.questionnaire.id), str(one.questionnaire.version))
        status = 422 if errors else 200
        return version_page(db, fresh, errors=errors, status=status, told=told, whys=whys)


@publishing_definitions.post("/<name>/<version>/propose")
@access(Access.ADMIN, again=True)
def propose(name: str, version: str) -> ResponseReturnValue:
    """Ask that the draft be published, with a word on each warning."""
    one, sentence = _found(name, version)
    sentence = sentence or what_blocks(one)
    if sentence:
        return _page(one, PageError("", sentence))
    whys = tuple(
        request.form.get(f"why-{number}", "").strip()[:_LONGEST_WHY]
        for number in range(1, len(one.warnings) + 1)
    )
    faults = [
        PageError(f"#why-{number}", f"Warning {number}: write why it may stay, or mend it.")
        for number, why in enumerate(whys, 1)
        if not any(letter.isalpha() for letter in why)
    ]
    if faults:
        return _page(one, *faults, whys=whys)
    accepted = [
        Accepted(f"Line {each.line}: {each.text}", why) for each, why in zip(one.warnings, whys, strict=True)
    ]
    try:
        with house().store.writing() as db:
            definition_drafts.propose(db, one.questionnaire, me().email, accepted)
            note(db, "questionnaire proposed", {**_details(one), "warnings_accepted": list(whys)})
    except UnknownDraftError:
        return _page(one, PageError("", _CHANGED))
    return _page(one, told="It is proposed. Another person must now look at it and agree.")


@publishing_definitions.post("/<name>/<version>/withdraw")
@access(Access.ADMIN)
def withdraw(name: str, version: str) -> ResponseReturnValue:
    """Take a proposal back."""
    one, sentence = _found(name, version)
    if sentence:
        return _page(one, PageError("", sentence))
    try:
        with house().store.writing() as db:
            definition_drafts.withdraw(db, one.questionnaire)
            note(db, "questionnaire proposal taken back", _details(one))
    except UnknownDraftError:
        return _page(one, PageError("", _CHANGED))
    return redirect(one.address, 303)


@publishing_definitions.post("/<name>/<version>/agree")
@access(Access.OFFICE, again=True)
def agree(name: str, version: str) -> ResponseReturnValue:
    """Publish the draft, as the second person: from now on it never changes."""
    one, sentence = _found(name, version)
    sentence = sentence or what_blocks(one)
    if sentence:
        return _page(one, PageError("", sentence))
    if request.form.get("seen") != "yes":
        return _page(one, PageError("#seen", "Tick that you have looked at it, then agree."))
    try:
        with house().store.writing() as db:
            person = staff.by_id(db, me().staff)
            assert person is not None  # noqa: S101 - she is signed in
            proposer = definition_drafts.agree(db, one.questionnaire, person, today(house().clock()))
            note(db, "questionnaire published", {**_details(one), "proposed_by": proposer})
    except NotTheSecondError as error:
        return _page(one, PageError("", str(error)))
    except (UnknownDraftError, PublishedChangedError):
        return _page(one, PageError("", _CHANGED))
    return _page(one, told="It is published and frozen. A wave can be opened with it now.")


def _details(one: Held) -> dict[str, object]:
    found = one.questionnaire
    return {"id": found.id, "version": found.version, "content_hash": found.content_hash}
