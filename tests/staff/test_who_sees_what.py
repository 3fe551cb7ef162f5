"""Role by role, screen by screen: hospital A never sees B, and nobody sees a screen of another role."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from survey_engine.records import hospitals, invitations, staff, unwanted
from survey_engine.records.staff import Role
from survey_engine.records.unwanted import do_not_write_again
from survey_engine.web.access import Access, asks_again, rule_of
from tests.patient.survey import HOSPITAL, MASTER_KEY, WAVE, OpenSurvey
from tests.staff.office import PASSWORD, Officer, hired

ROLE_RULES = {
    Access.HOSPITAL: {Role.HOSPITAL},
    Access.ENTRY: {Role.ENTRY},
    Access.ANALYST: {Role.ANALYST},
    Access.READER: {Role.READER},
    Access.REPRESENTATIVE: {Role.REPRESENTATIVE},
    Access.ADMIN: {Role.ADMIN},
    Access.CONTACTS: {Role.CONTACTS},
    Access.OFFICE: {Role.ADMIN, Role.ANALYST},
    Access.RESULTS: {Role.ADMIN, Role.ANALYST, Role.READER},
}
OTHER = "ZZZ"


def staff_routes(app: Flask) -> list[tuple[str, str, Access]]:
    """(address, method, rule) of every staff screen."""
    found = []
    for rule in app.url_map.iter_rules():
        access = rule_of(app, rule.endpoint)
        if access in ROLE_RULES or access in (Access.STAFF, Access.HALF):
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found += [(rule.rule, method, access) for method in methods]
    return found


def goes_to(officer: Officer, address: str, method: str) -> int:
    """Open or post to an address; the status."""
    if method == "GET":
        return officer.open(address).status
    return officer.open("/staff").press(address, {}).status


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_own_screens_and_no_other(survey: OpenSurvey, role: Role) -> None:
    place = HOSPITAL if role in staff.AT_A_HOSPITAL else None
    officer = hired(survey, f"{role.value}@example.org", role, hospital=place)
    seen = {"own": 0, "others": 0}
    for address, method, rule in staff_routes(survey.app):
        if rule not in ROLE_RULES:
            continue
        status = goes_to(officer, address, method)
        if role in ROLE_RULES[rule]:
            seen["own"] += 1
            assert status != 403, (role, method, address)
        else:
            seen["others"] += 1
            assert status == 403, (role, method, address)
            assert "not for your account" in officer.text
    assert seen["others"] > 0


def test_without_signing_in_every_staff_screen_leads_to_the_two_boxes(survey: OpenSurvey) -> None:
    routes = staff_routes(survey.app)
    assert len(routes) > 15
    for address, method, _rule in routes:
        visitor = Officer(survey, "nobody@example.org")
        if method == "GET":
            assert visitor.open(address).where == "/staff/sign-in", address
        else:
            assert visitor.open("/staff/sign-in").press(address, {}).where == "/staff/sign-in", address


def test_a_patient_reaches_no_staff_screen_and_staff_no_patients_page(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    assert patient.open("/hospital").where == "/staff/sign-in"
    officer = hired(survey, "a@example.org", Role.ADMIN)
    assert officer.open("/q/p01").status == 403


@pytest.fixture
def two_hospitals(survey: OpenSurvey) -> tuple[Officer, Officer, str]:
    """(who works at the first, who works at the second, a ref of the second)."""
    with survey.store.writing() as db:
        hospitals.add_hospital(db, OTHER, "Southfield Hospital")
        [issued, *_others] = invitations.issue(db, WAVE, OTHER, 3, MASTER_KEY, survey.chance.randbytes)
    first = hired(survey, "first@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    second = hired(survey, "second@example.org", Role.HOSPITAL, hospital=OTHER)
    return first, second, issued.ref


def test_hospital_a_never_sees_or_changes_hospital_b(
    survey: OpenSurvey, two_hospitals: tuple[Officer, Officer, str]
) -> None:
    first, second, ref = two_hospitals
    with survey.store.writing() as db:
        do_not_write_again(db, ref)
    for address in ("/hospital", "/hospital/counts", "/hospital/stop", "/hospital/unwanted"):
        page = first.open(address)
        assert OTHER not in page.text
        assert "Southfield" not in page.text
        assert ref not in page.text
    first.open("/hospital/stop").press("/hospital/stop", {"refs": ref})
    assert "No letter was stopped" in first.text
    first.open("/hospital/unwanted").press("/hospital/unwanted", {"refs": ref})
    with survey.store.reading() as db:
        assert [one.ticked for one in unwanted.unwanted(db, WAVE)] == [False]
        assert [one.stopped for one in invitations.exact_counts(db, WAVE) if one.hospital == OTHER] == [0]
    assert ref in second.open("/hospital/unwanted").text
    second.press("/hospital/unwanted", {"refs": ref})
    with survey.store.reading() as db:
        assert [one.ticked for one in unwanted.unwanted(db, WAVE)] == [True]
        assert [one.stopped for one in invitations.exact_counts(db, WAVE) if one.hospital == OTHER] == [1]


def test_what_harms_asks_for_the_password_again(survey: OpenSurvey) -> None:
    asked = [rule.rule for rule in survey.app.url_map.iter_rules() if asks_again(survey.app, rule.endpoint)]
    harmful = {"/charity/accounts", "/charity/accounts/invite", "/charity/accounts/again"}
    harmful |= {"/charity/accounts/end", "/hospital/letters", "/staff/account"}
    harmful |= {f"/staff/account/{one}" for one in ("password", "add", "remove", "sign-out")}
    assert harmful <= set(asked)
    officer = hired(survey, "a@example.org", Role.ADMIN)
    survey.clock.forward(minutes=11)
    page = officer.open("/charity/accounts")
    assert (page.status, "Type your password again" in page.text) == (403, True)
    officer.press("/staff/confirm", {"password_again": "wrong", "next": "/charity/accounts"})
    assert officer.status == 422
    officer.press("/staff/confirm", {"password_again": PASSWORD, "next": "/charity/accounts"})
    assert officer.where == "/charity/accounts"


def test_what_was_typed_goes_on_with_the_password(survey: OpenSurvey) -> None:
    officer = hired(survey, "a@example.org", Role.ADMIN).open("/charity/accounts")
    survey.clock.forward(minutes=11)
    invited = {"email": "new@example.org", "roles": ["reader", "entry"]}
    officer.press("/charity/accounts/invite", invited)
    assert officer.status == 403
    kept = re.findall(r'<input type="hidden" name="(email|roles)" value="([^"]+)"', officer.text)
    assert kept == [("email", "new@example.org"), ("roles", "reader"), ("roles", "entry")]
    officer.press("/charity/accounts/invite", {**invited, "password_again": PASSWORD})
    assert "Give this link to" in officer.text


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/q/p01", "/staff\\..", "javascript:1"]
)
def test_the_password_leads_on_to_our_own_screens_alone(survey: OpenSurvey, address: str) -> None:
    officer = hired(survey, "a@example.org", Role.ADMIN)
    officer.open("/staff").press("/staff/confirm", {"password_again": PASSWORD, "next": address})
    assert officer.where == "/staff"
