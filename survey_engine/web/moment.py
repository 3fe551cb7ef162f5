"""The moment as a person in the United Kingdom sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def this_month(now: datetime) -> tuple[int, int]:
    """(year, month) in London at `now` (aware)."""
    local = now.astimezone(LONDON)
    return local.year, local.month
