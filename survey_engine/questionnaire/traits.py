"""What people say of themselves: the questions by which all answers together may be told apart, coarsely."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Some answers of a trait together, under a code and words of their own."""

    id: str
    label: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """A question that describes who answered. `ladder`: its steps from fine to coarse, empty where none.

    After the last step stands, for every ladder, all of them together: nothing is told.
    """

    question: str
    ladder: tuple[tuple[Group, ...], ...] = ()
