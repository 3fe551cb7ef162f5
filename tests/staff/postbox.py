"""A mail server on this machine, for letters to staff."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.browser.serving import free_port


class Postbox:
    """What a mail server took in."""

    def __init__(self) -> None:
        """Begin empty."""
        self.letters: list[bytes] = []
        self.to: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter."""
        self.letters.append(envelope.content if isinstance(envelope.content, bytes) else b"")
        self.to += envelope.rcpt_tos
        return "250 OK"

    def waits_for(self, letters: int) -> list[str]:
        """What the letters say, once there are so many."""
        ends = time.monotonic() + 10
        while len(self.letters) < letters and time.monotonic() < ends:
            time.sleep(0.02)
        return self.texts

    @property
    def texts(self) -> list[str]:
        """What the letters say."""
        return [str(message_from_bytes(one).get_payload(decode=True), "utf-8") for one in self.letters]


@contextmanager
def open_postbox() -> Iterator[tuple[Postbox, int]]:
    """A mail server and its port."""
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, loop=asyncio.new_event_loop())
    controller.start()
    yield box, port
    controller.stop()
