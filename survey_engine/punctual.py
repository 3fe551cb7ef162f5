"""A gunicorn worker that gives a request only so long to arrive, so that stalled senders keep nobody out."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any, Final, Protocol

REQUEST_SECONDS: Final = 30.0  # a page of long texts over a poor telephone line takes less than 10


class Connection(Protocol):
    """What is needed of gunicorn's connection."""

    sock: socket.socket


def cut_off(began: Mapping[Connection, float], earliest: float) -> None:
    """End the reading side of every connection whose request began before `earliest` (monotonic seconds).

    What waits for more of the request then finds its end; an answer under way can still be written.
    """
    for connection, since in tuple(began.items()):
        if since < earliest:
            with contextlib.suppress(OSError):  # it has just been closed
                connection.sock.shutdown(socket.SHUT_RD)


def punctual_worker(seconds: float = REQUEST_SECONDS) -> type:
    """Return gunicorn's threaded worker, with a limit in seconds on one request from first byte to answer."""
    from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped] # it ships no types

    class PunctualWorker(ThreadWorker):  # type: ignore[misc] # its base has no types
        """Eight threads read requests: whoever sends one byte now and then would hold a thread for ever."""

        def init_process(self) -> None:
            """Watch from the start of the process; gunicorn's own method returns when the process ends."""
            self.began: dict[Connection, float] = {}
            threading.Thread(target=self.watch, name="punctual", daemon=True).start()
            super().init_process()

        def watch(self) -> None:
            """Look a few times in every limit."""
            while True:
                time.sleep(min(1.0, seconds / 4))
                cut_off(self.began, time.monotonic() - seconds)

        def handle(self, conn: Any) -> Any:
            """Read one request and answer it, known to the watch meanwhile."""
            self.began[conn] = time.monotonic()
            try:
                return super().handle(conn)
            finally:
                self.began.pop(conn, None)

    return PunctualWorker
