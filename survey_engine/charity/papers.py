"""Papers for each hospital's information governance, for the charity's admins."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from survey_engine.records import hospitals
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.papers import SHEETS, Shelf, poster_file, sheet_file, sheet_page, shelf_page
from survey_engine.web.staff_sitting import staff_page

all_papers = Blueprint("all_papers", __name__, url_prefix="/charity/papers")


@all_papers.get("")
@access(Access.ADMIN)
def listed() -> ResponseReturnValue:
    """Every hospital; each has papers of its own."""
    with house().store.reading() as db:
        places = [(one.id, one.name) for one in hospitals.list_hospitals(db)]
    return staff_page("papers", folder="charity", hospitals=places)


def _shelf(hospital: str) -> Shelf:
    with house().store.reading() as db:
        if all(one.id != hospital for one in hospitals.list_hospitals(db)):
            abort(404)
    return Shelf(hospital, f"/charity/papers/{hospital}", ("/charity/papers", "All hospitals"))


@all_papers.get("/<hospital>/papers")
@access(Access.ADMIN)
def of_hospital(hospital: str) -> ResponseReturnValue:
    """The papers of one hospital."""
    return shelf_page(_shelf(hospital))


@all_papers.get("/<hospital>/<name>")
@access(Access.ADMIN)
def one_sheet(hospital: str, name: str) -> ResponseReturnValue:
    """The approval sheet or the texts, on the screen or as a file."""
    kind, _dot, ending = name.partition(".")
    if kind not in SHEETS or ending not in ("", "pdf" if kind == "approval-sheet" else "docx"):
        abort(404)
    return sheet_file(_shelf(hospital), kind) if ending else sheet_page(_shelf(hospital), kind)


@all_papers.get("/<hospital>/poster.pdf")
@access(Access.ADMIN)
def notice(hospital: str) -> ResponseReturnValue:
    """The poster of one hospital."""
    return poster_file(_shelf(hospital))
