"""Any number of records put into random order in little memory, by way of a scratch file nobody can read.

**Why the order is uniform**: each record goes into one of BUCKETS buckets by a throw of its own, and then
each bucket is put into uniform random order. That is sorting by a random number that each record has for
itself, looked at digit by digit: the throw is its first digit, the order within a bucket comes of the others.
So every order of all records is as likely as any other. (Rao 1961, Sandelius 1962; a bucket too large for
memory is treated in the same way again.)

**What lies on the disk** is sealed under a key that only this process has in memory (sealing/blocks.py), in a
file without a name: where the process ends, however it ends, nothing is left that anybody could open.
"""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryFile
from typing import Any, Generic, Protocol, TypeVar

from survey_engine.analysis.shuffling import NewShuffle, Record
from survey_engine.questionnaire.answers import to_json
from survey_engine.sealing.blocks import BlockSealer

T = TypeVar("T")

BUCKETS = 256
BLOCK_BYTES = 16 * 1024  # of a bucket in memory, before it is written
MOST_BUCKET_BYTES = 4 * 1024 * 1024  # put into order in memory
_LENGTH = 4


class Chance(Protocol):
    """A source of chance, such as random.SystemRandom()."""

    def shuffle(self, x: list[Any], /) -> None:
        """Puts the list into an order of its own, in place."""

    def randrange(self, start: int, /) -> int:
        """A number from 0 to `start` - 1."""


class _Blocks:
    """A file without a name, written at its end only, one sealed block after another."""

    def __init__(self, folder: Path | None) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - it is closed when nobody looks into it any more
        weakref.finalize(self, self._file.close)
        self._sealer = BlockSealer()
        self.end = 0

    def append(self, data: bytes) -> int:
        """Write a block and return its place."""
        place, sealed = self.end, self._sealer.seal(self.end, data)
        self._file.seek(0, os.SEEK_END)
        self._file.write(len(sealed).to_bytes(_LENGTH) + sealed)
        self.end += _LENGTH + len(sealed)
        return place

    def read(self, place: int) -> tuple[bytes, int]:
        """Return the block at a place, and the place of the one behind it."""
        self._file.seek(place)
        length = int.from_bytes(self._file.read(_LENGTH))
        return self._sealer.open(place, self._file.read(length)), place + _LENGTH + length


class _Bucket:
    """Records on their way to the file: what is in memory, and where the last block of them stands."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.waiting_bytes = 0
        self.last = -1  # the place of its last block; each block begins with the place of the one before
        self.written = 0  # bytes


class _Scatter:
    """Records thrown into buckets at random."""

    def __init__(self, chance: Chance, folder: Path | None) -> None:
        self._chance, self._folder = chance, folder
        self._blocks = _Blocks(folder)
        self._buckets = [_Bucket() for _ in range(BUCKETS)]

    def add(self, record: bytes) -> None:
        bucket = self._buckets[self._chance.randrange(BUCKETS)]
        bucket.waiting.append(record)
        bucket.waiting_bytes += _LENGTH + len(record)
        if bucket.waiting_bytes >= BLOCK_BYTES:
            self._write(bucket)

    def _write(self, bucket: _Bucket) -> None:
        before = bucket.last.to_bytes(8, signed=True)
        bucket.last = self._blocks.append(before + _packed(bucket.waiting))
        bucket.written += bucket.waiting_bytes
        bucket.waiting, bucket.waiting_bytes = [], 0

    def shuffled(self) -> Iterator[bytes]:
        """Every record once, in uniform random order."""
        for bucket in self._buckets:
            records = self._records(bucket)
            if bucket.written <= MOST_BUCKET_BYTES:
                order = list(records)
                self._chance.shuffle(order)
                yield from order
                continue
            again = _Scatter(self._chance, self._folder)
            for record in records:
                again.add(record)
            yield from again.shuffled()

    def _records(self, bucket: _Bucket) -> Iterator[bytes]:
        yield from bucket.waiting
        place = bucket.last
        while place >= 0:
            block, _ = self._blocks.read(place)
            place = int.from_bytes(block[:8], signed=True)
            yield from _unpacked(block, 8)


def _packed(records: Iterable[bytes]) -> bytes:
    return b"".join(part for record in records for part in (len(record).to_bytes(_LENGTH), record))


def _unpacked(block: bytes, place: int = 0) -> Iterator[bytes]:
    while place < len(block):
        start = place + _LENGTH
        place = start + int.from_bytes(block[place:start])
        yield block[start:place]


class Kept(Collection[T], Generic[T]):
    """Records that wait in a scratch file, to be gone through one by one, again and again, in one order."""

    def __init__(self, records: Iterable[bytes], decode: Callable[[bytes], T], folder: Path | None) -> None:
        self._blocks, self._decode, self._size = _Blocks(folder), decode, 0
        waiting: list[bytes] = []
        waiting_bytes = 0
        for record in records:
            waiting.append(record)
            waiting_bytes += len(record)
            self._size += 1
            if waiting_bytes >= BLOCK_BYTES:
                self._blocks.append(_packed(waiting))
                waiting, waiting_bytes = [], 0
        self._blocks.append(_packed(waiting))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        place = 0
        while place < self._blocks.end:
            block, place = self._blocks.read(place)
            yield from map(self._decode, _unpacked(block))

    def __contains__(self, record: object) -> bool:
        return any(one == record for one in self)


class ScratchShuffle(Generic[T]):
    """A shuffle (analysis/shuffling.py) whose memory does not grow with the number of its records."""

    def __init__(
        self,
        encode: Callable[[T], bytes],
        decode: Callable[[bytes], T],
        chance: Chance | None = None,
        folder: Path | None = None,
    ) -> None:
        """`chance` is SystemRandom where none is given; `folder` is where the scratch file is made."""
        self._encode, self._decode, self._folder = encode, decode, folder
        self._scatter: _Scatter | None = _Scatter(chance or SystemRandom(), folder)

    def add(self, record: T) -> None:
        """Takes one record. Raises ValueError once they are shuffled."""
        if self._scatter is None:
            raise ValueError("the records are shuffled already")
        self._scatter.add(self._encode(record))

    def shuffled(self) -> Kept[T]:
        """All records in random order. Raises ValueError the second time."""
        if self._scatter is None:
            raise ValueError("the records are shuffled already")
        scatter, self._scatter = self._scatter, None
        return Kept(scatter.shuffled(), self._decode, self._folder)


def in_scratch(chance: Chance | None = None, folder: Path | None = None) -> NewShuffle:
    """Shuffles of tuples of text that wait in scratch files; for what analysis makes of responses."""
    return lambda: ScratchShuffle[Record](to_json, _record, chance, folder)


def _record(data: bytes) -> Record:
    return tuple(json.loads(data))
