"""An analyst opens a closed wave with mouse and keyboard, and has a bundle that proves itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from survey_engine.exchange.manifest import read_manifest
from survey_engine.records.staff import Role
from survey_engine.sealing.signing import public_key
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import CHARITY, OpenSurvey
from tests.staff.boxes import PASSPHRASE, allow, fill_and_close, key_file
from tests.staff.hands import Hands, faults_of, saved, seated
from tests.staff.office import hired

Phone = Callable[..., BrowserContext]


def test_from_the_key_file_to_the_bundle(survey: OpenSurvey, phone: Phone, tmp_path: Path) -> None:
    printed = fill_and_close(allow(survey), 25)
    analyst = hired(survey, "analyst@example.org", Role.ANALYST)
    (tmp_path / "charity.key").write_bytes(key_file())
    faults: list[str] = []
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(analyst, phone(width=NARROW), base)
        hands = Hands(page)
        hands.follow("Open answers")
        faults += faults_of(page)
        page.get_by_label("The key file").set_input_files(tmp_path / "charity.key")
        page.get_by_label("Its passphrase").fill("not this one")
        hands.press("Open the answers")
        expect(page.get_by_role("alert")).to_contain_text("does not open this key file")
        faults += faults_of(page)
        page.get_by_label("The key file").set_input_files(tmp_path / "charity.key")
        page.get_by_label("Its passphrase").fill(PASSPHRASE)
        page.get_by_label("The fingerprint").fill(printed)
        hands.press("Open the answers")
        faults += faults_of(page)
        for _look in range(300):
            if page.get_by_role("heading", level=1).inner_text() == "The bundle is ready":
                break
            page.wait_for_timeout(500)
            page.goto(f"{base}/charity/opening/ready")
        expect(page.get_by_text("25 answers of wave W1 were opened")).to_be_visible()
        faults += faults_of(page)
        file = saved(page, "link", "bundle", tmp_path)
        hands.press("I have the bundle")
        faults += faults_of(page)
    assert read_manifest(file, public_key(CHARITY.secret))["wave"] == "W1"
    assert faults == []
