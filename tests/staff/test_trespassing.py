"""Letters, lost letters and reminders, tried by those whose they are not: refused, and nothing shown."""

from __future__ import annotations

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from survey_engine.records import hospitals, invitations, staff
from survey_engine.records.staff import Role
from tests.patient.survey import HOSPITAL, SECRET_KEY, WAVE, OpenSurvey
from tests.staff.answering import give_out, send, set_way, wait_for_letters
from tests.staff.office import Officer, hired, invite

OTHER = "ZZZ"
TODAY = {"day": "10", "month": "11", "year": "2026"}
HOSPITAL_SCREENS = (
    "",
    "/letters",
    "/letters/ready",
    "/letters/codes.csv",
    "/replace",
    "/reminders",
    "/counts",
)
CHARITY_SCREENS = ("letters", "letters/ready", "letters/letters.pdf", "replace", "reminders", "counts")


@pytest.fixture
def letters(survey: OpenSurvey) -> list[tuple[str, str]]:
    """26 letters of the hospital, under mail merge and with a list of unused codes; 12 have answered."""
    set_way(survey, "merge", "unused")
    found = sorted([*zip(survey.refs, survey.codes, strict=True), *give_out(survey, 20)])
    send(survey, [code for _ref, code in found[:12]])
    return found


def shows_nothing(officer: Officer, letters: list[tuple[str, str]], typed: str = "") -> None:
    shown = officer.text.replace(typed, "") if typed else officer.text
    assert "Northfield" not in shown
    assert not any(ref in shown or code in shown for ref, code in letters)


def state_of(survey: OpenSurvey) -> tuple[int, int, int]:
    with survey.store.reading() as db:
        [mine] = [one for one in invitations.exact_counts(db, WAVE) if one.hospital == HOSPITAL]
    return mine.issued, mine.stopped, mine.replaced


def test_another_hospital(survey: OpenSurvey, letters: list[tuple[str, str]]) -> None:
    with survey.store.writing() as db:
        hospitals.add_hospital(db, OTHER, "Southfield Hospital")
    give_out(survey, 1, OTHER)
    other = hired(survey, "other@example.org", Role.HOSPITAL, hospital=OTHER)
    before = state_of(survey)
    for screen in HOSPITAL_SCREENS:
        other.open(f"/hospital{screen}")
        shows_nothing(other, letters)
    refs = "\n".join(ref for ref, _code in letters)
    for screen in ("/hospital/stop", "/hospital/replace"):
        other.open(screen).press(screen, {"refs": letters[0][0]})
        shows_nothing(other, letters, letters[0][0])
        assert state_of(survey) == before
    codes = "\n".join(code for _ref, code in letters)
    other.open("/hospital/reminders").press("/hospital/reminders", {"wave": WAVE, "codes": codes, **TODAY})
    assert (other.status, "are of no letter of ZZZ" in other.text) == (422, True)
    shows_nothing(other, letters, codes)
    assert not any(ref in other.text for ref in refs.split())


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER, Role.ENTRY])
def test_a_role_that_has_no_letters(survey: OpenSurvey, letters: list[tuple[str, str]], role: Role) -> None:
    officer = hired(survey, "role@example.org", role)
    screens = [one for one in CHARITY_SCREENS if role is not Role.ANALYST or one != "counts"]  # hers too
    for address in (
        *(f"/hospital{one}" for one in HOSPITAL_SCREENS),
        *(f"/charity/{one}" for one in screens),
    ):
        assert officer.open(address).status == 403, address
        shows_nothing(officer, letters)
    before = state_of(survey)
    token = officer.open("/staff").token
    for address in ("/hospital/replace", "/charity/replace", "/hospital/reminders", "/charity/letters"):
        fields = {"refs": letters[0][0], "csrf_token": token}
        assert officer.press(address, fields).status == 403, address
        shows_nothing(officer, letters)
    assert state_of(survey) == before


def signed_days_ago(link: str, days: int) -> str:
    """The same invitation, as it was signed some days ago."""

    class Earlier(TimestampSigner):
        """Signs with an earlier time."""

        def get_timestamp(self) -> int:
            """Seconds since 1970, then."""
            return super().get_timestamp() - days * 24 * 60 * 60

    path, _, token = link.rpartition("/")
    content = URLSafeTimedSerializer(SECRET_KEY, salt="staff-invitation").loads(token)
    earlier = URLSafeTimedSerializer(SECRET_KEY, salt="staff-invitation", signer=Earlier)
    return f"{path}/{earlier.dumps(content)}"


def test_a_forged_link_and_one_of_last_week(survey: OpenSurvey, letters: list[tuple[str, str]]) -> None:
    officer, link = invite(survey, "lead@example.org", [Role.HOSPITAL], HOSPITAL)
    forged = link[:-2] + ("AA" if not link.endswith("AA") else "BB")
    for address in (forged, "/staff/invitation/x", f"{link}x"):
        assert officer.open(address).status in (400, 403, 404, 410), address
        shows_nothing(officer, letters)
        assert officer.open("/hospital/replace").where == "/staff/sign-in"
    for days, status in ((8, 410), (6, 200)):
        assert officer.open(signed_days_ago(link, days)).status == status
        shows_nothing(officer, letters)


def test_a_session_that_was_stolen_before_its_end(survey: OpenSurvey, letters: list[tuple[str, str]]) -> None:
    lead = hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    lead.open("/hospital/replace").press("/hospital/replace", {"refs": letters[0][0]})
    thief = Officer(survey, "nobody@example.org")
    for name in ("staff", "door", "handout"):
        cookie = lead.client.get_cookie(name)
        assert cookie is not None
        thief.client.set_cookie(name, cookie.value)
    lead.open("/staff").press("/staff/sign-out", {})
    for screen in HOSPITAL_SCREENS:
        assert thief.open(f"/hospital{screen}").where == "/staff/sign-in"
        shows_nothing(thief, letters)
    before = state_of(survey)
    thief.press("/hospital/replace", {"refs": letters[1][0]})
    assert (thief.where, state_of(survey)) == ("/staff/sign-in", before)


def test_an_account_that_ended_while_its_letters_were_made(survey: OpenSurvey) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    hired(survey, "second@example.org", Role.ADMIN)
    order = {"wave": WAVE, "hospital": HOSPITAL, "language": "en", "size": "12", "count": "1"}
    admin.open("/charity/letters").press("/charity/letters", order)
    wait_for_letters(admin)
    with survey.store.writing() as db:
        staff.end(db, staff.staff(db, "admin@example.org"))
    assert admin.open("/charity/letters/letters.pdf").where == "/staff/sign-in"
