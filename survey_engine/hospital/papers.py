"""The hospital's papers: the approval sheet, the poster, and texts for its own documents."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_engine.hospital.home import own_hospital
from survey_engine.web.access import Access, access
from survey_engine.web.papers import Shelf, poster_file, sheet_file, sheet_page, shelf_page

papers = Blueprint("papers", __name__, url_prefix="/hospital")


def _shelf() -> Shelf:
    return Shelf(own_hospital(), "/hospital", ("/hospital", "Go back"))


@papers.get("/papers")
@access(Access.HOSPITAL)
def listed() -> ResponseReturnValue:
    """Every paper there is."""
    return shelf_page(_shelf())


@papers.get("/approval-sheet")
@access(Access.HOSPITAL)
def approval() -> ResponseReturnValue:
    """The approval sheet, to read or print."""
    return sheet_page(_shelf(), "approval-sheet")


@papers.get("/approval-sheet.pdf")
@access(Access.HOSPITAL)
def approval_pdf() -> ResponseReturnValue:
    """The same as PDF."""
    return sheet_file(_shelf(), "approval-sheet")


@papers.get("/controller-texts")
@access(Access.HOSPITAL)
def texts() -> ResponseReturnValue:
    """Texts for the hospital's own documents, to copy from."""
    return sheet_page(_shelf(), "controller-texts")


@papers.get("/controller-texts.docx")
@access(Access.HOSPITAL)
def texts_word() -> ResponseReturnValue:
    """The same for Word."""
    return sheet_file(_shelf(), "controller-texts")


@papers.get("/poster.pdf")
@access(Access.HOSPITAL)
def notice() -> ResponseReturnValue:
    """The poster that tells patients what will come."""
    return poster_file(_shelf())
