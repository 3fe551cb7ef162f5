"""The bands in which months and days are released. Their values are codes in tables and never change."""

from __future__ import annotations

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
