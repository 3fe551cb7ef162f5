"""Pages as the application answered them, kept under names, for as many looks as there are gates."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from werkzeug.test import TestResponse

from tests.patient.survey import Patient

LANGUAGES = ("en", "cy", "ur")


@dataclass(frozen=True)
class SavedPage:
    """One answer of the application to one request."""

    name: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    html: str
    language: str = "en"

    def __str__(self) -> str:
        """How a gate names the page: "cy: welcome"."""
        return f"{self.language}: {self.name}"

    @property
    def has_error(self) -> bool:
        """Whether something must be mended."""
        return "data-error-summary" in self.html


class Album:
    """Pages in one language, under names."""

    def __init__(self, language: str = "en") -> None:
        """Begin with none."""
        self.language = language
        self.pages: list[SavedPage] = []

    def save(self, name: str, shown: Patient | TestResponse, status: int = 200) -> None:
        """Keep the page under the name; it must have been answered with `status`."""
        response = shown.page if isinstance(shown, Patient) else shown
        assert response is not None
        html = response.get_data(as_text=True)
        assert response.status_code == status, f"{name}: {response.status_code}\n{html[:3000]}"
        headers = tuple(response.headers.to_wsgi_list())
        self.pages.append(SavedPage(name, response.request.path, status, headers, html, self.language))


def write_album(path: Path, pages: Iterable[SavedPage]) -> None:
    """Put the pages into a file."""
    path.write_text(json.dumps([asdict(page) for page in pages]), encoding="utf-8")


def read_album(path: Path) -> tuple[SavedPage, ...]:
    """The pages of a file that `write_album` wrote."""
    return tuple(
        SavedPage(**{**one, "headers": tuple((name, value) for name, value in one["headers"])})
        for one in json.loads(path.read_text("utf-8"))
    )
