"""The papers for a hospital, as both the hospital and the charity get them, on a screen and as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import make_response, request
from werkzeug.wrappers import Response

from survey_engine.exchange.approval_sheet import approval_sheet
from survey_engine.exchange.controller_texts import controller_texts
from survey_engine.exchange.paper import Look, PaperError
from survey_engine.exchange.paper_facts import PaperFacts, missing_entries
from survey_engine.exchange.poster import MOST_ASK, PosterPaper, contents, poster
from survey_engine.exchange.sheet import Sheet, sheet_pdf, sheet_word
from survey_engine.questionnaire.definition import AnsweredBy
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import contacts, hospitals, waves
from survey_engine.records.drafts import GRACE_DAYS
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.settings import Configuration
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page
from survey_engine.web.translations import ENGLISH, Language

PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEETS: Final[dict[str, Callable[[PaperFacts], Sheet]]] = {
    "approval-sheet": approval_sheet,
    "controller-texts": controller_texts,
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Whose papers they are, under which address they stand, and where "Go back" leads."""

    hospital: str
    prefix: str
    back: tuple[str, str]


def paper_facts(
    db: Session, settings: Configuration, catalogue: Catalogue, hospital: str, wave: str | None = None
) -> PaperFacts:
    """What the papers of a hospital are filled from: `wave`, or the latest open survey of patients.

    Raises UnknownHospitalError, UnknownWaveError.
    """
    name = hospitals.hospital(db, hospital).name
    found = waves.wave(db, wave) if wave else _latest(db, catalogue)
    facts = PaperFacts(
        hospital=name,
        organisation=settings.organisation,
        address=settings.base_url,
        web_opening=settings.web_opening,
        grace_days=GRACE_DAYS,
        slip_weeks=contacts.KEPT_WEEKS,
    )
    if found is None:
        return facts
    return PaperFacts(
        hospital=name,
        organisation=settings.organisation,
        address=settings.base_url,
        posting=found.posting if found.posting != waves.Posting.PILOT else "",
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        web_opening=settings.web_opening,
        grace_days=GRACE_DAYS,
        entry_days=(found.entry_until - found.closes_on).days,
        slip_weeks=contacts.KEPT_WEEKS,
    )


def _latest(db: Session, catalogue: Catalogue) -> WaveRecord | None:
    """The survey of patients that opens last of those under way; pilots and surveys of staff are none."""
    under_way = [
        one for one in waves.list_waves(db) if one.state in waves.TAKING_ANSWERS and not waves.is_pilot(one)
    ]
    of_patients = (
        one
        for one in under_way
        if catalogue.get(one.questionnaire, one.version).answered_by is AnsweredBy.PATIENTS
    )
    return max(of_patients, key=lambda one: one.opens_on, default=None)


def missing_words(language: Language, facts: PaperFacts) -> int:
    """How many texts of the poster are not in a language; none in English."""
    missed = set()

    def note(text: str, /, **values: object) -> str:
        said = language.translate(text)
        if said == text and language.code != ENGLISH:
            missed.add(text)
        return said % values if values else said

    contents(facts, Look(language.code, language.direction), PosterPaper.A4, "", note)
    return len(missed)


def look_of(language: Language) -> Look:
    """A language's direction, and whether nobody has yet checked its words."""
    return Look(
        language.code,
        language.direction,
        is_draft=language.code != ENGLISH and language.is_draft,
    )


def _facts(hospital: str) -> PaperFacts:
    with house().store.reading() as db:
        return paper_facts(db, house().settings, house().catalogue, hospital)


def shelf_page(shelf: Shelf) -> Response:
    """Every paper there is for a hospital, and what they still lack."""
    facts = _facts(shelf.hospital)
    offered = [house().languages[code] for code in house().languages.offered]
    return staff_page(
        "papers",
        folder="office",
        hospital_name=facts.hospital,
        prefix=shelf.prefix,
        back=shelf.back,
        missing=missing_entries(facts.organisation),
        has_wave=facts.closes_on is not None,
        most_ask=MOST_ASK,
        languages_whole=[
            (one.code, one.name, one.direction) for one in offered if not missing_words(one, facts)
        ],
    )


def sheet_page(shelf: Shelf, name: str) -> Response:
    """One of SHEETS, to read, to print or to copy from."""
    endings = {"approval-sheet": ("pdf", "PDF"), "controller-texts": ("docx", "Word")}
    return staff_page(
        "sheet",
        folder="office",
        sheet=SHEETS[name](_facts(shelf.hospital)),
        file=(f"{shelf.prefix}/{name}.{endings[name][0]}", endings[name][1]),
        back=(f"{shelf.prefix}/papers", "All papers"),
    )


def sheet_file(shelf: Shelf, name: str) -> Response:
    """The same as a file: the approval sheet as PDF, the texts as a Word document."""
    sheet = SHEETS[name](_facts(shelf.hospital))
    if name == "controller-texts":
        return _file(sheet_word(sheet), f"{name}.docx", WORD)
    try:
        return _file(sheet_pdf(sheet), f"{name}.pdf", PDF)
    except PaperError as error:
        return _not_printed(shelf, error)


def poster_file(shelf: Shelf) -> Response:
    """The poster, in the language and on the paper that the query names."""
    facts, asked = _facts(shelf.hospital), request.args
    code = asked.get("language", ENGLISH)
    language = house().languages[code if code in house().languages.offered else ENGLISH]
    if missing_words(language, facts):
        language = house().languages[ENGLISH]
    size = PosterPaper.A3 if asked.get("paper") == PosterPaper.A3 else PosterPaper.A4
    try:
        made = poster(facts, look_of(language), size, asked.get("ask", ""), language.translate)
    except PaperError as error:
        return _not_printed(shelf, error)
    return _file(made, f"poster-{language.code}-{size.value}.pdf", PDF)


def _file(data: bytes, name: str, kind: str) -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _not_printed(shelf: Shelf, error: PaperError) -> Response:
    return staff_page(
        "message",
        heading="This cannot be printed yet",
        paragraphs=(str(error),),
        action=(f"{shelf.prefix}/papers", "All papers"),
        status=409,
    )
