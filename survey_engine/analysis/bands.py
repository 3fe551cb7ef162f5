"""Months and years are never shown as they were given: only as bands before the wave's opening day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Band(StrEnum):
    """How long before the wave opened. The values are codes in tables and never change."""

    UNDER_6_MONTHS = "under_6_months"
    FROM_6_TO_12_MONTHS = "6_to_12_months"
    FROM_1_TO_2_YEARS = "1_to_2_years"
    FROM_2_TO_5_YEARS = "2_to_5_years"
    OVER_5_YEARS = "over_5_years"

    @property
    def label(self) -> str:
        """The band in words."""
        return _LABELS[self]


_LABELS = {
    Band.UNDER_6_MONTHS: "Under 6 months",
    Band.FROM_6_TO_12_MONTHS: "6 to 12 months",
    Band.FROM_1_TO_2_YEARS: "1 to 2 years",
    Band.FROM_2_TO_5_YEARS: "2 to 5 years",
    Band.OVER_5_YEARS: "Over 5 years",
}
_MIDDLE_OF_A_YEAR = 7  # a year alone is read as 1 July


def band(value: str, opens_on: date) -> Band:
    """The band of a month or day ("2021-03", "2021", "2021-03-14"), in whole months to the opening day."""
    year, month, *_day = (*value.split("-"), "")
    months = (opens_on.year - int(year)) * 12 + opens_on.month - int(month or _MIDDLE_OF_A_YEAR)
    if months < 6:
        return Band.UNDER_6_MONTHS
    if months < 12:
        return Band.FROM_6_TO_12_MONTHS
    if months < 24:
        return Band.FROM_1_TO_2_YEARS
    return Band.FROM_2_TO_5_YEARS if months < 60 else Band.OVER_5_YEARS
