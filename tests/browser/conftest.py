"""Servers and saved pages of the browser tests, made once for each worker."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.album import LANGUAGES, SavedPage, read_album, write_album
from tests.browser.person import Person
from tests.browser.saved_pages import save_every_page
from tests.browser.serving import CODES, Served, make_database, serve_as_in_production, serve_here
from tests.browser.shelf import Shelf
from tests.browser_tools.virtual_reader import reader_files
from tests.patient.survey import Clock, OpenSurvey, prepare_database


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """gunicorn over a fresh database with an open wave; every test takes codes of its own."""
    folder = tmp_path_factory.mktemp("served")
    database = folder / "survey.sqlite"
    codes = make_database(database, CODES, datetime.now(UTC).date())
    with serve_as_in_production(folder, database) as base:
        yield Served(base, database, codes)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    """A database on a made-up day, made once: (file, codes as shown, refs)."""
    path = tmp_path_factory.mktemp("prepared") / "survey.sqlite"
    codes, refs = prepare_database(path)
    return path, codes, refs


@pytest.fixture
def survey(prepared: tuple[Path, list[str], list[str]], tmp_path: Path) -> Iterator[OpenSurvey]:
    """A survey of its own for each test, whose clock the test moves."""
    path, codes, refs = prepared
    copy = Path(shutil.copy(path, tmp_path / "survey.sqlite"))
    opened = OpenSurvey(copy, list(codes), list(refs), Clock(), random.Random(7))
    yield opened
    opened.store.engine.dispose()


@pytest.fixture
def clocked(survey: OpenSurvey) -> Iterator[Served]:
    """That survey behind an address, from this process."""
    with serve_here(survey.app.wsgi_app) as base:
        yield Served(base, survey.path, list(survey.codes))


@pytest.fixture
def person(phone: Callable[..., BrowserContext]) -> Callable[..., Person]:
    """Someone with a fresh phone: `person(served, scripts="off")`."""

    def pick_up(served: Served, **options: object) -> Person:
        return Person(phone(**options).new_page(), served)

    return pick_up


@pytest.fixture(scope="session")
def saved_pages(
    prepared: tuple[Path, list[str], list[str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[SavedPage, ...]:
    """Every page type in every state and language, saved once for all workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # none where one process runs all the tests
    folder = tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()
    in_turn = LANGUAGES[::-1] if worker.endswith("1") else LANGUAGES  # two workers share the work
    saved = {language: _saved_in(language, folder, *prepared) for language in in_turn}
    return tuple(page for language in LANGUAGES for page in saved[language])


def _saved_in(
    language: str, folder: Path, database: Path, codes: list[str], refs: list[str]
) -> tuple[SavedPage, ...]:
    path = folder / f"album-{language}.json"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            copy = Path(shutil.copy(database, folder / f"album-{language}.sqlite"))
            languages = (language, *(other for other in LANGUAGES if other != language))
            chance = random.Random(11)
            opened = OpenSurvey(copy, list(codes), list(refs), Clock(), chance, languages=languages)
            write_album(path, save_every_page(opened))
            opened.store.engine.dispose()
    return read_album(path)


@pytest.fixture(scope="session")
def shelf(saved_pages: tuple[SavedPage, ...]) -> Iterator[Shelf]:
    """The saved pages behind addresses, with their own headers and the product's own assets."""
    shelf = Shelf(saved_pages, reader_files())
    with serve_here(shelf.application) as base:
        shelf.base = base
        yield shelf
