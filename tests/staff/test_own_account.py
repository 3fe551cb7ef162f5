"""Her own account: the password first, then whatever she changes; the last second step stays."""

from __future__ import annotations

import re

import pytest

from survey_engine.records import audit, staff
from survey_engine.records.staff import Role
from tests.patient.survey import OpenSurvey
from tests.staff.authenticator import Authenticator
from tests.staff.office import PASSWORD, Officer, hired, invite

LEAD = "lead@example.org"
ADD, REMOVE, OUT = "/staff/account/add", "/staff/account/remove", "/staff/account/sign-out"
OTHER_PASSWORD = "teapot glacier seven ribbons"


@pytest.fixture
def officer(survey: OpenSurvey) -> Officer:
    """Somebody with an app who is signed in."""
    return hired(survey, LEAD, Role.READER)


def events(survey: OpenSurvey) -> list[str]:
    """What the audit chain says of her."""
    with survey.store.reading() as db:
        return [one.event for one in audit.entries(db) if one.actor == LEAD]


def another_browser(officer: Officer) -> Officer:
    """The same person somewhere else, signed in by the app."""
    officer.survey.clock.forward(seconds=60)
    other = Officer(officer.survey, LEAD)
    other.secret, other.passkey = officer.secret, officer.passkey
    return other.type_password().type_code(other.number())


@pytest.mark.parametrize("address", ["/staff/account", "/staff/account/password", ADD])
def test_every_screen_of_it_asks_for_the_password_first(officer: Officer, address: str) -> None:
    assert officer.open(address).status == 200
    officer.survey.clock.forward(minutes=11)
    assert officer.open(address).status == 403
    assert "Type your password again" in officer.text


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/staff/account/password", {"password": OTHER_PASSWORD}),
        (ADD, {"kind": "card"}),
        (REMOVE, {"kind": "app"}),
        (OUT, {"which": "others"}),
        ("/staff/set-up", {"kind": "card"}),
    ],
)
def test_every_change_asks_for_the_password_first(
    officer: Officer, address: str, fields: dict[str, str]
) -> None:
    other = another_browser(officer)
    officer.survey.clock.forward(minutes=11)
    officer.open("/staff").press(address, fields)
    assert officer.status == 403
    assert OTHER_PASSWORD not in officer.text  # no password goes on in a page
    assert other.is_signed_in
    assert Officer(officer.survey, LEAD).type_password().where == "/staff/second-step"


def test_another_password_ends_what_was_signed_in_elsewhere(officer: Officer) -> None:
    other = another_browser(officer)
    officer.open("/staff/account/password").press("/staff/account/password", {"password": "short"})
    assert officer.status == 422
    officer.press("/staff/account/password", {"password": OTHER_PASSWORD})
    assert officer.where == "/staff/account"
    assert officer.is_signed_in
    assert not other.is_signed_in
    assert other.type_password(PASSWORD).status == 422
    assert other.type_password(OTHER_PASSWORD).where == "/staff/second-step"
    assert events(officer.survey)[-1] == "password changed"


def test_several_passkeys_with_names_of_hers(officer: Officer) -> None:
    officer.set_up_passkey(ADD, "  ward   laptop ")
    officer.passkey = Authenticator(id=b"a passkey of software, 2")
    officer.set_up_passkey(ADD, '<b>"blue" key</b>')
    assert officer.where == "/staff/account"
    assert "<bdi>Passkey: ward laptop</bdi>" in officer.text
    assert "&lt;b&gt;" in officer.text
    assert events(officer.survey).count("second step set") == 3
    [first, second] = re.findall(r'name="which" value="([0-9a-f]+)"', officer.text)[:2]
    officer.press(REMOVE, {"kind": "passkey", "which": first})
    assert "It is taken away" in officer.text
    assert first not in officer.text
    assert second in officer.text
    assert events(officer.survey)[-1] == "second step taken away"
    assert "taken away before" in officer.press(REMOVE, {"kind": "passkey", "which": first}).text


def test_ten_passkeys_are_enough(officer: Officer) -> None:
    for number in range(10):
        officer.passkey = Authenticator(id=b"a passkey of software %d" % number)
        assert officer.set_up_passkey(ADD).where == "/staff/account"
    officer.passkey = Authenticator(id=b"a passkey of software 10")
    assert officer.set_up_passkey(ADD).status == 422


def test_nobody_takes_anothers_passkey_away(officer: Officer) -> None:
    officer.set_up_passkey(ADD)
    mine = officer.passkey.id.hex()
    other = hired(officer.survey, "other@example.org", Role.READER).open("/staff/account")
    other.press(REMOVE, {"kind": "passkey", "which": mine})
    assert mine in officer.open("/staff/account").text


def test_the_last_second_step_stays(officer: Officer) -> None:
    assert "Remove" not in officer.open("/staff/account").text
    assert "If you lose your only second step" in officer.text
    assert officer.press(REMOVE, {"kind": "app"}).status == 422
    assert "Add another one first" in officer.text
    officer.open(ADD).press(ADD, {"kind": "card"})
    card = re.findall(r"<li><bdi[^>]*>(\w{4}-\w{4})</bdi>", officer.text)
    officer.press(ADD, {"kind": "card", "pending": officer.hidden("pending"), "code": card[0]})
    assert "11 codes left" in officer.text
    officer.press(REMOVE, {"kind": "app"})
    assert "It is taken away" in officer.text
    assert officer.press(REMOVE, {"kind": "card"}).status == 422
    officer.press("/staff/sign-out", {})
    assert officer.type_password().type_code(officer.number()).status == 422  # the app is gone
    assert officer.type_code(card[1]).where == "/staff"


def test_a_used_up_card_does_not_count_as_a_way_in(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])
    officer.take_up(link).set_up_card().set_up_passkey(ADD)
    with survey.store.writing() as db:
        record = staff.staff(db, LEAD)
        staff.set_card(db, record, [])
    assert officer.press(REMOVE, {"kind": "passkey", "which": officer.passkey.id.hex()}).status == 422


def test_where_she_is_signed_in(officer: Officer) -> None:
    other, third = another_browser(officer), another_browser(officer)
    page = officer.open("/staff/account").text
    assert page.count("This browser") == 1
    handles = re.findall(r'name="which" value="([0-9a-f]{16})"', page)
    assert len(handles) == 2
    officer.press(OUT, {"which": handles[1]})
    assert [other.is_signed_in, third.is_signed_in].count(True) == 1
    officer.press(OUT, {"which": "others"})
    assert [other.is_signed_in, third.is_signed_in, officer.is_signed_in] == [False, False, True]


def test_nobody_signs_another_out(officer: Officer) -> None:
    other = hired(officer.survey, "other@example.org", Role.READER)
    another_browser(officer)
    [handle] = re.findall(r'name="which" value="([0-9a-f]{16})"', officer.open("/staff/account").text)
    other.open("/staff/account").press(OUT, {"which": handle})
    assert handle in officer.open("/staff/account").text


def test_a_second_step_taken_away_signs_out_elsewhere(officer: Officer) -> None:
    other = another_browser(officer)
    officer.set_up_passkey(ADD).press(REMOVE, {"kind": "app"})
    assert officer.is_signed_in
    assert not other.is_signed_in
