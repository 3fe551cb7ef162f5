"""Members of staff who press the buttons of their screens."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyotp

from survey_engine.records import staff
from survey_engine.records.staff import Role
from survey_engine.sealing.invitations import make_invitation
from tests.patient.survey import SECRET_KEY, OpenSurvey, Patient
from tests.staff.authenticator import Authenticator, hidden_in, options_in

PASSWORD = "kettle violin harbour moss"


class Officer(Patient):
    """Someone of staff with a browser."""

    def __init__(self, survey: OpenSurvey, email: str) -> None:
        """Hold the browser; not signed in."""
        super().__init__(survey.app)
        self.survey, self.email = survey, email
        self.secret = ""
        self.card: list[str] = []
        self.passkey = Authenticator()

    def take_up(self, link: str, password: str = PASSWORD) -> Officer:
        """Open the invitation and choose a password."""
        self.open(link).press(link, {"password": password})
        return self

    def set_up_app(self) -> Officer:
        """Set an authenticator app as the second step."""
        self.open("/staff/set-up").press("/staff/set-up", {"kind": "app"})
        found = re.search(r"Key: <bdi[^>]*>([^<]+)<", self.text)
        assert found, self.text
        self.secret = found.group(1).replace(" ", "")
        self.press("/staff/set-up", {"kind": "app", "pending": self.hidden("pending"), "code": self.number()})
        return self

    def set_up_card(self) -> Officer:
        """Print a card as the second step."""
        self.open("/staff/set-up").press("/staff/set-up", {"kind": "card"})
        self.card = re.findall(r"<li><bdi[^>]*>(\w{4}-\w{4})</bdi>", self.text)
        first = self.card.pop(0)
        self.press("/staff/set-up", {"kind": "card", "pending": self.hidden("pending"), "code": first})
        return self

    def set_up_passkey(self, place: str = "/staff/set-up", name: str = "ward laptop") -> Officer:
        """Make a passkey as a second step, there or on the account page."""
        self.open(place).press(place, {"kind": "passkey"})
        said = self.passkey.make(options_in(self.text, place))
        return self.press(place, {"kind": "passkey", "name": name, "passkey": said})

    def use_passkey(self, action: str) -> Officer:
        """Press the button of the page that asks for her passkey."""
        field = "passkey" if action.endswith("/passkey") else "passkey_again"
        said = self.passkey.use(options_in(self.text, action))
        return self.press(action, {**hidden_in(self.text, action), field: said})

    def number(self) -> str:
        """What the app shows now."""
        return str(pyotp.TOTP(self.secret).at(int(self.survey.clock.now.timestamp())))

    def type_password(self, password: str = PASSWORD) -> Officer:
        """The first step."""
        self.open("/staff/sign-in").press("/staff/sign-in", {"email": self.email, "password": password})
        return self

    def type_code(self, code: str) -> Officer:
        """The second step."""
        self.press("/staff/second-step", {"code": code})
        return self

    @property
    def is_signed_in(self) -> bool:
        """Whether the start page opens."""
        return self.open("/staff").where == "/staff"


def invite(
    survey: OpenSurvey, email: str, roles: Iterable[Role], hospital: str | None = None
) -> tuple[Officer, str]:
    """Make an account: (its holder, the path of her link)."""
    with survey.store.writing() as db:
        record = staff.add_staff(db, email, roles, hospital, survey.chance.randbytes)
        token = make_invitation(record.id, record.epoch, SECRET_KEY)
    return Officer(survey, email), f"/staff/invitation/{token}"


def hired(survey: OpenSurvey, email: str, *roles: Role, hospital: str | None = None) -> Officer:
    """Someone who has taken up her invitation and is signed in."""
    officer, link = invite(survey, email, roles, hospital)
    if set(roles) == {Role.REPRESENTATIVE}:  # who has no password
        officer.open(link).press(link, {})
        return officer
    return officer.take_up(link).set_up_app()
