"""/pledges: open to anybody, without a cookie, kept by a cache, and with no figure that was withheld."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from survey_engine import create_app
from survey_engine.records.store import Session
from tests.analysis.released import release
from tests.patient.promised import AFTER, LATER, PLAN, SMALL, open_later, out, promise
from tests.patient.survey import HOSPITAL, OpenSurvey, settings_for

PAGE = "/pledges/rxq"


def promise_of(text: str, number: int) -> str:
    """What the page says of one promise, without marks."""
    part = text.split(f"Promise {number}:")[1].split("</dl>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_before_anything_is_published_there_is_no_page(survey: OpenSurvey) -> None:
    reader = survey.patient()
    assert "No hospital has made a promise public yet." in reader.open("/pledges").text
    assert reader.open(PAGE).status == 404
    assert "/pledges" not in reader.open("/help").text


def test_you_said_we_promised_we_did(survey: OpenSurvey) -> None:
    promise(survey, later=False)
    reader = survey.patient()
    listed = reader.open("/pledges").text
    assert "Promises: 4. Done so far: 1." in listed
    assert "Southfield" not in listed
    page = reader.open(PAGE).text
    first = promise_of(page, 1)
    assert first.startswith("done You said It is hard to reach a nurse. We promised We will have a nurse")
    assert "We did A nurse has been there since March." in first
    assert "By when 31 March 2027" in first
    assert "Looked at 10 November 2026: begun" in first
    assert "Good answers: 42 %, from about 35 people. By chance it may be from 27 % to 59 %." in first
    assert "The next survey will ask this again." in first
    assert "Why The new system comes later." in promise_of(page, 2)
    assert "In numbers" not in promise_of(page, 4)
    assert "Who agreed to it: patients 5, staff 7." in page
    assert 'href="/pledges"' in reader.open("/help").text
    assert 'href="/pledges"' in reader.open("/done").text


@pytest.mark.parametrize("address", ["/pledges/RXQ", "/pledges/rxq", "/pledges/Rxq"])
def test_code_and_small_letters_lead_to_the_same_page(survey: OpenSurvey, address: str) -> None:
    promise(survey, later=False)
    assert "Northfield Hospital" in survey.patient().open(address).text


def test_what_is_not_for_the_public_is_not_there(survey: OpenSurvey) -> None:
    promise(survey)
    page = survey.patient().open(PAGE).text
    assert "SECRET" not in page


def test_the_next_survey_stands_beside_the_first_with_an_honest_sentence(survey: OpenSurvey) -> None:
    promise(survey)
    page = survey.patient().open(PAGE).text
    first = promise_of(page, 1)
    assert "In 2027: Good answers: 85 %, from about 45 people." in first
    assert "By chance it may be from 72 % to 93 %. It is better now." in first
    second = promise_of(page, 2)
    assert "Good answers: 64 %" in second
    assert "The difference may be chance." in second
    assert "Good answers: over half, from about 10–19 people." in second
    assert "These are rough numbers from few people." in second
    assert "Too few people answered to say." in promise_of(page, 3)


def test_a_question_that_changed_is_not_compared(survey: OpenSurvey) -> None:
    promise(survey, later=False)
    with survey.store.writing() as db:
        open_later(db, version=2)
        changed(db)
    page = survey.patient().open(PAGE).text
    assert "The question has changed, so the two cannot be compared." in page
    assert "71 %" not in page


def changed(db: Session) -> None:
    """The figure of a question that the newer version asks in another way."""
    release(db, LATER, {HOSPITAL: (replace(PLAN, wave=LATER, shown="71 %", percent=71),), SMALL: ()})


def test_anybody_reads_it_without_a_cookie_and_a_cache_keeps_it(survey: OpenSurvey) -> None:
    promise(survey)
    for address in ("/pledges", PAGE):
        client = survey.app.test_client(use_cookies=False)
        first = client.get(address)
        assert "Set-Cookie" not in first.headers
        assert first.headers["Cache-Control"] == "public, max-age=300"
        assert first.headers["Vary"] == "Cookie"
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b"")
        assert "csrf_token" not in first.get_data(as_text=True)


def test_these_pages_want_to_be_found_and_every_other_does_not(survey: OpenSurvey) -> None:
    promise(survey, later=False)
    client = survey.app.test_client()
    for address in ("/pledges", PAGE):
        found = client.get(address)
        assert found.headers["X-Robots-Tag"] == "all"
        assert "noindex" not in found.get_data(as_text=True)
    assert "<title>Northfield Hospital: You said, we promised, we did" in client.get(PAGE).get_data(
        as_text=True
    )
    for address in ("/", "/help", "/i", "/pledges/nobody", "/staff/sign-in", "/representative"):
        hidden = client.get(address)
        assert "noindex" in hidden.headers["X-Robots-Tag"]
        if hidden.status_code in (200, 404):
            assert '<meta name="robots" content="noindex">' in hidden.get_data(as_text=True)


def test_a_change_gets_another_mark(survey: OpenSurvey) -> None:
    promise(survey, later=False)
    client = survey.app.test_client()
    before = client.get(PAGE).headers["ETag"]
    with survey.store.writing() as db:
        open_later(db)
        out(db, LATER, AFTER)
    assert client.get(PAGE).headers["ETag"] != before


@pytest.mark.parametrize(("code", "words"), [("cy", "Fe wnaethom addo"), ("ur", "ہم نے وعدہ کیا")])
def test_in_another_language_the_hospitals_own_words_are_marked_as_english(
    survey: OpenSurvey, code: str, words: str
) -> None:
    promise(survey)
    settings = replace(settings_for(survey.url), languages=(code, "en"))
    app = create_app(settings, clock=survey.clock, random=survey.chance.randbytes)
    page = app.test_client().get(PAGE).get_data(as_text=True)
    assert words in page
    assert '<bdi lang="en">It is hard to reach a nurse.</bdi>' in page
    assert "You said" not in page


def test_a_small_hospital_has_no_page_and_lends_its_figures_to_nobody(survey: OpenSurvey) -> None:
    promise(survey)
    assert survey.patient().open(f"/pledges/{SMALL.lower()}").status == 404
