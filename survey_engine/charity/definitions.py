"""Questionnaires: all versions, a new draft from a file, its text, and the end of a draft."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.definition_page import problem_lines, version_page
from survey_engine.charity.definition_shelf import (
    ADDRESS,
    LanguageLine,
    asked_in,
    every,
    held,
    language_lines,
)
from survey_engine.exchange.definition_upload import MOST_UPLOADED, UploadRefusedError, read_upload
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import UnknownQuestionnaireError
from survey_engine.questionnaire.naming_rules import ID
from survey_engine.questionnaire.problem import Problem
from survey_engine.records import definition_drafts
from survey_engine.records.definition_drafts import AlreadyPublishedError, problems_of
from survey_engine.records.staff import Role
from survey_engine.records.store import Session
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, note, staff_page

definitions = Blueprint("definitions", __name__, url_prefix=ADDRESS)
AGAIN: Final = "Please press the button again."
_AROUND_THE_FILE: Final = 64 * 1024  # of a form: its other fields
_LONGEST_TEXT: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of the list."""

    id: str
    version: int
    title: str
    stage: str
    address: str
    questions: int
    minutes: tuple[int, int]
    languages: list[LanguageLine]
    waves: list[str]
    errors: int


@definitions.get("")
@access(Access.OFFICE)
def listed() -> ResponseReturnValue:
    """Every version there is."""
    return _list()


def _list(
    *, errors: tuple[PageError, ...] = (), status: int = 200, problems: tuple[Problem, ...] = (),
    text: str = "", told: str = "",
) -> Response:  # fmt: skip
    with house().store.reading() as db:
        lines = [
            VersionLine(
                id=str(one.questionnaire.id),
                version=one.questionnaire.version,
                title=one.questionnaire.title,
                stage=one.stage.value,
                address=one.address,
                questions=sum(1 for _ in one.questionnaire.asked()),
                minutes=one.questionnaire.minutes,
                languages=language_lines(one.questionnaire),
                waves=asked_in(db, one.questionnaire),
                errors=len(one.errors),
            )
            for one in every(db)
        ]
    return staff_page(
        "definitions", folder="charity", errors=errors, status=status, lines=lines, told=told,
        problems=problem_lines(problems, text), is_admin=Role.ADMIN in me().roles, most=MOST_UPLOADED >> 20,
    )  # fmt: skip


@definitions.post("/upload")
@access(Access.ADMIN)
def upload() -> ResponseReturnValue:
    """Make a draft of a file."""
    request.max_content_length = MOST_UPLOADED + _AROUND_THE_FILE
    with closing(request):  # what was sent may lie in a temporary file
        return _taken_in()


def _taken_in() -> Response:
    if not DoorForm(request.form).validate():
        return _list(errors=(PageError("", AGAIN),), status=400)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _list(errors=(PageError("#file", "Choose a file."),), status=422)
    try:
        read = read_upload(file.filename, file.stream.read(MOST_UPLOADED + 1))
    except UploadRefusedError as error:
        return _list(errors=(PageError("#file", str(error)),), status=422)
    name = Path("the text that was made of your file" if read.is_made else Path(file.filename).name)
    found, problems = problems_of(name, read.text, house().settings.questionnaire_folders)
    if found is None:
        sentence = (
            "It makes no questionnaire yet, so nothing was kept. See below what to mend, and choose it again."
        )
        return _list(
            errors=(PageError("#file", sentence),), status=422, problems=tuple(problems), text=read.text
        )
    if sentence := _keep(found, read.text):
        return _list(errors=(PageError("#file", sentence),), status=422)
    with house().store.reading() as db:
        one = held(db, str(found.id), str(found.version))
        told = "It is kept as a draft. Nobody is asked it yet."
        return version_page(db, one, told=told, lost=read.lost)


