"""Drafts: written once, changed by comparing, and gone when they should be."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_engine.records import drafts
from survey_engine.records.database import session_factory
from tests.records.rounds import CLOSES, WAVE, open_round

ID = b"i" * 16
WEEK = drafts.expires_week(CLOSES)


def test_a_draft_is_created_once_and_swapped_only_as_it_was_read(session: Session):
    open_round(session)
    assert drafts.load(session, ID) is None
    assert drafts.create(session, ID, WAVE, b"one", WEEK)
    assert not drafts.create(session, ID, WAVE, b"other", WEEK)
    assert drafts.load(session, ID) == b"one"
    assert not drafts.swap(session, ID, b"other", b"two")
    assert drafts.swap(session, ID, b"one", b"two")
    assert drafts.load(session, ID) == b"two"
    drafts.delete(session, ID)
    drafts.delete(session, ID)
    assert drafts.load(session, ID) is None
    assert not drafts.swap(session, ID, b"two", b"three")


def test_many_tabs_at_once_lose_nothing(engine: Engine):
    """Eight tabs add one letter each, retrying as the door does: all eight letters arrive."""
    factory = session_factory(engine)
    with factory.begin() as session:
        open_round(session)
        drafts.create(session, ID, WAVE, b"", WEEK)
    together = Barrier(8)

    def add(letter: bytes) -> None:
        together.wait()
        while True:
            with factory.begin() as session:
                old = drafts.load(session, ID)
                assert old is not None
                if drafts.swap(session, ID, old, old + letter):
                    return

    threads = [Thread(target=add, args=(bytes([65 + number]),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with factory() as session:
        assert sorted(drafts.load(session, ID) or b"") == sorted(b"ABCDEFGH")


@pytest.mark.parametrize(
    ("closes_on", "week"),
    [(date(2027, 1, 31), "2027-W05"), (date(2026, 12, 27), "2026-W53"), (date(2027, 1, 1), "2027-W01")],
)
def test_the_week_a_draft_expires_in_is_the_week_its_grace_ends(closes_on, week):
    assert drafts.expires_week(closes_on) == week


def test_expired_drafts_go_unless_their_wave_was_extended(session: Session):
    wave = open_round(session)
    drafts.create(session, ID, WAVE, b"one", WEEK)
    drafts.create(session, b"p" * 16, WAVE, b"paper", drafts.expires_week(date(2027, 2, 28)))
    assert drafts.delete_expired(session, date(2027, 2, 7)) == 0
    wave.closes_on = date(2027, 2, 14)
    session.flush()
    assert drafts.delete_expired(session, date(2027, 2, 15)) == 0
    assert drafts.delete_expired(session, date(2027, 2, 22)) == 1
    assert drafts.load(session, ID) is None
    assert drafts.load(session, b"p" * 16) == b"paper"
