"""Passkeys in a real browser with a virtual authenticator: made, used, cancelled; and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, CDPSession, Page

from survey_engine import create_app
from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import OpenSurvey, settings_for
from tests.staff.office import PASSWORD, hired, invite
from tests.staff.test_in_a_browser import Hands, faults_of

LEAD = "lead@example.org"


@contextmanager
def served(survey: OpenSurvey, host: str = "localhost") -> Iterator[str]:
    """The survey at an address that it knows to be its own."""
    built: list[Flask] = []
    with serve_here(lambda environ, start: built[0].wsgi_app(environ, start)) as found:
        base = found.replace("localhost", host)
        settings = replace(settings_for(survey.url), base_url=base, trusted_hosts=("localhost", "127.0.0.1"))
        built.append(create_app(settings, clock=survey.clock, random=survey.chance.randbytes))
        yield base


class Device:
    """A screen lock that knows her, or does not."""

    def __init__(self, page: Page) -> None:
        """Give the page's browser an authenticator of its own."""
        self.tab: CDPSession = page.context.new_cdp_session(page)
        self.tab.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.tab.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def knows_her(self, knows: bool) -> None:
        """Whether the finger is the right one."""
        self.tab.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": knows})

    @property
    def passkeys(self) -> list[dict[str, Any]]:
        """What it holds."""
        found = self.tab.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])


def take_up(page: Page, base: str, link: str) -> Hands:
    """Up to the choice of a second step."""
    page.goto(base + link)
    page.get_by_label("New password").fill(PASSWORD)
    hands = Hands(page)
    hands.press("Continue")
    return hands


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_from_the_invitation_to_signing_in_by_a_finger(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    _officer, link = invite(survey, LEAD, [Role.ADMIN])
    faults: list[str] = []
    with served(survey) as base:
        page = phone(width=width).new_page()
        device = Device(page)
        hands = take_up(page, base, link)
        faults += faults_of(page)
        hands.press("Use a passkey")
        page.get_by_label("What do you call it?").fill("ward laptop")
        faults += faults_of(page)
        assert not page.get_by_text("This browser cannot make a passkey here").is_visible()
        hands.press("Make the passkey")
        assert page.url == f"{base}/staff"
        [kept] = device.passkeys
        assert kept["rpId"] == "localhost"
        assert LEAD not in str(kept.get("userHandle"))
        hands.press("Sign out")
        faults += faults_of(page)
        hands.press("Sign in with a passkey")
        assert page.url == f"{base}/staff"
        hands.press("Sign out")
        page.get_by_label("E-mail address").fill(LEAD)
        page.get_by_label("Password").fill(PASSWORD)
        hands.press("Continue")
        faults += faults_of(page)
        hands.press("Use your passkey")
        assert page.url == f"{base}/staff"
    assert faults == []


def test_the_account_and_what_can_harm_by_a_finger(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    _officer, link = invite(survey, LEAD, [Role.ADMIN])
    faults: list[str] = []
    with served(survey) as base:
        page = phone(width=NARROW).new_page()
        Device(page)
        hands = take_up(page, base, link)
        hands.press("Use a passkey")
        page.get_by_label("What do you call it?").fill("ward laptop")
        hands.press("Make the passkey")
        survey.clock.forward(minutes=11)
        page.goto(f"{base}/charity/accounts")
        faults += faults_of(page)
        hands.press("Use your passkey instead")
        assert page.get_by_role("heading", level=1).inner_text() == "Accounts"
        hands.follow("Your account")
        assert page.get_by_text("ward laptop").first.is_visible()
        faults += faults_of(page)
        hands.follow("Change your password")
        faults += faults_of(page)
    assert faults == []


def test_a_finger_that_is_not_hers_and_a_device_that_has_one_already(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    _officer, link = invite(survey, LEAD, [Role.READER])
    with served(survey) as base:
        page = phone().new_page()
        device = Device(page)
        hands = take_up(page, base, link)
        hands.press("Use a passkey")
        hands.press("Make the passkey")
        page.goto(f"{base}/staff/account/add")
        hands.press("Use a passkey")
        page.get_by_role("button", name="Make the passkey").click()
        page.get_by_text("This device holds a passkey for your account already").wait_for()
        assert faults_of(page) == []
        hands.press("Sign out")
        device.knows_her(False)
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_text("The browser used no passkey").wait_for()
        assert faults_of(page) == []
        device.knows_her(True)
        hands.press("Sign in with a passkey")
        assert page.url == f"{base}/staff"


def test_a_copy_of_a_passkey_is_refused(survey: OpenSurvey, phone: Callable[..., BrowserContext]) -> None:
    _officer, link = invite(survey, LEAD, [Role.READER])
    with served(survey) as base:
        page = phone().new_page()
        device = Device(page)
        hands = take_up(page, base, link)
        hands.press("Use a passkey")
        hands.press("Make the passkey")
        copy = device.passkeys[0] | {"signCount": 0}
        hands.press("Sign out")
        hands.press("Sign in with a passkey")
        hands.press("Sign out")
        where = {"authenticatorId": device.id, "credentialId": copy["credentialId"]}
        device.tab.send("WebAuthn.removeCredential", where)
        device.tab.send("WebAuthn.addCredential", {"authenticatorId": device.id, "credential": copy})
        hands.press("Sign in with a passkey")
        assert page.get_by_text("This passkey may have been copied").first.is_visible()
        assert faults_of(page) == []


def test_without_script_there_is_a_way_and_the_page_says_so(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    _officer, link = invite(survey, LEAD, [Role.READER])
    with served(survey) as base:
        page = phone(scripts="off").new_page()
        hands = take_up(page, base, link)
        hands.press("Use a passkey")
        assert page.get_by_text("This browser cannot make a passkey here").is_visible()
        assert not page.get_by_role("button", name="Make the passkey").is_visible()
        hands.follow("Choose another second step")
        hands.press("Use a card")
        page.get_by_label("First code of your card").fill(page.locator("li bdi.code").first.inner_text())
        hands.press("I have the card")
        hands.press("Sign out")
        assert not page.get_by_text("Or use your passkey").is_visible()


def test_at_a_bare_number_there_are_no_passkeys(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    _officer, link = invite(survey, LEAD, [Role.READER])
    with served(survey, "127.0.0.1") as base:
        page = phone().new_page()
        page.goto(f"{base}/staff/sign-in")
        assert "passkey" not in page.content()
        hands = take_up(page, base, link)
        assert "passkey" not in page.content()
        hands.press("Use a card")
        assert page.get_by_label("First code of your card").is_visible()


def test_at_another_of_its_names_the_page_offers_none(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    with served(survey) as base:
        page = phone().new_page()
        page.goto(f"{base.replace('localhost', '127.0.0.1')}/staff/sign-in")
        assert not page.get_by_text("Or use your passkey").is_visible()


def test_the_back_button_after_signing_out_shows_nothing(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    officer = hired(survey, LEAD, Role.ADMIN)
    with served(survey) as base:
        page = phone().new_page()
        kept = officer.client.get_cookie("staff")
        assert kept is not None
        page.context.add_cookies([{"name": "staff", "value": kept.value, "url": base}])
        page.goto(f"{base}/charity/audit")
        page.goto(f"{base}/charity/accounts")
        assert page.get_by_text(LEAD).first.is_visible()
        Hands(page).press("Sign out")
        for _times in range(2):
            page.go_back()
            assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
            assert LEAD not in page.content()