def _keep(found: Questionnaire, text: str) -> str:
    """Keep a draft; why it cannot be, in a sentence."""
    name = f"{found.id} version {found.version}"
    another = f"Give your file the next version, such as `version: {found.version + 1}`."
    if not ID.fullmatch(found.id) or not 0 < found.version < 1000:
        return "Its id has small letters, digits and _ alone, and its version is a number up to 999. Mend it."
    try:
        house().catalogue.get(found.id, found.version)
    except UnknownQuestionnaireError:
        pass
    else:
        return f"{name} is there already. {another}"
    day = today(house().clock())
    try:
        with house().store.writing() as db:
            definition_drafts.keep_draft(db, found, text, me().email, day)
            details = {"id": found.id, "version": found.version, "content_hash": found.content_hash}
            note(db, "questionnaire draft kept", details)
    except AlreadyPublishedError:
        return f"{name} was published before. {another}"
    return ""


@definitions.get("/<name>/<version>")
@access(Access.OFFICE)
def show(name: str, version: str) -> ResponseReturnValue:
    """One version."""
    with house().store.reading() as db:
        return version_page(db, held(db, name, version))


@definitions.get("/<name>/<version>/text")
@access(Access.ADMIN)
def text(name: str, version: str) -> ResponseReturnValue:
    """The text of a draft, to change in the browser."""
    with house().store.reading() as db:
        one = held(db, name, version)
        if one.record is None:
            abort(404)
        return _text_page(one.address, one.record.text, tuple(one.problems))


def _text_page(
    address: str, typed: str, problems: tuple[Problem, ...], sentence: str = "", status: int = 200
) -> Response:
    return staff_page(
        "definition_text", folder="charity", address=address, typed=typed, status=status,
        problems=problem_lines(problems, typed), errors=[PageError("#text", sentence)] if sentence else [],
    )  # fmt: skip


@definitions.post("/<name>/<version>/text")
@access(Access.ADMIN)
def save_text(name: str, version: str) -> ResponseReturnValue:
    """Keep the text that was typed as the draft, and check it again."""
    request.max_content_length = request.max_form_memory_size = 2 * _LONGEST_TEXT
    is_ours = DoorForm(request.form).validate()
    typed = request.form.get("text", "").replace("\r\n", "\n")
    with house().store.reading() as db:
        one = held(db, name, version)
    if one.record is None:
        abort(404)
    if not is_ours:
        return _text_page(one.address, typed, (), AGAIN, 400)
    if typed == one.record.text:
        return redirect(one.address, 303)
    found, problems = problems_of(Path("the text"), typed, house().settings.questionnaire_folders)
    if found is None:
        sentence = "It makes no questionnaire like this, so it was not kept. See below what to mend."
        return _text_page(one.address, typed, tuple(problems), sentence, 422)
    if (found.id, found.version) != (one.questionnaire.id, one.questionnaire.version):
        sentence = (
            f"This is the page of {name} version {version}. Leave its id and version, or upload another file."
        )
        return _text_page(one.address, typed, tuple(problems), sentence, 422)
    if sentence := _keep(found, typed):
        return _text_page(one.address, typed, (), sentence, 422)
    return redirect(one.address, 303)


@definitions.post("/<name>/<version>/throw-away")
@access(Access.ADMIN, again=True)
def throw_away(name: str, version: str) -> ResponseReturnValue:
    """Delete a draft."""
    with house().store.reading() as db:
        one = held(db, name, version)
    if one.record is None:
        abort(404)
    if not DoorForm(request.form).validate():
        return _list(errors=(PageError("", AGAIN),), status=400)
    with house().store.writing() as db:
        _thrown(db, one.questionnaire)
    return _list(told=f"The draft {one.questionnaire.id} version {one.questionnaire.version} is deleted.")


def _thrown(db: Session, found: Questionnaire) -> None:
    if definition_drafts.throw_away(db, found.id, found.version):
        note(db, "questionnaire draft deleted", {"id": found.id, "version": found.version})
