"""The moment as a person in the United Kingdom sees it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def today(now: datetime) -> date:
    """The day in London at `now` (aware)."""
    return now.astimezone(LONDON).date()
