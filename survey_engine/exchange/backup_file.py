"""The file of a backup: an age file whose content is one line of JSON and then the copy of the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from survey_engine.sealing.streams import Source, Target, lock_stream, unlock_stream

FORMAT: Final = "survey-engine-backup-1"
_LONGEST_HEAD: Final = 1000


class BackupFileError(ValueError):
    """A file is no backup of this program."""


@dataclass(frozen=True, slots=True)
class BackupHead:
    """What a backup says of itself. kind: sqlite or postgresql; open_waves: those that took answers then."""

    kind: str
    made_on: date
    open_waves: tuple[str, ...] = ()


@dataclass
class _Joined:
    """The head, then the copy."""

    head: bytes
    copy: Source

    def read(self, size: int = -1, /) -> bytes:
        if self.head:
            piece, self.head = (self.head, b"") if size < 0 else (self.head[:size], self.head[size:])
            return piece
        return self.copy.read(size)


@dataclass
class _Parted:
    """Takes the head apart and passes the copy on."""

    copy: Target
    head: bytes = b""
    is_read: bool = field(default=False)

    def write(self, data: bytes, /) -> int:
        if self.is_read:
            self.copy.write(bytes(data))
            return len(data)
        self.head += bytes(data)
        line, ended, rest = self.head.partition(b"\n")
        if ended:
            self.head, self.is_read = line, True
            self.copy.write(rest)
        elif len(self.head) > _LONGEST_HEAD:
            raise OSError("no head")
        return len(data)

    def flush(self) -> None:
        self.copy.flush()


def write_backup(copy: Source, target: Target, head: BackupHead, recipients: Sequence[str]) -> None:
    """Lock a copy with public keys, in constant memory. Raises RecipientsError."""
    line = {"format": FORMAT, "kind": head.kind, "made_on": head.made_on.isoformat(), "open": head.open_waves}
    lock_stream(_Joined(json.dumps(line).encode() + b"\n", copy), target, recipients)


def read_backup(source: Source, copy: Target, identity_secret: str) -> BackupHead:
    """Unlock a backup, and write the copy. Raises EnvelopeError, BackupFileError: the copy is worthless."""
    parted = _Parted(copy)
    unlock_stream(source, parted, identity_secret)
    copy.flush()
    try:
        told = json.loads(parted.head)
        if told["format"] != FORMAT or told["kind"] not in ("sqlite", "postgresql"):
            raise BackupFileError("this is a file of another kind")
        return BackupHead(str(told["kind"]), date.fromisoformat(told["made_on"]), tuple(told["open"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BackupFileError("this is not a file that `survey-engine backup` wrote") from error
