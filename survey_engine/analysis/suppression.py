"""The arithmetic of hiding: which cells are shown, in what form, so that no hidden one can be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FEWER = "fewer than 3"
ALL_BUT_FEWER = "all but fewer than 3"
WITHHELD = "withheld"
FEW_BY_HES = "*"

SMALL = 3  # counts below this are all shown as FEWER
_HES_SMALL = 7  # counts up to this are all shown as FEW_BY_HES


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader knows of the sum of some cells: it lies between the two ends, both included."""

    least: int
    most: int


def nearest(number: float, step: int) -> int:
    """The multiple of `step` next to a number; halves go up, so that the rule is the same everywhere."""
    return int((number + step / 2) // step) * step


def nearest_at_least(number: int, floor: int) -> int:
    """A count to the nearest 5, or up to the next 5 where the nearest would fall below a floor shown exactly.

    Plain rounding beside an exact base can pin the difference (27 beside "25" would say: no difference).
    """
    rounded = nearest(number, 5)
    return rounded if rounded >= floor else -(-floor // 5) * 5


def behind_rounded(shown: int, floor: int) -> Known:
    """The numbers, none below `floor`, that `nearest_at_least` shows as `shown`."""
    candidates = [n for n in range(max(floor, shown - 5), shown + 3) if nearest_at_least(n, floor) == shown]
    return Known(candidates[0], candidates[-1])


def by_hes(count: int) -> str:
    """One cell by the rule of NHS hospital statistics (HES): 0 to 7 as `*`, others to the nearest 5."""
    return FEW_BY_HES if count <= _HES_SMALL else str(nearest(count, 5))


def hide_small(cells: Mapping[str, int], total: Known) -> dict[str, str]:
    """The cells of one margin as a reader may see them, whose sum the reader knows to be in `total`.

    Counts of 0, 1 and 2 are all "fewer than 3", and then every other cell of the margin is withheld. To
    withhold only the second smallest would tell which is the second smallest, and with the sum that can give
    the small one away; a margin seldom has more than two cells, so little is lost. Where even so a small cell
    could have one value only, all are withheld alike; that is decided by what is public, so that the choice
    itself tells nothing.
    """
    if all(count >= SMALL for count in cells.values()):
        return {name: str(count) for name, count in cells.items()}
    if any(_pins(total, len(cells) - larger, larger) for larger in range(len(cells))):
        return dict.fromkeys(cells, WITHHELD)
    return {name: FEWER if count < SMALL else WITHHELD for name, count in cells.items()}


def _pins(total: Known, small: int, larger: int) -> bool:
    """Whether a sum in `total` leaves `small` cells of 0 to 2 one value each, beside cells of 3 or more."""
    most = min(SMALL - 1, total.most - SMALL * larger)
    least = 0 if larger else max(0, total.least - (SMALL - 1) * (small - 1))
    return most == least


def hide_extremes(cells: Mapping[str, int], base: int) -> dict[str, str]:
    """The cells of a question with several choices a person, whose counts have no common sum."""
    return {
        name: FEWER if count < SMALL else ALL_BUT_FEWER if count > base - SMALL else str(count)
        for name, count in cells.items()
    }
