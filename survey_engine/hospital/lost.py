"""Lost letters, under mail merge: each is stopped and a new one made, and nobody looks who answered."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.hospital.handing_over import bundle_of, drawn_beside_patients
from survey_engine.hospital.home import asks_staff, is_merged, open_waves, own_hospital, unticked
from survey_engine.hospital.letters import READY
from survey_engine.records import invitations, replacing, waves
from survey_engine.records.replacing import Letter
from survey_engine.records.store import Session
from survey_engine.records.waves import Posting
from survey_engine.web.access import Access, access
from survey_engine.web.forms import PageError
from survey_engine.web.handing_over import give_ticket, held, keep_bundle, new_ticket
from survey_engine.web.house import house
from survey_engine.web.lost_letters import MOST_REFS, Lost, LostListError, RefsForm, read_lost, refs_in
from survey_engine.web.staff_sitting import note, staff_page

lost_letters = Blueprint("lost_letters", __name__, url_prefix="/hospital/replace")


@lost_letters.get("")
@access(Access.HOSPITAL, again=True)
def ask() -> ResponseReturnValue:
    """Which letters were lost, or why nothing can be replaced here."""
    return _asked("", ())


def _asked(typed: str, errors: tuple[PageError, ...], status: int = 200) -> Response:
    with house().store.reading() as db:
        is_open = any(is_merged(one) for one in open_waves(db))
        sealed = any(one.posting == Posting.SEALED and not asks_staff(one) for one in open_waves(db))
        waiting = len(unticked(db))
    has_form = is_open and not waiting
    linked = [one if has_form else PageError("", one.text) for one in errors]
    return staff_page(
        "replace", folder="hospital", errors=linked, status=status, refs=typed,
        open=is_open, sealed=sealed, waiting=waiting, most=MOST_REFS, has_file=held() is not None,
    )  # fmt: skip


@lost_letters.post("")
@access(Access.HOSPITAL, again=True)
def replace() -> ResponseReturnValue:
    """Stop every letter of the list and make one new code for each; or none of them."""
    form = RefsForm(request.form)
    typed = form.refs.data or ""
    if not form.validate():
        return _asked(typed, (PageError("#refs", "Please press the button again."),), 400)
    with house().store.reading() as db:
        if unticked(db):
            sentence = "First tick off the letters of people who asked that nobody writes to them again."
            return _asked(typed, (PageError("", sentence),), 422)
        try:
            lost = read_lost(db, refs_in(typed), _own(db))
        except LostListError as error:
            return _asked(typed, (PageError("#refs", str(error)),), 422)
    return _hand_over(lost)


def _own(db: Session) -> Callable[[Letter], bool]:
    merged = {one.id for one in open_waves(db) if is_merged(one)}

    def takes(letter: Letter) -> bool:
        return letter.hospital == own_hospital() and letter.wave in merged

    return takes


def _hand_over(lost: Lost) -> Response:
    with house().store.reading() as db:
        wave = waves.wave(db, lost.wave)
        drawn = drawn_beside_patients(wave, len(lost.refs))
        named = invitations.name(db, lost.hospital, drawn, house().random)
    ticket = new_ticket()
    with house().store.writing() as db:
        old = replacing.replace_letters(db, lost.wave, lost.hospital, lost.refs, named)
        keep_bundle(db, ticket, lost.hospital, lost.wave, bundle_of(invitations.to_hand_out(named), old))
        note(db, "letters replaced", {"wave": lost.wave, "hospital": lost.hospital, "count": len(old)})
    return give_ticket(redirect(READY, 303), ticket)
