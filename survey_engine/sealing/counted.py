"""The hashes of all envelopes of a wave as they were when it closed: 32 bytes each, sorted, in one piece.

A million of them take 32 MB. As a tuple of bytes they would take three times that, and a set as much again.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import overload

HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Hashes(Sequence[bytes]):
    """A sorted sequence of hashes. Raises ValueError for bytes that are no such sequence."""

    joined: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        whole = range(0, len(self.joined), HASH_BYTES)
        pieces = (self.joined[start : start + HASH_BYTES] for start in whole)
        if len(self.joined) % HASH_BYTES or any(one > after for one, after in pairwise(pieces)):
            raise ValueError("these are not the sorted hashes of envelopes")

    @classmethod
    def of(cls, hashes: Iterable[bytes]) -> Hashes:
        """The hashes sorted."""
        return cls(b"".join(sorted(hashes)))

    @property
    def digest(self) -> str:
        """The hexadecimal SHA-256 over all of them: the fingerprint printed at close."""
        return hashlib.sha256(self.joined).hexdigest()

    def place(self, wanted: bytes) -> int | None:
        """Where a hash stands; None where it is not among them."""
        found = bisect_left(self, wanted)
        return found if found < len(self) and self[found] == wanted else None

    def __len__(self) -> int:
        return len(self.joined) // HASH_BYTES

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Hashes: ...
    def __getitem__(self, place: int | slice) -> bytes | Hashes:
        if isinstance(place, slice):
            return Hashes(b"".join(self[one] for one in range(*place.indices(len(self)))))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        start = (place % len(self)) * HASH_BYTES
        return self.joined[start : start + HASH_BYTES]
