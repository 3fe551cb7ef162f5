"""A survey of its own for each test, whose clock is the one that invitations are dated by."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patient.survey import Clock, OpenSurvey, prepare_database
from tests.staff.postbox import Postbox, open_postbox


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    """A database with an open wave, made once."""
    path = tmp_path_factory.mktemp("office") / "survey.sqlite"
    codes, refs = prepare_database(path)
    return path, codes, refs


@pytest.fixture
def survey(prepared: tuple[Path, list[str], list[str]], tmp_path: Path) -> Iterator[OpenSurvey]:
    """An open survey with its staff doors."""
    path, codes, refs = prepared
    copy = Path(shutil.copy(path, tmp_path / "survey.sqlite"))
    opened = OpenSurvey(copy, list(codes), list(refs), Clock(), random.Random(17))
    yield opened
    opened.store.engine.dispose()


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    """A mail server on this machine, and its port."""
    with open_postbox() as opened:
        yield opened
