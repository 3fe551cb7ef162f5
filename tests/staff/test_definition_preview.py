"""A preview: the patient's page itself, its routing and its languages; and nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import pytest
from sqlalchemy import inspect, text

from survey_engine.records.staff import Role
from tests.patient.survey import OpenSurvey
from tests.staff.drafted import HOME, next_version, upload
from tests.staff.office import Officer, hired

PATIENTS = f"{HOME}/sbc_patient/1"
SITE = f"{HOME}/site_facts/2"


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    return hired(survey, "lead@example.org", Role.ADMIN)


def answer(officer: Officer, action: str = "next", **values: str | Sequence[str]) -> Officer:
    """Fill in the page of the preview, and press a button of it."""
    found = re.search(r'action="([^"]+/preview/[^"]+)"', officer.text)
    assert found, officer.text
    officer.press(unescape(found[1]), {"state": officer.hidden("state"), "action": action, **values})
    return officer


def main_of(html: str) -> str:
    """What is between the frame's head and foot, without what differs from form to form."""
    inside = html[html.index("<main") : html.index("</main>")]
    inside = re.sub(r'<input type="hidden"[^>]*>\n?|<bdi class="code".*?</bdi>', "", inside)
    return re.sub(r'action="[^"]*"', "", inside)


def test_each_page_is_the_patients_own(admin: Officer, survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    admin.open(f"{PATIENTS}/preview/{patient.where.removeprefix('/q/')}")
    for _page in range(12):
        hers, ours = main_of(patient.text), main_of(admin.text)
        assert hers.replace("Northfield Hospital", "your hospital") == ours
        given = patient.first_options()
        patient.answer(**given)
        answer(admin, **given)


def test_it_says_what_it_is_and_keeps_the_headers(admin: Officer) -> None:
    page = admin.open(f"{PATIENTS}/preview")
    assert "Preview: nothing is kept" in page.text
    first = re.search(r'href="([^"]+)">Begin at the first page', page.text)
    assert first
    page = admin.open(unescape(first[1]))
    assert "Preview: nothing is kept." in page.text
    assert page.page is not None
    assert "script-src 'self'" in page.page.headers["Content-Security-Policy"]
    assert page.page.headers["Cache-Control"] == "no-store"


def test_buttons_do_what_they_do_for_a_patient(admin: Officer) -> None:
    upload(admin, "2.yaml", next_version().encode())
    admin.open(f"{SITE}/preview/p01")
    answer(admin, st_patients="about 150")
    assert (admin.status, "Write a number, like 12." in admin.text) == (422, True)
    answer(admin, st_patients="150")
    assert "How do you know how many?" in admin.text
    answer(admin, "back")
    assert 'value="150"' in admin.text
    answer(admin, "clear:st_patients")
    assert 'value="150"' not in admin.text
    answer(admin, "help")
    assert "This is not part of the preview" in admin.text
    admin.press(f"{SITE}/preview/p01?language=en", {"state": admin.hidden("state"), "action": "open"})
    assert "are in your care now?" in admin.text


def test_the_way_to_the_end_shows_the_answers(admin: Officer) -> None:
    upload(admin, "2.yaml", next_version().encode())
    admin.open(f"{SITE}/preview/p01")
    answer(admin, st_patients="150")
    for _page in range(40):
        if "The end of the preview" in admin.text or "Here a patient checks" in admin.text:
            break
        answer(admin, **admin.first_options())
    assert "150" in admin.text
    assert "Nothing of this was kept" in admin.text


def test_every_language_and_its_direction(admin: Officer) -> None:
    start = admin.open(f"{PATIENTS}/preview")
    assert "of 100 texts" not in start.text  # all of them are whole
    codes = re.findall(r'name="language" type="radio" value="(\w+)"', start.text)
    assert {"en", "cy", "ur"} <= set(codes)
    page = admin.open(f"{PATIENTS}/preview/p05?language=ur").text
    assert '<html lang="ur" dir="rtl"' in page
    assert 'lang="en" dir="ltr"' in page  # our own line stays English
    assert admin.open(f"{PATIENTS}/preview/p05?language=xx").status == 404
    assert 'lang="cy"' in admin.open(f"{PATIENTS}/questions?language=cy").text


def test_nothing_typed_reaches_the_database(admin: Officer, survey: OpenSurvey) -> None:
    upload(admin, "2.yaml", next_version().encode())
    marks = ("4321", "Quokka")
    admin.open(f"{SITE}/preview/p01")
    answer(admin, st_patients=marks[0])
    for _page in range(40):
        if "end of the preview" in admin.text:
            break
        texts = dict.fromkeys(re.findall(r'<textarea[^>]* name="(\w+)"', admin.text), marks[1])
        answer(admin, **{**admin.first_options(), **texts})
    with survey.store.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = repr(connection.execute(text(f'SELECT * FROM "{table}"')).all())  # noqa: S608 - its own names
            assert not any(mark in rows for mark in marks), table


def test_a_state_of_another_text_or_of_nobody_begins_again(admin: Officer) -> None:
    upload(admin, "2.yaml", next_version().encode())
    answer(admin.open(f"{SITE}/preview/p01"), st_patients="150")
    state = admin.hidden("state")
    place = f"{SITE}/preview/p01?language=en"
    for bad in ("x" * 200, state[:-4] + "AAAA"):
        admin.open(place).press(place, {"state": bad, "st_patients": "1"})
        assert (admin.status, "Begin the preview again" in admin.text) == (409, True)
    upload(admin, "2.yaml", next_version().replace("Shorter words.", "Fewer words.").encode())
    admin.open(place).press(place, {"state": state, "st_patients": "1"})
    assert admin.status == 409


def test_a_form_without_its_token_does_nothing(admin: Officer) -> None:
    place = f"{PATIENTS}/preview/p05?language=en"
    admin.open(place).press(place, {"csrf_token": "x", "told_caring": "no"})
    assert (admin.status, "Please press the button again." in admin.text) == (400, True)


def test_a_draft_that_was_looked_at_never_reaches_a_patient(admin: Officer, survey: OpenSurvey) -> None:
    """The words of two texts under one id and version are kept apart, in every language."""
    upload(admin, "2.yaml", next_version().replace("How do you know how many?", "First words?").encode())
    assert "First words?" in admin.open(f"{SITE}/preview/p02?language=cy").text
    upload(admin, "2.yaml", next_version().encode())
    page = admin.open(f"{SITE}/preview/p02?language=cy").text
    assert "First words?" not in page
    assert survey.patient().open("/questions/site/2").status == 404
