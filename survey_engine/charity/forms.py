"""The code of a form, or of a caller's letter, and the consent: without them nothing is keyed."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from survey_engine.charity.batch import Batch, Form, NoFormError, keep_batch, lay_on_desk, the_batch
from survey_engine.charity.desk import begin_keying, desk_blueprint
from survey_engine.charity.keying_screens import onward_url
from survey_engine.questionnaire.answers import clean_text
from survey_engine.records import batches, waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Posting, WaveClosedError
from survey_engine.sealing.codes import CodeError, read_code
from survey_engine.sealing.keys import derive_entry_keys
from survey_engine.web.access import Access, access
from survey_engine.web.arriving import AlreadySentError, Arrival, UnknownCodeError, arrive
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.lanes import Lane
from survey_engine.web.staff_sitting import staff_page
from survey_engine.web.words import code_fault_text

forms = desk_blueprint("forms")

UNKNOWN = (
    "No letter has this code, or it was stopped. Look at each group again. If it is right, put the form "
    "aside: it cannot be counted."
)
USED = "Answers with this code are in already. This form is not counted again: destroy it with its strip."
NO_CONSENT = (
    "Without a tick in the consent box nobody may use these answers. If it is ticked, tick this box. "
    "If it is not, put the form aside: nothing of it is kept."
)
NO_YES = "Go on only if they said yes. If they said no, thank them: nothing is kept."
OTHER_SURVEY = "This code is of another survey. Begin a batch of that survey for it."


class FormForm(DoorForm):
    """What begins a form."""

    code = StringField()
    consent = BooleanField()
    language = StringField()


class OtherWaveError(Exception):
    """The code belongs to another wave than the batch."""


@forms.get("/form")
@access(Access.ENTRY)
def ask_code() -> ResponseReturnValue:
    """The code box, with how many forms are done."""
    return _ask(the_batch())


def _ask(
    batch: Batch, errors: tuple[PageError, ...] = (), status: int = 200, form: FormForm | None = None
) -> Response:
    offered = [house().languages[code] for code in house().languages.offered]
    told = batch.told if not errors else ""
    code, agreed = ((form.code.data or "")[:60], form.consent.data) if form else ("", False)
    with house().store.reading() as db:
        is_merged = waves.wave(db, batch.wave).posting == Posting.MERGE
    return staff_page(
        "call_code" if batch.is_telephone else "form_code", folder="charity", errors=errors, status=status,
        batch=batch, code=code, agreed=agreed,
        offered=offered, chosen=(form.language.data if form else "") or offered[0].code, told=told,
        is_merged=is_merged,
    )  # fmt: skip


@forms.post("/form")
@access(Access.ENTRY)
def take_code() -> ResponseReturnValue:
    """Find the form's invitation by its code, and lay it on the desk."""
    batch, form = the_batch(), FormForm(request.form)
    if not form.validate():
        return _ask(batch, (PageError("", "Please press the button again."),), 400, form)
    if not form.consent.data:
        sentence = NO_YES if batch.is_telephone else NO_CONSENT
        return _ask(batch, (PageError("#consent", sentence),), 422, form)
    try:
        arrival = arrive(read_code(clean_text(form.code.data or "")[:60]), lambda wave: _admit(wave, batch))
    except CodeError as error:
        sentence = code_fault_text(error)
    except UnknownCodeError:
        sentence = UNKNOWN
    except AlreadySentError:
        sentence = USED
    except OtherWaveError:
        sentence = OTHER_SURVEY
    else:
        return _lay_down(batch, arrival, form)
    return _ask(batch, (PageError("#code", sentence),), 422, form)


def _admit(wave: WaveRecord, batch: Batch) -> None:
    if wave.id != batch.wave:
        raise OtherWaveError
    if not batches.takes_forms(wave, house().clock()):
        raise WaveClosedError(f"wave {wave.id} takes no more forms")


def _lay_down(batch: Batch, arrival: Arrival, form: FormForm) -> ResponseReturnValue:
    with house().lanes.slot(Lane.TYPED):
        keys = derive_entry_keys(batch.name + batch.secret, arrival.keys.entry_salt, arrival.wave)
    found = Form(
        lookup=arrival.keys.lookup.hex(),
        nullifier=arrival.keys.nullifier.hex(),
        hospital=arrival.hospital,
        first_id=keys.first.draft_id.hex(),
        first_key=keys.first.draft_key.hex(),
        second_id=keys.second.draft_id.hex(),
        second_key=keys.second.draft_key.hex(),
    )
    return _begin(replace(batch, form=found, told=""), form)


def _begin(batch: Batch, form: FormForm) -> ResponseReturnValue:
    """Begin the keying, or go on with it."""
    lay_on_desk(batch)
    offered = house().languages.offered
    language = form.language.data if form.language.data in offered else offered[0]
    try:
        desk = begin_keying(language)
    except NoFormError:
        sentence = "This form was not keyed a first time in this batch. Look at which slip lies on it."
        return _ask(batch, (PageError("#code", sentence),), 422, form)
    if desk.keying.is_finished and not batch.is_second:
        sentence = "This form is keyed, and waits for its second keying."
        return _ask(batch, (PageError("#code", sentence),), 422, form)
    return keep_batch(redirect(onward_url(desk), 303), batch)
