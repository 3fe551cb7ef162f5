"""An open survey with codes in a letter, and a browser without scripts to answer it with."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patient.survey import TINY, Clock, OpenSurvey, Tiny, prepare, prepare_database


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    """A database with an open wave, made once: (file, codes as shown, refs)."""
    path = tmp_path_factory.mktemp("prepared") / "survey.sqlite"
    codes, refs = prepare_database(path)
    return path, codes, refs


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until a test moves it."""
    return Clock()


@pytest.fixture
def survey(prepared: tuple[Path, list[str], list[str]], tmp_path: Path, clock: Clock) -> Iterator[OpenSurvey]:
    """A survey of its own for each test."""
    path, codes, refs = prepared
    copy = tmp_path / "survey.sqlite"
    shutil.copy(path, copy)
    opened = OpenSurvey(copy, list(codes), list(refs), clock, random.Random(7))
    yield opened
    opened.store.engine.dispose()


@pytest.fixture
def tiny(tmp_path: Path, clock: Clock) -> Iterator[Tiny]:
    """Open a wave of a tiny questionnaire."""
    opened: list[OpenSurvey] = []

    def open_wave(name: str, *, short_form: bool = False) -> OpenSurvey:
        path = tmp_path / "tiny.sqlite"
        codes, refs = prepare(f"sqlite:///{path}", name, TINY, short_form=short_form)
        opened.append(OpenSurvey(path, codes, refs, clock, random.Random(7), folders=(TINY,)))
        return opened[-1]

    yield open_wave
    for each in opened:
        each.store.engine.dispose()
