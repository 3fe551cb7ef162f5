"""What a running server does by itself: it deletes what is over, counts once a day, and scrubs when dirty.

docs/anonymity, step 7; drafts go at the end of their grace, focus-group slips on the day they name.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from survey_engine.records import contacts, counting, drafts, handouts, passkeys, staff_sessions
from survey_engine.records.scrubbing import is_dirty, scrub
from survey_engine.records.store import Store, storage_errors
from survey_engine.records.waves import LONDON

FIRST_SECONDS: Final = 60.0  # after a start, so that restarts never stretch the hour
LATEST_SECONDS: Final = 3600
EARLIEST_SECONDS: Final = 2400  # each process waits its own while, so that they rarely scrub together

# Folders of work that ends within the hour: answers opened, or on their way out, and copies of the database.
WORK_FOLDERS: Final = (
    "survey-engine-opening-", "survey-engine-envelopes-", "survey-engine-backup-", ".restore-",
)  # fmt: skip
LEFT_BEHIND_SECONDS: Final = 7200

log = logging.getLogger("survey_engine")


def next_wait() -> float:
    """Seconds until the next look: between 40 minutes and an hour."""
    return EARLIEST_SECONDS + secrets.randbelow(LATEST_SECONDS - EARLIEST_SECONDS)


def forget(store: Store, now: datetime) -> int:
    """Delete drafts whose grace is over and slips whose day has come; return how many. Counts once a day."""
    today = now.astimezone(LONDON).date()
    with store.writing() as session:
        staff_sessions.delete_over(session, int(now.timestamp()))
        handouts.delete_expired(session, int(now.timestamp()))
        counting.refresh(session, today)
        passkeys.delete_expired(session, int(now.timestamp()))
        return drafts.delete_expired(session, today) + contacts.delete_expired(session, today)


def clear_left_behind(now: datetime, place: Path | None = None) -> int:
    """Delete what work left in a folder because it was cut off; return how many.

    `place`: where no folder is given, this machine's for temporary files. A bundle lies there in clear until
    it is packed and sealed: a power cut must not leave it for good.
    """
    count = 0
    for prefix in WORK_FOLDERS:
        for folder in (place or Path(tempfile.gettempdir())).glob(f"{prefix}*"):
            try:
                if (
                    now.timestamp() - folder.lstat().st_mtime > LEFT_BEHIND_SECONDS
                    and not folder.is_symlink()
                ):
                    shutil.rmtree(folder)
                    count += 1
            except OSError:  # another account's, or gone meanwhile
                continue
    return count


def look_once(store: Store, now: datetime) -> bool:
    """Delete what is over, and scrub where something was written since the last time; say whether it was."""
    clear_left_behind(now)
    if store.engine.dialect.name == "sqlite":  # copies of the database lie beside it until they are locked
        clear_left_behind(now, Path(str(store.engine.url.database)).absolute().parent)
    with storage_errors():
        forget(store, now)
        if not is_dirty(store.engine):
            return False
        scrub(store.engine)
        return True


def keep_scrubbed(
    url: str,
    *,
    wait: Callable[[], float] = next_wait,
    stop: threading.Event | None = None,
    remind: Callable[[Store, datetime], object] = lambda _store, _now: None,
) -> threading.Thread:
    """Start a thread of this process that scrubs the database at `url` by itself until `stop` is set.

    remind: what else is done each time, such as writing to staff.
    """
    ended = stop or threading.Event()

    def work() -> None:
        store = Store(url)
        try:
            pause = min(FIRST_SECONDS, wait())
            while not ended.wait(pause):
                pause = wait()
                try:
                    look_once(store, datetime.now(UTC))
                    remind(store, datetime.now(UTC))
                except Exception as fault:  # noqa: BLE001 - a thread that ends would never scrub again
                    log.error("The hourly scrub did not work (%s). It is tried again.", type(fault).__name__)
        finally:
            store.close()

    thread = threading.Thread(target=work, name="scrub", daemon=True)
    thread.start()
    return thread
