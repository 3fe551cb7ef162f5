"""What was just made is handed over once: sealed under a key that one person's browser holds, a day at most.

The seal is bound to her account as well: whoever signs in next in the same browser cannot open it.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import make_response
from werkzeug.wrappers import Response

from survey_engine.records import handouts
from survey_engine.records.store import Session
from survey_engine.sealing.keys import KEY_BYTES, open_handout, seal_handout
from survey_engine.web.cookies import clear_cookie, read_cookie, set_cookie
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import me, seconds_now

COOKIE: Final = "handout"
_ID_BYTES: Final = 16
_FACTS: Final = "facts.json"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a handout is, whose it is, and what opens it."""

    id: bytes
    key: bytes = field(repr=False)
    staff: bytes

    def seal(self, bundle: Bundle) -> bytes:
        """Seal what was made."""
        return seal_handout(bundle.pack(), self.key, self.id + self.staff)

    def open(self, sealed: bytes) -> Bundle | None:
        """Open it again; None for a ticket of somebody else."""
        data = open_handout(sealed, self.key, self.id + self.staff)
        return Bundle.unpack(data) if data is not None else None


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is handed over. facts: values that JSON can hold; files: by their names."""

    facts: Mapping[str, Any] = field(repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def pack(self) -> bytes:
        """All of it as bytes."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as packed:
            packed.writestr(_FACTS, json.dumps(self.facts))
            for name, data in self.files.items():
                packed.writestr(name, data)
        return stream.getvalue()

    @classmethod
    def unpack(cls, data: bytes) -> Bundle:
        """What `pack` packed."""
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        return cls(json.loads(files.pop(_FACTS)), files)


@dataclass(frozen=True, slots=True)
class Held:
    """What this browser's ticket leads to. bundle: None while it is still being made; began: in seconds."""

    ticket: Ticket
    wave: str
    hospital: str
    began: int
    bundle: Bundle | None = field(repr=False)


def new_ticket() -> Ticket:
    """A ticket for whoever is signed in."""
    return Ticket(house().random(_ID_BYTES), house().random(KEY_BYTES), me().staff)


def keep_bundle(db: Session, ticket: Ticket, hospital: str, wave: str, bundle: Bundle) -> None:
    """Keep what was made, sealed, in the transaction that makes its codes count."""
    handouts.keep(db, ticket.id, hospital, wave, ticket.seal(bundle), seconds_now())


def give_ticket(response: Response, ticket: Ticket, cookie: str = COOKIE) -> Response:
    """Let this browser hold the ticket."""
    set_cookie(response, cookie, (ticket.id + ticket.key).hex())
    return response


def held(cookie: str = COOKIE) -> Held | None:
    """What this browser holds a ticket for; None once it is gone, or for somebody else's."""
    ticket = _ticket_of_browser(cookie)
    if ticket is None:
        return None
    with house().store.reading() as db:
        found = handouts.load(db, ticket.id, seconds_now())
        if found is None:
            return None
        bundle = ticket.open(found.sealed) if found.sealed != handouts.BEING_MADE else None
        if bundle is None and found.sealed != handouts.BEING_MADE:
            return None
        return Held(ticket, found.wave, found.hospital, handouts.began(found), bundle)


def forget_held(response: Response, handed: Held | None, cookie: str = COOKIE) -> Response:
    """Delete what was handed over, and take the ticket away."""
    if handed is not None:
        with house().store.writing() as db:
            handouts.forget(db, handed.ticket.id)
    clear_cookie(response, cookie)
    return response


def file_response(data: bytes, name: str, kind: str) -> Response:
    """A file to save."""
    response = make_response(data)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _ticket_of_browser(cookie: str) -> Ticket | None:
    try:
        data = bytes.fromhex(read_cookie(cookie) or "")
    except ValueError:
        return None
    if len(data) != _ID_BYTES + KEY_BYTES:
        return None
    return Ticket(data[:_ID_BYTES], data[_ID_BYTES:], me().staff)
