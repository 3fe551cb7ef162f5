"""Accounts: invited, invited again and ended by an admin, each in the audit chain; no bad pair of roles."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes

import pytest

from survey_engine import create_app
from survey_engine.records import audit, staff
from survey_engine.records.staff import LastAdminError, Role, StaffError, check_roles
from tests.browser.serving import free_port
from tests.patient.survey import HOSPITAL, OpenSurvey, settings_for
from tests.staff.office import Officer, hired
from tests.staff.postbox import Postbox


def invites(officer: Officer, email: str, *roles: Role, hospital: str = "") -> Officer:
    fields = {"email": email, "roles": [one.value for one in roles], "hospital": hospital}
    officer.open("/charity/accounts").press("/charity/accounts/invite", fields)
    return officer


def link_on(officer: Officer) -> str:
    found = re.search(r"http://localhost(/staff/invitation/[^<]+)<", officer.text)
    assert found, officer.text
    return found.group(1)


def test_an_admin_invites_somebody_who_then_signs_in(survey: OpenSurvey) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    link = link_on(invites(admin, "Lead@Example.org", Role.HOSPITAL, hospital=HOSPITAL))
    lead = Officer(survey, "lead@example.org").take_up(link).set_up_card()
    assert lead.where == "/staff"
    with survey.store.reading() as db:
        events = [(one.actor, one.event) for one in audit.entries(db)]
    assert ("admin@example.org", "account invited") in events
    assert ("lead@example.org", "invitation taken up") in events


@pytest.mark.parametrize(
    ("roles", "hospital", "sentence"),
    [
        ((Role.HOSPITAL, Role.ENTRY), HOSPITAL, "never keys or opens answers"),
        ((Role.HOSPITAL, Role.ANALYST), HOSPITAL, "never keys or opens answers"),
        ((Role.HOSPITAL,), "", "belong to one hospital"),
        ((Role.ADMIN,), HOSPITAL, "belong to a hospital"),
        ((), "", "needs a role"),
    ],
)
def test_roles_that_never_go_together(
    survey: OpenSurvey, roles: tuple[Role, ...], hospital: str, sentence: str
) -> None:
    with pytest.raises(StaffError, match=sentence):
        check_roles(roles, hospital or None)
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    assert invites(admin, "x@example.org", *roles, hospital=hospital).status == 422
    assert sentence in admin.text
    assert 'value="x@example.org"' in admin.text


def test_a_new_link_ends_what_was_and_an_ended_account_is_out(survey: OpenSurvey) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    reader = hired(survey, "reader@example.org", Role.READER)
    admin.open("/charity/accounts").press("/charity/accounts/again", {"email": "reader@example.org"})
    link = link_on(admin)
    assert not reader.is_signed_in
    assert reader.take_up(link).set_up_app().where == "/staff"
    admin.open("/charity/accounts").press("/charity/accounts/end", {"email": "reader@example.org"})
    assert "has ended" in admin.text
    assert not reader.is_signed_in


def test_the_last_admin_stays(survey: OpenSurvey) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    admin.open("/charity/accounts").press("/charity/accounts/end", {"email": "admin@example.org"})
    assert (admin.status, "last admin" in admin.text) == (422, True)
    with survey.store.writing() as db, pytest.raises(LastAdminError):
        staff.end(db, staff.staff(db, "admin@example.org"))


def test_an_address_of_nobody_and_one_twice_are_said(survey: OpenSurvey) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    assert "not an e-mail address" in invites(admin, "no address", Role.READER).text
    assert "already" in invites(admin, "ADMIN@example.org", Role.READER).text


def test_what_staff_did_is_shown_and_saved_and_holds_no_patient(survey: OpenSurvey) -> None:
    survey.patient().begin(survey.codes[0]).walk_to("/q/p05")
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    page = admin.open("/charity/audit")
    assert "all 2 hang together" in page.text
    saved = admin.open("/charity/audit.csv")
    lines = saved.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "number,day,who,what,details,hash"
    assert [line.split(",")[3] for line in lines[1:]] == ["invitation taken up", "second step set"]
    with survey.store.writing() as db:
        audit.entries(db)[0].event = "nothing"
    assert "Entry 1 was changed" in admin.open("/charity/audit").text


def test_with_a_mail_server_the_link_is_sent_and_not_shown(
    survey: OpenSurvey, postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    settings = replace(settings_for(survey.url), smtp_url=f"smtp://127.0.0.1:{port}")
    survey.app = create_app(settings, clock=survey.clock, random=survey.chance.randbytes)
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    invites(admin, "reader@example.org", Role.READER)
    assert "We have written to reader@example.org." in admin.text
    assert "/staff/invitation/" not in admin.text
    [letter] = box.letters
    text = str(message_from_bytes(letter).get_payload(decode=True), "utf-8")
    found = re.search(r"http://localhost(/staff/invitation/\S+)", text)
    assert found
    assert Officer(survey, "reader@example.org").take_up(found.group(1)).where == "/staff/set-up"


def test_a_mail_server_that_is_away_leaves_the_link_on_the_page(survey: OpenSurvey) -> None:
    settings = replace(settings_for(survey.url), smtp_url=f"smtp://127.0.0.1:{free_port()}")
    survey.app = create_app(settings, clock=survey.clock, random=survey.chance.randbytes)
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    invites(admin, "reader@example.org", Role.READER)
    assert "The e-mail could not be sent." in admin.text
    assert link_on(admin)
