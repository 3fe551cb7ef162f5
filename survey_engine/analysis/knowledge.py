"""What a reader knows of hidden numbers: sums that lie between two ends, and cells that must stay open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Cell = tuple[str, str, str]
"""A number of people: the question, who (a hospital, or a group of a trait), and which answer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A reader knows: least <= the sum of the cells, each by its weight, <= most. None is no end."""

    weights: Mapping[Cell, int]
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Protected:
    """A sum of cells that must keep at least `values` values a reader cannot tell between (rule 6)."""

    weights: Mapping[Cell, int]
    values: int
    question: str
    who: str
    trait: str = ""  # where it is of a group of one


@dataclass(slots=True)
class Knowledge:
    """All that one audience has had, and all that must stay hidden from it. Every cell is 0 or more."""

    shown: list[Shown] = field(default_factory=list)
    protected: list[Protected] = field(default_factory=list)
    unread: list[Protected] = field(default_factory=list)  # the cells of figures that the program cannot read

    def tell(self, cells: Iterable[Cell], least: int | None, most: int | None) -> None:
        """The plain sum of some cells lies between two ends."""
        weights = dict.fromkeys(cells, 1)
        if weights and (least is not None or most is not None):
            self.shown.append(Shown(weights, least, most))

    def weigh(self, weights: Mapping[Cell, int], least: int | None, most: int | None) -> None:
        """A weighted sum of some cells lies between two ends."""
        if weights:
            self.shown.append(Shown(dict(weights), least, most))

    def protect(self, cells: Iterable[Cell], values: int, question: str, who: str, trait: str = "") -> None:
        """The plain sum of some cells must keep `values` values."""
        if weights := dict.fromkeys(cells, 1):
            self.protected.append(Protected(weights, values, question, who, trait))
