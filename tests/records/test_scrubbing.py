"""Scrubbing: content stays, order and remains go, and nobody in the way makes it fail for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from survey_engine.records import contacts, drafts, responses, scrubbing
from survey_engine.records.database import SQLITE_BUSY_MILLISECONDS, make_engine, pragmas, session_factory
from survey_engine.records.scrubbing import ScrubError, is_dirty, scrub
from tests.records.rounds import WAVE, invite, open_round, save_draft, send

TABLES = ("invitation", "draft", "spent", "response", "slip", "wave", "hospital")


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with session_factory(engine, read_only=True)() as session:
        return {name: [tuple(row) for row in session.execute(text("TABLE " + name + " ORDER BY 1"))]
                if engine.dialect.name == "postgresql" else
                [tuple(row) for row in session.execute(text("SELECT * FROM " + name + " ORDER BY 1"))]  # noqa: S608
                for name in TABLES}  # fmt: skip


def busy_round(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        open_round(session)
        patients = invite(session, "RXQ", 20)
        for patient in patients[:12]:
            send(session, patient)
        save_draft(session, patients[13])
        contacts.add_slip(session, b"s" * 16, WAVE, b"sealed", date(2028, 2, 27))


def test_a_scrub_changes_nothing_that_is_kept(engine: Engine):
    busy_round(engine)
    before = content(engine)
    scrub(engine)
    assert content(engine) == before


def test_only_writing_makes_dirty(engine: Engine):
    assert is_dirty(engine)
    busy_round(engine)
    assert is_dirty(engine)
    scrub(engine)
    assert not is_dirty(engine)
    content(engine)
    assert not is_dirty(engine)
    scrub(engine)
    assert not is_dirty(engine)


def change_a_draft(session: Session) -> None:
    draft_id = session.scalar(text("SELECT id FROM draft"))
    old = drafts.load(session, draft_id) or b""
    assert drafts.swap(session, draft_id, old, old[:-1] + bytes([old[-1] ^ 1]))


@pytest.mark.parametrize(
    "change",
    [
        change_a_draft,
        lambda session: session.execute(text("DELETE FROM draft")),
        lambda session: session.execute(text("DELETE FROM spent")),
        lambda session: contacts.add_slip(session, b"t" * 16, WAVE, b"sealed", date(2028, 2, 27)),
    ],
)
def test_a_change_of_any_of_the_tables_makes_dirty(engine: Engine, change):
    busy_round(engine)
    scrub(engine)
    with session_factory(engine).begin() as session:
        change(session)
    engine.dispose()  # on SQLite the last connection folds the log into the file
    assert is_dirty(engine)


def test_sqlite_has_no_log_and_no_free_pages_afterwards(sqlite_url):
    engine = make_engine(sqlite_url)
    busy_round(engine)
    log = Path(f"{engine.url.database}-wal")
    assert log.stat().st_size > 0
    scrub(engine)
    assert log.stat().st_size == 0
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA page_size").scalar() == 65536
    engine.dispose()


def reading(engine: Engine) -> Session:
    """A session that reads and stays in its transaction, as one that a slow page holds open."""
    session = session_factory(engine, read_only=engine.dialect.name == "sqlite")()
    assert not responses.is_spent(session, b"x" * 16)
    return session


def test_a_reader_in_the_way_delays_a_scrub_and_then_lets_it_through(engine: Engine):
    """A SQLite checkpoint with a reader open returns "busy" and raises nothing: it must be tried again."""
    busy_round(engine)
    reader = reading(engine)
    pauses = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            reader.close()

    scrub(engine, sleep=sleep)
    assert len(pauses) >= 2
    assert not is_dirty(engine)


def test_a_scrub_that_never_gets_through_says_so_and_leaves_the_settings(engine: Engine):
    busy_round(engine)
    reader = reading(engine)
    with pytest.raises(ScrubError):
        scrub(engine, sleep=lambda _seconds: None, attempts=2)
    reader.close()
    if engine.dialect.name == "sqlite":
        with session_factory(engine)() as session:
            assert pragmas(session.connection())["busy_timeout"] == SQLITE_BUSY_MILLISECONDS


def test_patients_who_send_while_scrubs_run_lose_nothing(engine: Engine):
    factory = session_factory(engine)
    with factory.begin() as session:
        open_round(session)
        patients = invite(session, "RXQ", 10)
    done, failures = Event(), []

    def keep_scrubbing() -> None:
        while not done.is_set():
            try:
                scrub(engine)
            except Exception as error:  # noqa: BLE001 - handed to the test's own thread
                failures.append(error)

    scrubber = Thread(target=keep_scrubbing)
    scrubber.start()
    for patient in patients:
        with factory.begin() as session:
            save_draft(session, patient)
        with factory.begin() as session:
            assert send(session, patient)
    done.set()
    scrubber.join()
    assert failures == []
    with factory() as session:
        assert len(list(responses.envelopes(session, WAVE))) == 10


def test_the_scrub_takes_the_tables_in_the_order_of_send():
    assert [record.__tablename__ for record, _ in scrubbing.SCRUBBED] == [
        "spent",
        "response",
        "draft",
        "slip",
    ]
