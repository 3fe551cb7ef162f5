"""How many people answered, as it stands beside a hospital's figures: one number, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from survey_engine.analysis.figures import Figure
from survey_engine.analysis.suppression import nearest_at_least


def people_shown(size: int, bases: Iterable[int]) -> int:
    """A number of answers to the nearest 5, never below a base that is shown exactly.

    Beside a base of 22, a plain "20" would say that there were no more than 22, so that nobody skipped the
    question or was not sure. So three numbers of people or more fit all that is told (a test tries all).
    """
    return nearest_at_least(size, max(bases, default=0))


def people_together(
    size: int, bases: Iterable[int], told: Mapping[str, int], floors: Mapping[str, int]
) -> int:
    """The same of all hospitals together, beside the numbers told of single ones and their largest bases.

    It is never below the least that these can add up to, so that it leaves each of them all its values.
    """
    least = sum(max(floors.get(name, 0), number - 2) for name, number in told.items())
    return people_shown(size, (*bases, least))


def seen_by_all(figure: Figure, people: int | None) -> Figure:
    """A figure of a question that everybody could see: as many as the `people` who answered, told alike.

    Rounded beside its own base alone, one question would say "20" and another, with a base of 22, "25": read
    together there would be 22 people, and nobody of them was not sure.
    """
    return figure if figure.eligible is None else replace(figure, eligible=people)
