"""From an invitation to a session, and back out: each step once, in time, and with a second thing in hand."""

from __future__ import annotations

import re

import pytest

from survey_engine.records import staff
from survey_engine.records.staff import Role
from tests.patient.survey import HOSPITAL, OpenSurvey
from tests.staff.office import PASSWORD, hired, invite

LEAD = "lead@example.org"


def test_from_the_link_to_the_start_page_by_an_app(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.HOSPITAL], HOSPITAL)
    assert LEAD in officer.open(link).text
    officer.take_up(link)
    assert officer.where == "/staff/set-up"
    officer.set_up_app()
    assert officer.where == "/staff"
    assert 'href="/hospital"' in officer.text


def test_signing_in_again_by_the_app_and_no_number_works_twice(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.HOSPITAL, hospital=HOSPITAL)
    officer.press("/staff/sign-out", {})
    assert not officer.is_signed_in
    survey.clock.forward(seconds=60)
    number = officer.number()
    assert officer.type_password().where == "/staff/second-step"
    assert not officer.is_signed_in  # half way is not in
    officer.type_password().type_code(number)
    assert officer.where == "/staff"
    other = hired(survey, "other@example.org", Role.READER)
    other.email, other.secret = officer.email, officer.secret
    other.client.delete_cookie("staff")
    other.type_password().type_code(number)
    assert other.status == 422
    assert "was used before" in other.text


def test_a_card_works_where_telephones_are_banned_each_code_once(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.HOSPITAL], HOSPITAL)
    officer.take_up(link).set_up_card()
    assert officer.where == "/staff"
    assert len(officer.card) == 11
    code = officer.card[0]
    officer.press("/staff/sign-out", {})
    officer.type_password().type_code(code.lower().replace("-", " "))
    assert officer.where == "/staff"
    officer.press("/staff/sign-out", {})
    assert officer.type_password().type_code(code).status == 422
    assert officer.type_code(officer.card[1]).where == "/staff"


def test_a_link_works_once_and_for_seven_days(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])
    officer.take_up(link)
    assert officer.open(link).status == 410
    assert "This link no longer works" in officer.text
    assert officer.open(link[:-3] + "abc").status == 410
    with survey.store.writing() as db:
        staff.invite_again(db, staff.staff(db, LEAD))
    assert officer.type_password().status == 422  # what she had stopped working


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("fourteen chars", "15 characters or more"),
        ("passwordpassword", "easy to guess"),
        ("qwertyqwertyqwerty", "easy to guess"),
        ("aaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("letmein123456789012345", "easy to guess"),
        ("lead@example.org", "easy to guess"),
        ("x" * 201, "shorter password"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(survey: OpenSurvey, password: str, sentence: str) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])
    officer.take_up(link, password)
    assert officer.status == 422
    assert sentence in officer.text
    assert officer.take_up(link).where == "/staff/set-up"  # the link still works


def test_nobody_learns_which_addresses_have_accounts(survey: OpenSurvey) -> None:
    hired(survey, LEAD, Role.READER)
    stranger, known = (
        invite(survey, "x@example.org", [Role.READER])[0],
        invite(survey, "y@example.org", [Role.READER])[0],
    )
    stranger.email, known.email = "nobody@example.org", LEAD
    texts = [
        re.sub(r"&#34;challenge&#34;: [^,]*", "", one.type_password("wrong wrong wrong").text)
        .replace(one.email, "")
        .replace(one.token, "")
        for one in (stranger, known)
    ]
    assert texts[0] == texts[1]
    assert known.status == 422


def test_ten_wrong_tries_slow_down(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.READER)
    officer.press("/staff/sign-out", {})
    for _try in range(10):
        officer.type_password("wrong wrong wrong")
    assert officer.type_password().status == 429
    survey.clock.forward(minutes=16)


def test_a_session_ends_when_idle_and_when_the_account_is_changed(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.READER)
    survey.clock.forward(minutes=59)
    assert officer.is_signed_in
    survey.clock.forward(minutes=2)
    assert not officer.is_signed_in
    other = hired(survey, "other@example.org", Role.READER)
    with survey.store.writing() as db:
        staff.end(db, staff.staff(db, "other@example.org"))
    assert not other.is_signed_in
    assert other.type_password().status == 422


def test_the_cookie_of_each_step_is_another_one(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])

    def cookie() -> str:
        found = officer.client.get_cookie("staff")
        return found.value if found else ""

    officer.take_up(link)
    first = cookie()
    officer.set_up_app()
    second = cookie()
    assert len({first, second, ""}) == 3
    officer.client.set_cookie("staff", first)
    assert not officer.is_signed_in


def test_a_password_alone_changes_no_second_step(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.READER)
    officer.press("/staff/sign-out", {})
    officer.type_password()
    assert officer.open("/staff/set-up").where == "/staff/second-step"
    officer.press("/staff/set-up", {"kind": "card"})
    assert officer.where == "/staff/second-step"


def test_a_card_that_is_used_up_lets_nobody_in_by_the_password_alone(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])
    officer.take_up(link).set_up_card()
    while officer.card:
        officer.press("/staff/sign-out", {})
        officer.type_password().type_code(officer.card.pop(0))
        told = f"Your card has {len(officer.card)} code" in officer.text
        assert told == (len(officer.card) <= 3)
    officer.press("/staff/sign-out", {})
    assert "Every code of your card is used." in officer.type_password().text
    assert officer.open("/staff/set-up").where == "/staff/second-step"
    officer.press("/staff/set-up", {"kind": "app"})
    assert officer.where == "/staff/second-step"


def test_a_wrong_first_number_keeps_the_same_pattern(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])
    officer.take_up(link).open("/staff/set-up").press("/staff/set-up", {"kind": "app"})
    before = re.search(r"Key: <bdi[^>]*>([^<]+)<", officer.text)
    officer.press("/staff/set-up", {"kind": "app", "pending": officer.hidden("pending"), "code": "000000"})
    after = re.search(r"Key: <bdi[^>]*>([^<]+)<", officer.text)
    assert officer.status == 422
    assert before
    assert after
    assert before.group(1) == after.group(1)
    assert PASSWORD not in officer.text
