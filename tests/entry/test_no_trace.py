"""What a copy of the database tells of keyed forms: no code, no slip, no word, no mark that joins them."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from survey_engine.records.scrubbing import is_dirty, scrub
from survey_engine.sealing.batches import read_batch_number
from tests.entry.desk import FORM, HOME, Typist, typist
from tests.patient.survey import Clock, OpenSurvey, answers_sent, prepare
from tests.patient.test_races import beside

WORDS = "CanaryWordsZQX"
NOTE = "CanaryNoteZQX"
TABLES = ("spent", "response", "draft")
STAFF_TABLES = ("batch", "audit", "staff_session")
MARKS = "SELECT xmin::text FROM {}"


@pytest.fixture
def on_postgresql(postgres_url: str, tmp_path: Path) -> Iterator[OpenSurvey]:
    """A survey in a PostgreSQL database of its own."""
    codes, refs = prepare(postgres_url)
    opened = OpenSurvey(tmp_path / "unused", codes, refs, Clock(), random.Random(7), url=postgres_url)
    yield opened
    opened.store.engine.dispose()
    opened.app.extensions["survey_engine"].store.engine.dispose()


def key_marked(officer: Typist, code: str) -> Typist:
    """Key a form with marks in its words and its margin."""
    officer.lay_down(code)
    while officer.is_on_screen:
        officer.screen({**FORM, "best_thing": WORDS}, **{"margin-notes": NOTE})
    return officer


def test_marks_are_found_nowhere(survey: OpenSurvey, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "survey_engine"):
        caplog.set_level(logging.DEBUG, logger=name)
    ann = typist(survey)
    number = ann.begin_batch()
    for code in survey.codes[:2]:
        key_marked(ann, code)
    ben = typist(survey, "ben@example.org").take_up(number)
    key_marked(ben, survey.codes[0]).settle()
    ben.open(HOME).press(f"{HOME}/end", {})
    secret = read_batch_number(number).secret
    codes = [one for code in survey.codes[:2] for one in (code, code.replace("-", ""))]
    marks = [WORDS, NOTE, number, secret, *(one[:-1] for one in codes), *codes]
    for _time in ("as written", "as scrubbed"):
        files = [path.read_bytes() for path in survey.path.parent.rglob("*") if path.is_file()]
        found = b"\n".join([*files, caplog.text.encode()])
        assert b"Northfield" in found  # what is kept in clear is found
        assert number[:4].encode() in found
        assert [mark for mark in marks if mark.encode() in found] == []
        scrub(survey.store.engine)
    assert not is_dirty(survey.store.engine)


def test_every_draft_has_one_length_whatever_was_keyed(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[3]).answer()
    assert patient.status == 200
    ann = typist(survey)
    ann.begin_batch()
    key_marked(ann, survey.codes[0])
    ann.lay_down(survey.codes[1])  # nothing keyed yet
    with survey.store.reading() as db:
        lengths = set(db.execute(text("SELECT length(sealed) FROM draft")).scalars())
    assert len(lengths) == 1


def test_no_mark_joins_a_batch_or_an_invitation_to_an_answer(on_postgresql: OpenSurvey) -> None:
    survey = on_postgresql
    with survey.store.reading() as db:
        before = db.execute(text("SELECT ctid::text, xmin::text, xmax::text, ref FROM invitation")).all()
    ann = typist(survey)
    number = ann.begin_batch()
    for code in survey.codes[:3]:
        ann.key(code)
    ann.open(HOME).press(f"{HOME}/end", {})
    ben = typist(survey, "ben@example.org").take_up(number)
    for code in survey.codes[:2]:
        ben.key(code).settle()
    ben.open(HOME).press(f"{HOME}/end", {})
    with survey.store.reading() as db:
        written, staff_side = (
            {mark for table in tables for mark in db.execute(text(MARKS.format(table))).scalars()}
            for tables in (TABLES, STAFF_TABLES)
        )
        after = db.execute(text("SELECT ctid::text, xmin::text, xmax::text, ref FROM invitation")).all()
    assert len(written) >= 3
    assert written.isdisjoint(staff_side)
    assert after == before
    assert [one["mode"] for one in answers_sent(survey)] == ["paper", "paper"]


def test_eight_sends_of_one_form_store_one_answer(on_postgresql: OpenSurvey) -> None:
    survey = on_postgresql
    ann = typist(survey)
    number = ann.begin_batch()
    ann.key(survey.codes[0])
    ben = typist(survey, "ben@example.org").take_up(number).key(survey.codes[0])
    tabs = [beside(survey, ben) for _tab in range(8)]
    mark = ben.hidden("form-mark")
    gate = Barrier(len(tabs))

    def send(place: int) -> int:
        gate.wait()
        return tabs[place].press(f"{HOME}/compare", {"form-mark": mark}).status

    with ThreadPoolExecutor(len(tabs)) as pool:
        assert set(pool.map(send, range(len(tabs)))) == {200}
    assert len(answers_sent(survey)) == 1
