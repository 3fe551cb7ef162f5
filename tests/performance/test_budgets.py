"""The budgets that need no stopwatch: slow derivations, and what a first visit fetches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from survey_engine import create_app
from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.demo_server import running_server
from survey_engine.settings import Settings
from tests.performance.bench import DERIVATIONS, MOST_BYTES, MOST_REQUESTS
from tests.performance.derivations import count_derivations
from tests.performance.first_visit import first_visit
from tests.performance.place import invited, open_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoFolder]:
    """A folder with one open wave."""
    with open_place(tmp_path_factory.mktemp("budgets")) as folder:
        yield folder


def test_start_and_resume_take_two_slow_derivations_and_no_page_any(place: DemoFolder) -> None:
    (letter,), (person,) = invited(place, 1)
    app = create_app(Settings.from_environment(place.environ()))
    answers = {str(name): value for name, value in person.answers.items()}
    assert count_derivations(app, place.base_url, letter.code, answers) == DERIVATIONS


def test_a_first_visit_is_small(place: DemoFolder) -> None:
    with running_server(place):
        visit = first_visit(place.base_url)
    assert visit.requests <= MOST_REQUESTS, visit.parts
    assert visit.bytes <= MOST_BYTES, visit.parts
