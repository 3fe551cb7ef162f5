"""The whole sign-in as somebody sees it who wants in: what she plants, forges, replays, guesses and reads."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from survey_engine import create_app
from survey_engine.records import staff
from survey_engine.records.staff import Role
from survey_engine.web.access import Access, rule_of
from tests.inspecting_client import InspectingClient
from tests.patient.survey import HOSPITAL, OpenSurvey, Patient, settings_for
from tests.patient.test_no_get_changes_anything import content_hash
from tests.staff.office import PASSWORD, Officer, hired, invite
from tests.staff.test_who_sees_what import ROLE_RULES, staff_routes

LEAD = "lead@example.org"
EVERYTHING = {
    "email": "new@example.org",
    "roles": "reader",
    "password": "teapot glacier seven ribbons",
    "password_again": PASSWORD,
    "refs": "RXQ-7KQ2M4",
    "kind": "app",
    "which": "others",
    "count": "3",
    "day": "10",
    "month": "11",
    "year": "2026",
    "wave": "W1",
    "next": "/staff",
}


def cookie(officer: Patient, name: str = "staff") -> str:
    """The value of a cookie of hers."""
    found = officer.client.get_cookie(name)
    return found.value if found else ""


def test_a_planted_session_is_never_taken_over(survey: OpenSurvey) -> None:
    thief = hired(survey, "thief@example.org", Role.READER)
    victim, link = invite(survey, LEAD, [Role.READER])
    for planted in (cookie(thief), "made-up", "0" * 64):
        victim.client.set_cookie("staff", planted)
        victim.open("/staff/sign-in")
        assert cookie(victim) == planted
    victim.take_up(link)
    assert cookie(victim) not in (planted, cookie(thief))
    half = cookie(victim)
    victim.set_up_app()
    assert cookie(victim) != half
    other = Officer(survey, LEAD)
    for old in (half, planted):
        other.client.set_cookie("staff", old)
        assert not other.is_signed_in


def test_whoever_sat_here_before_knows_no_form_token(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])
    tokens = [officer.open(link).token]
    tokens.append(officer.take_up(link).open("/staff/set-up").token)
    tokens.append(officer.set_up_app().token)
    tokens.append(officer.press("/staff/sign-out", {}).token)
    assert len(set(tokens)) == 4
    survey.clock.forward(seconds=60)
    officer.type_password().type_code(officer.number())
    assert (
        officer.press("/staff/account/sign-out", {"csrf_token": tokens[2], "which": "others"}).status == 422
    )


@pytest.mark.parametrize("token", ["", "0" * 64, "another browser's"])
def test_no_form_of_another_site_changes_anything(survey: OpenSurvey, token: str) -> None:
    officer = _everything(survey)
    if token == "another browser's":
        token = Officer(survey, LEAD).open("/staff/sign-in").token
    before = content_hash(survey.path)
    posts = [rule.rule for rule in survey.app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    staff_posts = [one for one in posts if one.startswith(("/staff", "/hospital", "/charity"))]
    assert len(staff_posts) > 15
    for address in staff_posts:
        officer.client.post(address, data={**EVERYTHING, "csrf_token": token})
    assert content_hash(survey.path) == before
    assert officer.is_signed_in


def _everything(survey: OpenSurvey) -> Officer:
    """Somebody with every role that goes together."""
    return hired(survey, LEAD, Role.HOSPITAL, Role.ADMIN, Role.READER, hospital=HOSPITAL)


def test_a_forged_sign_out_leaves_no_session_that_nobody_sees(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.READER)
    page = officer.client.post("/staff/sign-out", data={"csrf_token": "forged"})
    assert (page.status_code, "You are still signed in" in page.get_data(as_text=True)) == (400, True)
    assert officer.is_signed_in
    held = cookie(officer)
    officer.press("/staff/sign-out", {})
    assert cookie(officer) == ""
    officer.client.set_cookie("staff", held)
    assert not officer.is_signed_in


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/staff",
        "//evil.example/staff",
        "/staff//evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "/staff\r\nLocation: https://evil.example",
        "/staff?next=https://evil.example",
        "@evil.example/staff",
        "",
    ],
)
def test_no_address_leads_to_another_site(survey: OpenSurvey, address: str) -> None:
    officer = hired(survey, LEAD, Role.ADMIN)
    survey.clock.forward(minutes=11)
    officer.open("/charity/accounts")
    answer = officer.client.post(
        "/staff/confirm",
        data={"csrf_token": officer.token, "password_again": PASSWORD, "next": address},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff")


def _seconds(officer: Officer, email: str) -> float:
    officer.email = email
    officer.open("/staff/sign-in")
    begun = time.process_time()
    officer.press("/staff/sign-in", {"email": email, "password": "wrong wrong wrong"})
    return time.process_time() - begun


def test_an_unknown_address_takes_as_much_work_as_a_known_one(survey: OpenSurvey) -> None:
    hired(survey, LEAD, Role.READER)
    invite(survey, "invited@example.org", [Role.READER])
    officer = Officer(survey, "")
    addresses = (LEAD, "nobody@example.org", "invited@example.org")
    best = {one: min(_seconds(officer, one) for _try in range(3)) for one in addresses}
    assert max(best.values()) < 2 * min(best.values()), best


def test_many_addresses_together_do_not_guess_a_number(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.READER)
    survey.clock.forward(seconds=60)
    for number in range(30):
        thief = Officer(survey, LEAD)
        thief.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        thief.type_password().type_code("000000")
        assert thief.status == 422
    officer.press("/staff/sign-out", {})
    assert officer.type_password().type_code(officer.number()).status == 429
    survey.clock.forward(days=1)  # tries are counted under a key of the day, by a clock of their own
    assert officer.type_password().type_code(officer.number()).where == "/staff"


def test_half_way_in_opens_nothing_and_ends_after_half_an_hour(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.ADMIN)
    officer.press("/staff/sign-out", {})
    officer.type_password()
    for address, method, rule in staff_routes(survey.app):
        if rule in ROLE_RULES or rule is Access.STAFF:
            send = officer.client.get if method == "GET" else officer.client.post
            answer = send(
                address, data={"csrf_token": officer.token, **EVERYTHING} if method == "POST" else None
            )
            assert answer.headers.get("Location") == "/staff/second-step", (method, address)
    survey.clock.forward(minutes=29)
    assert officer.open("/staff/second-step").where == "/staff/second-step"
    survey.clock.forward(minutes=2)
    assert officer.open("/staff/second-step").where == "/staff/sign-in"


def test_a_role_that_was_taken_away_is_gone_at_the_next_button(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.ADMIN, Role.READER).open("/charity/accounts")
    with survey.store.writing() as db:
        staff.staff(db, LEAD).roles = Role.READER.value
    assert officer.press("/charity/accounts/invite", EVERYTHING).status == 403
    assert officer.open("/charity/audit").status == 403
    with survey.store.writing() as db:
        staff.staff(db, LEAD).state = staff.State.ENDED.value
    assert officer.open("/staff").where == "/staff/sign-in"


def test_every_answer_to_staff_stays_in_no_cache(survey: OpenSurvey) -> None:
    officer = _everything(survey)
    for address, method, _rule in staff_routes(survey.app):
        if method == "GET":
            answer = officer.client.get(address)
            assert answer.headers["Cache-Control"] == "no-store", address
            assert "Cookie" in answer.headers["Vary"], address


@pytest.fixture
def secure(survey: OpenSurvey) -> Iterator[Flask]:
    """The same survey as the world reaches it."""
    settings = replace(
        settings_for(survey.url),
        base_url="https://survey.example.org",
        trusted_hosts=("survey.example.org",),
    )
    app = create_app(settings, clock=survey.clock, random=survey.chance.randbytes)
    app.test_client_class = InspectingClient
    yield app
    app.extensions["survey_engine"].store.engine.dispose()


def test_cookies_are_for_https_and_this_host_alone(survey: OpenSurvey, secure: Flask) -> None:
    _officer, link = invite(survey, LEAD, [Role.READER])
    officer = Patient(secure)
    base = "https://survey.example.org"
    officer.page = officer.client.get(link, base_url=base)
    data = {"csrf_token": officer.token, "password": PASSWORD}
    answer = officer.client.post(link, data=data, base_url=base)
    set_here = answer.headers.getlist("Set-Cookie")
    assert {one.partition("=")[0] for one in set_here} == {"__Host-staff", "__Host-door"}
    for one in set_here:
        parts = {part.strip().lower() for part in one.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
        assert not any(part.startswith(("domain", "max-age", "expires")) for part in parts)
    assert answer.headers["Strict-Transport-Security"]


def test_another_host_name_is_refused_and_never_repeated(survey: OpenSurvey, secure: Flask) -> None:
    client = secure.test_client()
    for host in ("evil.example", "survey.example.org.evil.example", "survey.example.org:443@evil.example"):
        answer = client.get("/staff/sign-in", headers={"Host": host}, base_url="https://survey.example.org")
        assert answer.status_code == 400
        assert "evil" not in answer.get_data(as_text=True)
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "192.0.2.1"}
    answer = client.get("/staff", headers=forwarded, base_url="https://survey.example.org")
    assert answer.headers["Location"] == "/staff/sign-in"


def test_a_page_of_an_error_holds_no_password(survey: OpenSurvey) -> None:
    hired(survey, LEAD, Role.READER)
    officer = Officer(survey, LEAD).open("/staff/sign-in")
    with sqlite3.connect(survey.path) as connection:
        connection.execute("ALTER TABLE staff RENAME TO away")
    connection.close()
    officer.press("/staff/sign-in", {"email": LEAD, "password": PASSWORD})
    assert officer.status == 503
    assert PASSWORD not in officer.text


def test_every_staff_address_has_a_rule_that_asks_who_she_is(survey: OpenSurvey) -> None:
    """What anyone may open of the staff doors, by name: a new one is a decision."""
    rules = survey.app.url_map.iter_rules()
    doors = [one for one in rules if one.rule.startswith(("/staff", "/hospital", "/charity"))]
    anyone = {one.rule for one in doors if rule_of(survey.app, one.endpoint) is Access.ANYONE}
    by_link = {"/staff/link", "/staff/link/<token>"}  # how a patient representative signs in
    assert anyone == {"/staff/sign-in", "/staff/sign-in/passkey", "/staff/invitation/<token>"} | by_link
