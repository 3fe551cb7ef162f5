"""A typist at her desk: keys forms by the numbers of their boxes, without scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from survey_engine.records.staff import Role
from tests.patient.survey import OpenSurvey
from tests.staff.office import Officer, hired

HOME = "/charity/entry"

# One form, as its boxes are numbered: question -> what is keyed. Everything else is left empty on it.
FORM: Mapping[str, str] = {
    "dx_month": "3 2024",
    "dx_first": "2",
    "dx_where": "1",
    "told_caring": "1",
    "told_with": "3",
    "nurse_has": "2",
    "nurse_easy": "1",
    "plan_say": "2",
    "pain_any": "2",
    "help_more": "1 3",
    "overall": "9",
    "priorities": "2 10",
    "best_thing": "The nurses",
    "filled_by": "1",
    "age_band": "4",
}


class Typist(Officer):
    """Someone with the role `entry`."""

    def press(self, address: str, fields: Mapping[str, str | Sequence[str]]) -> Typist:
        """Press a button; a screen of a form says whose it is."""
        mark = self.hidden("form-mark")
        super().press(address, {**({"form-mark": mark} if mark else {}), **fields})
        return self

    def begin_batch(self, mode: str = "paper") -> str:
        """Begin a batch; the number for its slip, empty for calls."""
        self.open(HOME).press(f"{HOME}/begin", {"mode": mode, "wave": self.hidden("wave")})
        found = re.search(r'<bdi class="code"[^>]*>([^<]+)<', self.text)
        return found.group(1) if found else ""

    def take_up(self, number: str, password: str = "", **fields: str) -> Typist:
        """Take up the batch of a slip, for its second keying where nothing else is said."""
        self.open(HOME).press(f"{HOME}/take-up", {"number": number, "keying": "second", **fields})
        return self

    def lay_down(self, code: str, **fields: str) -> Typist:
        """Type the code of a form whose consent box is ticked."""
        self.open(f"{HOME}/form").press(f"{HOME}/form", {"code": code, "consent": "yes", **fields})
        return self

    def screen(self, entries: Mapping[str, str], action: str = "next", **fields: str) -> Typist:
        """Key one screen, and press a button of it."""
        found = re.search(rf'action="({HOME}/form/[^"]+)"', self.text)
        assert found, self.text
        names = set(re.findall(r'id="([a-z0-9_]+)" name=', self.text))
        keyed = {name: entries.get(name, "") for name in names}
        self.press(unescape(found.group(1)), {"action": action, **keyed, **fields})
        return self

    @property
    def is_on_screen(self) -> bool:
        """Whether a screen of a form is open."""
        return f'action="{HOME}/form/' in self.text

    def key(self, code: str, entries: Mapping[str, str] = FORM) -> Typist:
        """Key a whole form."""
        self.lay_down(code)
        while self.is_on_screen:
            where = self.where
            self.screen(entries)
            assert self.where != where, self.text
        return self

    def settle(self, **choices: str) -> Typist:
        """Key what is right, and press Send."""
        named = {name.replace("__", "-"): value for name, value in choices.items()}
        self.press(f"{HOME}/compare", named)
        return self


def typist(survey: OpenSurvey, email: str = "ann@example.org") -> Typist:
    """A typist who is signed in."""
    officer = hired(survey, email, Role.ENTRY)
    found = Typist(survey, email)
    found.client = officer.client
    return found
