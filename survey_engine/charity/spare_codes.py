"""Spare codes: ordinary codes of a hospital, for forms that came without theirs. Few, and shown once."""

from __future__ import annotations

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.charity.desk import desk_blueprint
from survey_engine.charity.entry_home import AGAIN, open_for_forms
from survey_engine.records import hospitals, invitations, waves
from survey_engine.records.spare import EVENT, spare_codes_made
from survey_engine.sealing.codes import show_code
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import note, staff_page

spare_codes = desk_blueprint("spare_codes")

MOST: Final = 10  # of one hospital in one wave


class SpareForm(DoorForm):
    """For which survey and hospital, and how many."""

    wave = StringField()
    hospital = StringField()
    count = StringField()


@spare_codes.get("/spare")
@access(Access.ENTRY, again=True)
def ask() -> ResponseReturnValue:
    """For which hospital, and how many."""
    return _ask(SpareForm())


def _ask(form: SpareForm, errors: tuple[PageError, ...] = (), status: int = 200) -> Response:
    with house().store.reading() as db:
        found = [one.id for one in open_for_forms(db)]
        places = [(one.id, one.name) for one in hospitals.list_hospitals(db)]
    shown = [one if one.href != "#wave" or len(found) > 1 else PageError("", one.text) for one in errors]
    if not found:  # the page has no form then
        shown = [PageError("", one.text) for one in errors]
    return staff_page(
        "spare", folder="charity", errors=shown, status=status, waves=found, hospitals=places, form=form,
        most=MOST, codes=(),
    )  # fmt: skip


@spare_codes.post("/spare")
@access(Access.ENTRY, again=True)
def make() -> ResponseReturnValue:
    """Make the codes and show them, this once."""
    form = SpareForm(request.form)
    if not form.validate():
        return _ask(form, (AGAIN,), 400)
    with house().store.reading() as db:
        found = {one.id: one for one in open_for_forms(db)}
        wave = found.get(form.wave.data or "")
        hospital = next((one for one in hospitals.list_hospitals(db) if one.id == form.hospital.data), None)
        left = MOST - spare_codes_made(db, wave.id, hospital.id) if wave and hospital else MOST
    errors = _problems(form, has_wave=wave is not None, has_hospital=hospital is not None, left=left)
    if errors or wave is None or hospital is None:
        return _ask(form, errors, 422)
    count = int(form.count.data or "")
    pepper = waves.pepper(wave, house().settings.master_key)
    drawn = invitations.draw(wave.symbol or "", wave.id, count, pepper, house().random)
    with house().store.writing() as db:
        made = invitations.store(db, wave.id, hospital.id, drawn, house().random)
        note(db, EVENT, {"wave": wave.id, "hospital": hospital.id, "count": count})
    return staff_page(
        "spare", folder="charity", waves=list(found), hospitals=[], form=form, most=MOST,
        codes=[show_code(one.code) for one in made], hospital_name=hospital.name,
    )  # fmt: skip


def _problems(form: SpareForm, *, has_wave: bool, has_hospital: bool, left: int) -> tuple[PageError, ...]:
    found = []
    if not has_wave:
        found.append(PageError("#wave", "Choose a survey."))
    if not has_hospital:
        found.append(PageError("#hospital", "Choose the hospital that the form names."))
    typed = (form.count.data or "").strip()
    if left < 1:
        sentence = f"{MOST} spare codes of this hospital were made already. Ask an admin for ordinary ones."
        found.append(PageError("#count", sentence))
    elif not (typed.isdecimal() and 1 <= int(typed) <= left):
        found.append(PageError("#count", f"Write how many codes, from 1 to {left}."))
    return tuple(found)
