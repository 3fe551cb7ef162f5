"""Months and years are never shown as they were given: only as bands before the wave's opening day."""

from __future__ import annotations

from datetime import date

from survey_engine.questionnaire.bands import Band

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
