"""Results and the priority sheet in a real browser: narrow and wide, light and dark, and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from survey_engine.records.staff import Role
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW, cut_words
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.hands import Hands, faults_of, seated
from tests.staff.office import hired
from tests.staff.released_wave import release


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_nurse_reads_the_results_chooses_a_part_and_fills_in_the_sheet(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    release(survey)
    nurse = hired(survey, "nurse@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(nurse, phone(width=width), base)
        hands = Hands(page)
        hands.follow("Results")
        faults = faults_of(page)
        page.get_by_role("link", name=f"Survey {WAVE}").click()
        faults += faults_of(page) + cut_words(page)
        hands.follow("See every question on one page")
        faults += cut_words(page)
        page.get_by_label("Part of the questionnaire").select_option(index=2)
        hands.press("Show")
        faults += faults_of(page)
        hands.follow("Priorities for the goal meeting")
        page.get_by_label("Can it be done here?").first.select_option("partly")
        page.get_by_label("Notes").first.fill("Ask the ward.")
        hands.press("Save")
        assert page.get_by_label("Notes").first.input_value() == "Ask the ward."
        faults += faults_of(page)
    assert faults == []


def test_the_charity_reads_all_and_saves_the_report(
    survey: OpenSurvey, phone: Callable[..., BrowserContext]
) -> None:
    release(survey)
    analyst = hired(survey, "ann@example.org", Role.ANALYST)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(analyst, phone(width=NARROW), base)
        faults: list[str] = []
        for address in ("/charity/results", f"/charity/results/{WAVE}", f"/charity/results/of/all/{WAVE}"):
            page.goto(base + address)
            faults += faults_of(page)
        with page.expect_download() as saving:
            page.get_by_role("link", name="PDF in English").click()
        assert saving.value.path().read_bytes().startswith(b"%PDF-")
    assert faults == []


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_long_menu_leaves_a_small_screen_to_its_page_and_says_where_she_is(
    survey: OpenSurvey, phone: Callable[..., BrowserContext], width: int
) -> None:
    boss = hired(survey, "boss@example.org", Role.ADMIN, Role.ANALYST, Role.ENTRY)
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(boss, phone(width=width, scripts="blocked"), base)
        page.goto(f"{base}/charity/accounts")
        menu = page.get_by_role("navigation", name="Office")
        links = menu.get_by_role("link").all_inner_texts()
        assert menu.locator("[aria-current=page]").inner_text() == "Accounts"
        if width == NARROW:
            assert links == ["Start", "Accounts", "Your account"]
        faults = faults_of(page) + cut_words(page)
        page.goto(f"{base}/charity/audit")
        faults += faults_of(page) + cut_words(page)
        Hands(page).follow("Start")
        main = page.get_by_role("main").get_by_role("link").all_inner_texts()
        assert len(main) > 8
        assert width == NARROW or set(links) - {"Start", "Your account"} <= set(main)
    assert faults == []
