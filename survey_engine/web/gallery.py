"""The gallery of a development server: every tiny questionnaire, with a link that always opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, render_template
from flask.typing import ResponseReturnValue

from survey_engine.web.access import Access, access


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One questionnaire to look at. `code` and `link` begin it; `shows` says what it is there to show."""

    name: str
    version: int
    shows: str
    code: str
    link: str
    questions: str  # the address of all its questions


def hang_gallery(app: Flask, exhibits: Sequence[Exhibit]) -> None:
    """Add `/gallery` to a development server."""

    @app.get("/gallery")
    @access(Access.ANYONE)
    def gallery() -> ResponseReturnValue:
        """Every questionnaire there is to look at."""
        return render_template("layout/gallery.jinja", exhibits=exhibits)
