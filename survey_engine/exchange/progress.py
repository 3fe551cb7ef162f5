"""Long work that says how far it is, without knowing who listens: a terminal, a page, or nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Watch(Protocol):
    """Passes things through while they are worked on; it knows what is done and how many they are."""

    def __call__(self, things: Iterable[T], what: str, length: int, /) -> Iterable[T]:
        """The same things."""


def unwatched(things: Iterable[T], what: str, length: int, /) -> Iterable[T]:
    """A watch for nobody."""
    return things


@dataclass(frozen=True, slots=True)
class Watched(Collection[T], Generic[T]):
    """A collection that tells a watch each time it is gone through. `what` says what for: "Counting"."""

    things: Collection[T]
    what: str
    watch: Watch

    def __len__(self) -> int:
        return len(self.things)

    def __iter__(self) -> Iterator[T]:
        return iter(self.watch(self.things, self.what, len(self.things)))

    def __contains__(self, thing: object) -> bool:
        return thing in self.things
