"""The last check of deaths, asked for before anything is posted; an old one needs a reason."""

from __future__ import annotations

from datetime import date
from typing import Final

from wtforms import StringField

from survey_engine.records.waves import LONDON
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house

CHECK_DAYS: Final = 7


def today() -> date:
    """The day in London."""
    return house().clock().astimezone(LONDON).date()


class PostingForm(DoorForm):
    """Which wave is posted, and when deaths were last checked."""

    wave = StringField()
    day = StringField()
    month = StringField()
    year = StringField()
    reason = StringField()

    @property
    def checked_on(self) -> date | None:
        """The day of the last check; None where no day was typed that can be."""
        try:
            parts = [int((one.data or "").strip()) for one in (self.year, self.month, self.day)]
            found = date(*parts)
        except ValueError:
            return None
        return found if date(2000, 1, 1) <= found <= today() else None

    @property
    def is_old(self) -> bool:
        """Whether that day is too long ago, so that a reason is asked for."""
        found = self.checked_on
        return found is not None and (today() - found).days > CHECK_DAYS

    @property
    def why(self) -> str:
        """The reason, as it is written down."""
        return (self.reason.data or "").strip()[:300]

    def check_problems(self) -> tuple[PageError, ...]:
        """What is wrong with the day or the reason."""
        found = self.checked_on
        if found is None:
            return (PageError("#day", "Write the day of the last check with numbers, like 14 3 2027."),)
        if self.is_old and not self.why:
            days = (today() - found).days
            sentence = f"The last check was {days} days ago. Check again today, or write why you go on."
            return (PageError("#reason", sentence),)
        return ()

    def noted(self) -> dict[str, object]:
        """What the audit chain keeps of it."""
        checked = self.checked_on
        return {"deaths_checked": checked.isoformat() if checked else "", "reason": self.why}
