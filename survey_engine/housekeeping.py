"""What a running server does by itself: a scrub when dirty, at least hourly (docs/anonymity: step 7)."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Final

from survey_engine.records.scrubbing import is_dirty, scrub
from survey_engine.records.store import Store, storage_errors

FIRST_SECONDS: Final = 60.0  # after a start, so that restarts never stretch the hour
LATEST_SECONDS: Final = 3600
EARLIEST_SECONDS: Final = 2400  # each process waits its own while, so that they rarely scrub together

log = logging.getLogger("survey_engine")


def next_wait() -> float:
    """Seconds until the next look: between 40 minutes and an hour."""
    return EARLIEST_SECONDS + secrets.randbelow(LATEST_SECONDS - EARLIEST_SECONDS)


def look_once(store: Store) -> bool:
    """Scrub where something was written since the last time; say whether it was."""
    with storage_errors():
        if not is_dirty(store.engine):
            return False
        scrub(store.engine)
        return True


def keep_scrubbed(
    url: str, *, wait: Callable[[], float] = next_wait, stop: threading.Event | None = None
) -> threading.Thread:
    """Start a thread of this process that scrubs the database at `url` by itself until `stop` is set."""
    ended = stop or threading.Event()

    def work() -> None:
        store = Store(url)
        try:
            pause = min(FIRST_SECONDS, wait())
            while not ended.wait(pause):
                pause = wait()
                try:
                    look_once(store)
                except Exception as fault:  # noqa: BLE001 - a thread that ends would never scrub again
                    log.error("The hourly scrub did not work (%s). It is tried again.", type(fault).__name__)
        finally:
            store.close()

    thread = threading.Thread(target=work, name="scrub", daemon=True)
    thread.start()
    return thread
