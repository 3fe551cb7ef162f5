"""What a focus-group slip holds, and how what was typed is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from survey_engine.questionnaire.answers import clean_text
from survey_engine.web.forms import PageError
from survey_engine.web.language import gettext as _

RESULTS: Final = "results"  # "only": goes with no other
ACTIVITIES: Final = ("group", "online", "talk", "representative", RESULTS)
# In the worst case, four bytes for each character, they fit the one length of every slip.
MOST_LETTERS: Final[Mapping[str, int]] = {
    "name": 80,
    "phone": 40,
    "email": 120,
    "best_time": 150,
    "access_needs": 300,
}
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_PHONE: Final = re.compile(r"[\d\s()+./-]+")
_FEWEST_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Slip:
    """What somebody typed and ticked, good or not."""

    texts: Mapping[str, str] = field(default_factory=dict)
    activities: tuple[str, ...] = ()
    hospital: str = ""
    consent: bool = False

    def to_payload(self, hospital_name: str, language: str, delete_on: date) -> dict[str, object]:
        """What is sealed: no time, nothing of a survey."""
        return {
            "name": self.texts["name"],
            "telephone": self.texts["phone"],
            "email": self.texts["email"],
            "activities": list(self.activities),
            "best_time": self.texts["best_time"],
            "access_needs": self.texts["access_needs"],
            "hospital": hospital_name,
            "language": language,
            "consent": self.consent,
            "delete_on": delete_on.isoformat(),
        }


def read_slip(values: Mapping[str, str], activities: Sequence[str], hospitals: Sequence[str]) -> Slip:
    """Read a form; what is not offered counts as not chosen."""
    hospital = values.get("hospital", "")
    return Slip(
        texts={name: clean_text(values.get(name, "")).strip() for name in MOST_LETTERS},
        activities=tuple(one for one in ACTIVITIES if one in activities),
        hospital=hospital if hospital in hospitals else "",
        consent=values.get("consent") == "yes",
    )


def problems(slip: Slip) -> tuple[PageError, ...]:
    """What must be mended, in the order of the page."""
    found = {name: _problem_of(name, slip) for name in (*MOST_LETTERS, "activities", "consent")}
    order = ("activities", "name", "phone", "email", "best_time", "access_needs", "consent")
    return tuple(PageError(f"#{name}", found[name]) for name in order if found[name])


def _problem_of(name: str, slip: Slip) -> str:
    text = slip.texts.get(name, "")
    if name in MOST_LETTERS and len(text) > MOST_LETTERS[name]:
        return _("Make this shorter. It can have up to %(number)s letters.", number=MOST_LETTERS[name])
    match name:
        case "phone":
            return _phone_problem(text, slip.texts["email"])
        case "email" if text and not _EMAIL.fullmatch(text):
            return _("Look at the e-mail address again. It has the sign @ in it, and a dot after it.")
        case "activities" if not slip.activities:
            return _("Tick at least one of these.")
        case "activities" if RESULTS in slip.activities and len(slip.activities) > 1:
            alone = _("Only send me what you learn")
            return _("You ticked “%(alone)s” and another answer. Untick one of them.", alone=alone)
        case "consent" if not slip.consent:
            return _("Tick the box if you agree that we contact you.")
    return ""


def _phone_problem(phone: str, email: str) -> str:
    if not phone and not email:
        return _("Write a telephone number or an e-mail address. One of them is enough.")
    digits = sum(one.isdecimal() for one in phone)
    if phone and (not _PHONE.fullmatch(phone) or digits < _FEWEST_DIGITS):
        return _("Look at the telephone number again. Write it with numbers only.")
    return ""
