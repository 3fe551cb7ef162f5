"""Facts about the service: a form that the hospital's lead fills in, in as many sittings as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.hospital.home import own_hospital
from survey_engine.questionnaire.answers import Reading, Value, kept_entry, read_answer
from survey_engine.questionnaire.definition import Question, QuestionId, Questionnaire
from survey_engine.records import hospitals, site_facts
from survey_engine.records.site_facts import ChangedMeanwhileError, SiteFacts
from survey_engine.web.access import Access, access
from survey_engine.web.fields import QuestionView, view_of
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.site_form import fact_parts, form_to_fill, named, saved_facts, version_of
from survey_engine.web.staff_sitting import me, note, staff_page

facts_door = Blueprint("site_facts", __name__, url_prefix="/hospital/site-facts")
_ADDRESS = "/hospital/site-facts"


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before her: the form in her hospital's name, and what was saved of it this year."""

    form: Questionnaire
    hospital: str
    saved: SiteFacts | None

    @property
    def mark(self) -> str:
        """The mark of what was saved; empty for nothing."""
        return self.saved.mark if self.saved else ""


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the form as the template draws it."""

    title: str
    intro: str
    questions: tuple[QuestionView, ...]


@facts_door.get("/saved", endpoint="just_saved")
@facts_door.get("")
@access(Access.HOSPITAL)
def show() -> ResponseReturnValue:
    """The form with what was saved of it this year; after Save, at an address of its own, it says so."""
    desk = _desk()
    return _drawn(desk, _mended(desk)) if desk else _no_form()


def _desk() -> Desk | None:
    with house().store.reading() as db:
        form = form_to_fill(db)
        if form is None:
            return None
        name = hospitals.hospital(db, own_hospital()).name
        return Desk(named(form, name), name, site_facts.find(db, own_hospital(), form.id, _year()))


def _year() -> int:
    return today(house().clock()).year


def _no_form() -> Response:
    words = ("The charity has not put out this form yet. There is nothing for you to do.",)
    return staff_page(
        "message", heading="Facts about your service", paragraphs=words, action=("/hospital", "Go back")
    )


def _drawn(
    desk: Desk,
    readings: Mapping[QuestionId, Reading],
    *,
    typed: Mapping[QuestionId, Reading] | None = None,
    errors: tuple[PageError, ...] = (),
    status: int = 200,
) -> Response:
    """The form. `typed`: draw this in place of what was saved; `errors` come before those of questions."""
    saved = desk.saved
    parts = tuple(
        PartView(
            section.title,
            section.intro,
            tuple(
                _view(question, saved, readings, typed)
                for page in section.pages
                for question in page.questions
            ),
        )
        for section in desk.form.sections
    )
    views = (one for part in parts for one in part.questions)
    wrong = tuple(PageError(one.error_href, one.error) for one in views if one.error)
    return staff_page(
        "site_facts",
        folder="hospital",
        status=status,
        errors=(*errors, *wrong),
        title=desk.form.title,
        parts=parts,
        year=_year(),
        mark=desk.mark,
        saved=saved_facts(desk.form, saved) if saved else None,
        just_saved=request.path.endswith("/saved") or (request.method == "POST" and not errors),
    )


def _view(
    question: Question,
    saved: SiteFacts | None,
    readings: Mapping[QuestionId, Reading],
    typed: Mapping[QuestionId, Reading] | None,
) -> QuestionView:
    """One question; what is wrong with it names it, for the list of problems holds many of this page."""
    view = _plain_view(question, saved, readings, typed)
    return replace(view, error=f"{question.short_title}: {view.error}") if view.error else view


def _plain_view(
    question: Question,
    saved: SiteFacts | None,
    readings: Mapping[QuestionId, Reading],
    typed: Mapping[QuestionId, Reading] | None,
) -> QuestionView:
    if typed is not None:
        entered = typed[question.id]
        return view_of(question, entered.value, entered.raw if entered.fault else None, entered)
    answers, kept = (saved.answers, saved.typed) if saved else ({}, {})
    return view_of(question, answers.get(question.id), kept.get(question.id), readings.get(question.id))


def _mended(desk: Desk) -> dict[QuestionId, Reading]:
    """What is still wrong with entries that were kept though they cannot be taken."""
    kept = desk.saved.typed if desk.saved else {}
    questions = (question for question in desk.form.asked() if question.id in kept)
    return {one.id: read_answer(one, kept[one.id], latest=today(house().clock())) for one in questions}


@facts_door.post("")
@access(Access.HOSPITAL)
def save() -> ResponseReturnValue:
    """Keep what was entered, whatever of it cannot be taken yet."""
    desk = _desk()
    if desk is None:
        return _no_form()
    entered = dict(_entered(desk.form))
    if not DoorForm(request.form).validate():
        again = PageError("", "Please press the button again.")
        return _drawn(desk, {}, typed=entered, errors=(again,), status=400)
    try:
        _keep(desk, entered, cleared=request.form.get("action", "").removeprefix("clear:"))
    except ChangedMeanwhileError:
        return _look_first(entered)
    wrong = {name: one for name, one in entered.items() if one.fault}
    if wrong and not request.form.get("action", "").startswith("clear:"):
        return _drawn(_desk() or desk, wrong, status=422)
    return redirect(f"{_ADDRESS}/saved", 303)


def _entered(form: Questionnaire) -> Iterator[tuple[QuestionId, Reading]]:
    latest = today(house().clock())
    for question in form.asked():
        yield question.id, read_answer(question, request.form.getlist(question.id), latest=latest)


def _keep(desk: Desk, entered: Mapping[QuestionId, Reading], *, cleared: str) -> None:
    """Save it, and say in the audit chain who did so and how many questions have an answer."""
    questions = {question.id: question for question in desk.form.asked()}
    left = {name: one for name, one in entered.items() if name != cleared}
    answers: dict[QuestionId, Value] = {name: one.value for name, one in left.items() if one.value}
    kept = {name: kept_entry(questions[name], one.raw) for name, one in left.items() if one.fault}
    facts = SiteFacts(
        hospital=own_hospital(),
        year=_year(),
        version=desk.form.version,
        answers=answers,
        typed={name: entry for name, entry in kept.items() if entry},
        saved_by=me().email,
        saved_on=today(house().clock()),
    )
    with house().store.writing() as db:
        site_facts.save(db, desk.form.id, facts, before=request.form.get("mark", ""))
        details = {"hospital": facts.hospital, "year": facts.year, "answers": len(answers)}
        note(db, "site facts saved", details)


def _look_first(entered: Mapping[QuestionId, Reading]) -> Response:
    """Somebody else saved the form meanwhile: what she typed stays, and nothing is written over yet."""
    desk = _desk()
    if desk is None:
        return _no_form()
    who = f"{desk.saved.saved_by} has" if desk.saved else "Somebody has"
    sentence = (
        f"{who} saved this form since you opened it. Your answers are below, and are not saved yet. "
        "Press Save to keep yours in place of theirs."
    )
    return _drawn(desk, {}, typed=entered, errors=(PageError("", sentence),), status=409)


@facts_door.get("/print")
@access(Access.HOSPITAL)
def printed() -> ResponseReturnValue:
    """What was saved, year by year, to read or to print."""
    with house().store.reading() as db:
        form = form_to_fill(db)
        if form is None:
            return _no_form()
        name = hospitals.hospital(db, own_hospital()).name
        found = site_facts.every(db, form.id, own_hospital())
    wanted = request.args.get("year", "")
    chosen = next((one for one in found if str(one.year) == wanted), found[0] if found else None)
    shown = named(version_of(form, chosen) if chosen else form, name)
    return staff_page(
        "site_facts",
        folder="office",
        title=shown.title,
        parts=fact_parts(shown, chosen),
        saved=saved_facts(shown, chosen) if chosen else None,
        years=[one.year for one in found if one is not chosen],
        address=f"{_ADDRESS}/print?year=",
        back=(_ADDRESS, "Fill in the form"),
    )
