"""How much an order or a mark tells of what came with what: the arithmetic of an attack on anonymity.

An attacker has keys of one table in some order (of a file, of transactions), and keys of another in another.
If both orders are that of arrival, lining them up links each used code to its answer.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import product

Key = bytes
Orders = Mapping[str, Sequence[Key]]
Marks = Mapping[Key, Hashable]


def concordance(order: Sequence[Key], other: Sequence[Key]) -> float:
    """The share of pairs that stand alike in both orders (Kendall, 1938): 1 or 0 tells all, 0.5 nothing.

    Keys that only one of them has are left out; fewer than two shared keys tell nothing.
    """
    place = {key: number for number, key in enumerate(order)}
    before: list[int] = []
    alike = 0
    for key in other:
        if key in place:
            alike += bisect_left(before, place[key])
            insort(before, place[key])
    pairs = len(before) * (len(before) - 1) // 2
    return alike / pairs if pairs else 0.5


def most_links(one: Orders, other: Orders, truth: Mapping[Key, Key]) -> tuple[int, str]:
    """The most right links that lining up two tables gives, forwards or backwards, and by which two orders.

    `truth` is what really came with what, keys of `one` to keys of `other`.
    """
    best, wanted = (0, ""), set(truth.values())
    for (first, keys), (second, others) in product(one.items(), other.items()):
        known = [key for key in keys if key in truth]
        there = [key for key in others if key in wanted]
        for way, lined_up in (("", there), (", backwards", there[::-1])):
            right = sum(truth[key] == guess for key, guess in zip(known, lined_up, strict=False))
            best = max(best, (right, f"{first} with {second}{way}"))
    return best


def precision_by_marks(one: Marks, other: Marks, truth: Mapping[Key, Key]) -> float:
    """The share of right pairs among all pairs whose rows carry the same mark."""
    mine, theirs = Counter(one[key] for key in truth), Counter(other[key] for key in truth.values())
    pairs = sum(count * theirs[mark] for mark, count in mine.items())
    right = sum(one[key] == other[partner] for key, partner in truth.items())
    return right / pairs if pairs else 0.0


def share_joined(one: Marks, other: Marks, fewest: int) -> float:
    """The share of `one`'s rows whose mark leads to at least one and fewer than `fewest` rows of `other`.

    Without knowing what came with what: those rows are hidden among fewer than `fewest`.
    """
    theirs = Counter(other.values())
    joined = sum(0 < theirs[mark] < fewest for mark in one.values())
    return joined / len(one) if one else 0.0
