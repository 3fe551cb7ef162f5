"""Which envelopes were in the box when the wave closed, and why the others are not taken."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile

from survey_engine.sealing.counted import Hashes
from survey_engine.sealing.envelope import Envelope, hash_of

_ID_BYTES = 16


class Reason(StrEnum):
    """Why an envelope was refused. `words` says each plainly."""

    DOES_NOT_OPEN = "does_not_open"
    UNREADABLE = "unreadable"
    MOVED = "moved"
    REPEATED = "repeated"
    OTHER_QUESTIONNAIRE = "other_questionnaire"
    NO_CONSENT = "no_consent"
    NOT_COUNTED = "not_counted"

    @property
    def words(self) -> str:
        """The reason in plain words."""
        return _WORDS[self]


_WORDS = {
    Reason.DOES_NOT_OPEN: "does not open with this key, or was altered after it was sealed",
    Reason.UNREADABLE: "opens, but what is inside is not an answer to this questionnaire",
    Reason.MOVED: "was sealed under another id, wave or hospital than the one it is filed under",
    Reason.REPEATED: "has the id of another envelope",
    Reason.OTHER_QUESTIONNAIRE: "answers another questionnaire, version or wording",
    Reason.NO_CONSENT: "holds answers without consent",
    Reason.NOT_COUNTED: "was not in the box when the wave closed",
}


class CountedBox:
    """Compares envelopes, as they come, with the hashes of those that were counted at close.

    It keeps one byte an envelope that was counted, and remembers only those that were not. Their ids are then
    looked for among the ids of all, which wait in a file: an id that came before is repeated.
    """

    def __init__(self, hashes: Hashes, scratch: Path | None = None) -> None:
        self._hashes = hashes
        self._here = bytearray(len(hashes))
        self._ids = TemporaryFile(dir=scratch)  # noqa: SIM115 - closed when nobody looks into it any more
        weakref.finalize(self, self._ids.close)
        self._taken = 0
        self._suspects: list[tuple[int, bytes, Reason]] = []

    def take(self, envelope: Envelope) -> bool:
        """Whether the envelope was in the box when the wave closed, as it is, and has not come before."""
        self._ids.write(_as_written(envelope.id))
        self._taken += 1
        place = self._hashes.place(hash_of(envelope))
        if place is None or self._here[place]:
            return False
        self._here[place] = 1
        return True

    def suspect(self, envelope_id: bytes, reason: Reason) -> None:
        """Remembers the envelope taken last, which was not counted, and what else is wrong with it."""
        self._suspects.append((self._taken - 1, envelope_id, reason))

    def suspects(self) -> Iterator[tuple[bytes, Reason]]:
        """The id of each envelope that was not counted, and why it is refused."""
        wanted = {_as_written(name) for _, name, _ in self._suspects}
        first: dict[bytes, int] = {}
        self._ids.seek(0)
        for place in range(self._taken if wanted else 0):
            name = self._ids.read(_ID_BYTES)
            if name in wanted:
                first.setdefault(name, place)
        for place, name, reason in self._suspects:
            is_repeated = first[_as_written(name)] < place
            yield name, Reason.REPEATED if is_repeated else reason

    @property
    def missing(self) -> int:
        """How many of those counted at close did not come."""
        return len(self._here) - sum(self._here)


def _as_written(envelope_id: bytes) -> bytes:
    """An id in 16 bytes, whatever a damaged file says."""
    return envelope_id[:_ID_BYTES].ljust(_ID_BYTES, b"\0")
