"""Records put into random order: any number goes in once, and comes out again as often as it is wanted.

What analysis makes of many responses it puts into a `Shuffle`, so that whoever calls decides where the
records wait: in memory, as here, or in a scratch file (exchange/scratch.py) where there are too many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Protocol

Record = tuple[str, ...]


class Shuffle(Protocol):
    """Takes records one by one and gives all of them in an order that says nothing of how they came."""

    def add(self, record: Record) -> None:
        """Takes one record."""

    def shuffled(self) -> Collection[Record]:
        """All records in random order, the same each time it is gone through. Nothing can be added after."""


NewShuffle = Callable[[], Shuffle]


class _InMemory:
    """A shuffle that holds its records in a list."""

    def __init__(self, shuffle: Callable[[list[Any]], None]) -> None:
        self._records: list[Record] = []
        self._shuffle = shuffle

    def add(self, record: Record) -> None:
        self._records.append(record)

    def shuffled(self) -> Collection[Record]:
        self._shuffle(self._records)
        return tuple(self._records)


def in_memory(shuffle: Callable[[list[Any]], None]) -> NewShuffle:
    """Shuffles that hold their records in memory; `shuffle` puts a list into its order, in place."""
    return lambda: _InMemory(shuffle)
