"""The server scrubs by itself: within the hour after something was written, and not when nothing was."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

from survey_engine.housekeeping import (
    EARLIEST_SECONDS,
    LATEST_SECONDS,
    clear_left_behind,
    forget,
    keep_scrubbed,
    look_once,
    next_wait,
)
from survey_engine.records import contacts, drafts, passkeys
from survey_engine.records.database import upgrade
from survey_engine.records.scrubbing import is_dirty, scrub
from survey_engine.records.store import Store
from survey_engine.sealing.challenges import VALID_SECONDS, Purpose, make_challenge

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)


def test_the_wait_is_never_longer_than_an_hour() -> None:
    assert all(EARLIEST_SECONDS <= next_wait() < LATEST_SECONDS for _look in range(200))


def test_a_written_draft_is_scrubbed_by_the_thread_and_then_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'survey.sqlite'}"
    upgrade(url)
    store = Store(url)
    scrub(store.engine)
    assert not look_once(store, NOW)
    with store.writing() as db:
        drafts.create(db, b"d" * 16, "W1", b"sealed", "2027-W05")
    assert is_dirty(store.engine)
    stop = threading.Event()
    thread = keep_scrubbed(url, wait=lambda: 0.01, stop=stop)
    ends = time.monotonic() + 20
    while is_dirty(store.engine) and time.monotonic() < ends:
        time.sleep(0.02)
    stop.set()
    thread.join(20)
    assert not is_dirty(store.engine)
    store.close()


def test_what_is_over_goes_by_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'survey.sqlite'}"
    upgrade(url)
    store = Store(url)
    with store.writing() as db:
        drafts.create(db, b"d" * 16, "W1", b"sealed", "2027-W05")
        contacts.add_slip(db, b"s" * 16, "W1", b"sealed", date(2028, 2, 6))
    assert forget(store, datetime(2027, 1, 31, 23, tzinfo=UTC)) == 0
    assert forget(store, datetime(2027, 2, 1, 1, tzinfo=UTC)) == 1
    assert forget(store, datetime(2028, 2, 6, 23, tzinfo=UTC)) == 0
    assert forget(store, datetime(2028, 2, 7, 1, tzinfo=UTC)) == 1
    with store.reading() as db:
        assert drafts.load(db, b"d" * 16) is None
        assert contacts.slips(db, "W1") == []
    store.close()


def test_opened_answers_of_a_work_that_was_cut_off_do_not_stay(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    for name, hours in (("survey-engine-opening-a", 3), ("survey-engine-opening-b", 1), ("others", 9)):
        place = tmp_path / name
        place.mkdir()
        (place / "responses.csv").write_text("opened")
        os.utime(place, (now.timestamp() - hours * 3600,) * 2)
    assert clear_left_behind(now, tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["others", "survey-engine-opening-b"]


def test_copies_in_clear_beside_the_database_do_not_stay(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'survey.sqlite'}"
    upgrade(url)
    store, now = Store(url), datetime.now(UTC)
    for name in ("survey-engine-backup-cut", ".restore-cut", "mine"):
        place = tmp_path / name
        place.mkdir()
        (place / "copy").write_text("a copy from before the close")
        os.utime(place, (now.timestamp() - 3 * 3600,) * 2)
    look_once(store, now)
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["mine"]


def test_a_challenge_is_remembered_while_it_could_be_answered_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'survey.sqlite'}"
    upgrade(url)
    store = Store(url)
    now = int(NOW.timestamp())
    challenge = make_challenge(Purpose.ADD, b"a sitting", now, b"s" * 32, lambda count: b"r" * count)
    for after, is_new in ((0, True), (VALID_SECONDS - 1, False), (VALID_SECONDS, True)):
        forget(store, datetime.fromtimestamp(now + after, UTC))
        with store.writing() as db:
            assert passkeys.use_challenge(db, challenge) == is_new
    store.close()
