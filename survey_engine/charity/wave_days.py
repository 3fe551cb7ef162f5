"""Days that somebody types into three boxes."""

from __future__ import annotations

from datetime import date

from wtforms import StringField

from survey_engine.web.forms import DoorForm


class Days(DoorForm):
    """The days of a wave: each has a box for the day, the month and the year."""

    opens = StringField()
    opens_month = StringField()
    opens_year = StringField()
    closes = StringField()
    closes_month = StringField()
    closes_year = StringField()
    entry = StringField()
    entry_month = StringField()
    entry_year = StringField()

    def day(self, name: str) -> date | None:
        """The day that was typed; None where there can be no such day."""
        try:
            year, month, day = (int(one) for one in reversed(self.typed(name)))
            found = date(year, month, day)
        except ValueError:
            return None
        return found if date(2000, 1, 1) <= found <= date(2100, 1, 1) else None

    def typed(self, name: str) -> tuple[str, str, str]:
        """What stands in the three boxes."""
        day, month, year = ((self[f"{name}{end}"].data or "").strip()[:10] for end in ("", "_month", "_year"))
        return day, month, year
