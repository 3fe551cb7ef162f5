"""Letters that are being made or are ready: the file, and the word that it is right."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.press_room import LETTERS, LONGEST_SECONDS, READY
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm
from survey_engine.web.handing_over import file_response, forget_held, held
from survey_engine.web.staff_sitting import seconds_now, staff_page

ready_letters = Blueprint("ready_letters", __name__, url_prefix="/charity/letters")
_AGAIN = ("/charity/letters", "Make letters")


@ready_letters.get("/ready")
@access(Access.ADMIN)
def ready() -> ResponseReturnValue:
    """Still being made, ready, refused, or gone."""
    found = held()
    if found is None:
        return _gone()
    wave, hospital = found.wave, found.hospital
    if found.bundle is None:
        seconds = seconds_now() - found.began
        if seconds > LONGEST_SECONDS:
            return _not_made("The work was interrupted. No code was made.")
        return staff_page("making", folder="charity", seconds=seconds, wave=wave, hospital=hospital)
    facts = found.bundle.facts
    if "refused" in facts:
        return _not_made(str(facts["refused"]))
    pairs = sorted((old, new) for new, old in facts["replaced"].items())
    return staff_page(
        "letters_ready", folder="charity", count=facts["count"], pairs=pairs, wave=wave, hospital=hospital
    )


@ready_letters.get(f"/{LETTERS}")
@access(Access.ADMIN)
def as_pdf() -> ResponseReturnValue:
    """The letters, to print."""
    found = held()
    if found is None:
        return _gone()
    if found.bundle is None or LETTERS not in found.bundle.files:
        return redirect(READY, 303)
    name = f"letters-{found.wave}-{found.hospital}.pdf"
    return file_response(found.bundle.files[LETTERS], name, "application/pdf")


@ready_letters.post("/right")
@access(Access.ADMIN)
def is_right() -> ResponseReturnValue:
    """The file was opened and is right: we forget it, and the codes in it."""
    found = held()
    if not DoorForm(request.form).validate() or (found is not None and found.bundle is None):
        return redirect(READY, 303)
    paragraphs = (
        "We no longer hold the file, nor any code. Print it on both sides, and delete it afterwards.",
        "Send the letters to the hospital in closed envelopes, with the sheet for its staff.",
        "The hospital checks deaths on the day it posts.",
    )
    response = _said("The letters are yours", *paragraphs, status=200)
    return forget_held(response, found)


def _said(heading: str, *paragraphs: str, status: int) -> Response:
    return staff_page("message", heading=heading, paragraphs=paragraphs, action=_AGAIN, status=status)


def _gone() -> Response:
    return _said(
        "There is no file",
        "We keep letters for one day, or until you say that they are right. "
        "Only your own account in your own browser can open them.",
        "If letters were made and you do not have them, stop them by their references and make new ones.",
        status=410,
    )


def _not_made(sentence: str) -> Response:
    return staff_page("not_made", folder="charity", sentence=sentence)


@ready_letters.post("/begin-again")
@access(Access.ADMIN)
def begin_again() -> ResponseReturnValue:
    """Forget what was not made. What still works on it finds that nobody waits, and then nothing counts."""
    if not DoorForm(request.form).validate():
        return redirect(READY, 303)
    return forget_held(redirect("/charity/letters", 303), held())
