"""The focus-group slip: joined to nothing, sealed to a key of its own, and kind about slips of the hand."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from survey_engine.records import closing, contacts, waves
from survey_engine.records.waves import Posting
from survey_engine.sealing.envelope import EnvelopeError, new_identity, open_envelope
from tests.patient.survey import (
    CHARITY,
    ENTRY_UNTIL,
    MASTER_KEY,
    WAVE,
    Clock,
    OpenSurvey,
    Patient,
    prepare,
)

CONTACTS = new_identity()
GOOD = {"phone": "07700 900123", "activities": "group", "consent": "yes"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    """A survey whose wave takes slips."""
    path = tmp_path_factory.mktemp("contacts") / "survey.sqlite"
    codes, refs = prepare(f"sqlite:///{path}", contacts=CONTACTS.recipient)
    return path, codes, refs


@pytest.fixture
def survey(prepared: tuple[Path, list[str], list[str]], tmp_path: Path) -> Iterator[OpenSurvey]:
    """A copy of it for each test."""
    path, codes, refs = prepared
    copy = Path(shutil.copy(path, tmp_path / "survey.sqlite"))
    opened = OpenSurvey(copy, list(codes), list(refs), Clock(), random.Random(3))
    yield opened
    opened.store.engine.dispose()


def gives(survey: OpenSurvey, **values: Any) -> Patient:
    """Someone with a fresh browser fills in the page."""
    return survey.patient().open("/contact").press("/contact", {**GOOD, **values})


def slips(survey: OpenSurvey) -> list[dict[str, Any]]:
    """Every slip that is kept, opened with the contacts key."""
    with survey.store.reading() as db:
        sealed = contacts.slips(db, WAVE)
    return [json.loads(open_envelope(one, CONTACTS.secret)) for one in sealed]


def test_a_slip_is_sealed_with_all_that_was_written(survey: OpenSurvey) -> None:
    patient = gives(
        survey,
        name="Jo",
        email="jo@example.org",
        activities=["group", "representative"],
        best_time="Mornings",
        access_needs="A lift.\nBreaks.",
        hospital="RXQ",
    )
    assert patient.status == 200
    assert "Thank you for offering" in patient.text
    assert slips(survey) == [
        {
            "name": "Jo",
            "telephone": "07700 900123",
            "email": "jo@example.org",
            "activities": ["group", "representative"],
            "best_time": "Mornings",
            "access_needs": "A lift.\nBreaks.",
            "hospital": "Northfield Hospital",
            "language": "en",
            "consent": True,
            "delete_on": "2028-01-02",
        }
    ]


def test_the_day_of_deletion_is_on_the_page_and_on_the_thanks(survey: OpenSurvey) -> None:
    assert "2 January 2028" in survey.patient().open("/contact").text
    assert "2 January 2028" in gives(survey).text


def test_neither_key_of_the_answers_opens_a_slip_and_all_have_one_length(survey: OpenSurvey) -> None:
    gives(survey)
    gives(survey, name="J" * 80, access_needs="\U0001f9d5" * 300, best_time="\u0679" * 150)
    with survey.store.reading() as db:
        first, second = contacts.slips(db, WAVE)
    assert abs(len(first) - len(second)) < 300  # age adds a stanza of random length
    with pytest.raises(EnvelopeError):
        open_envelope(first, CHARITY.secret)


def test_the_page_is_the_same_whoever_holds_a_survey_on_this_device(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0], shared=True).walk_to("/q/p03")
    mark = patient.token.partition(".")[2]
    assert mark
    shown = patient.open("/contact")
    assert mark not in shown.text
    door = shown.token
    fresh = survey.patient().open("/contact")
    assert shown.text.replace(door, "") == fresh.text.replace(fresh.token, "")
    survey.clock.forward(minutes=20)
    sent = shown.press("/contact", GOOD)
    assert sent.page is not None
    assert sent.page.headers.getlist("Set-Cookie") == []  # the session is neither read nor kept awake
    survey.clock.forward(minutes=20)
    assert patient.open("/q/p03").status == 403


def test_a_button_pressed_twice_keeps_one_slip(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/contact")
    token = patient.token
    for _press in range(2):
        patient.press("/contact", {**GOOD, "csrf_token": token})
        assert "Thank you for offering" in patient.text
    assert len(slips(survey)) == 1
    gives(survey)  # the same words from another browser are another person
    assert len(slips(survey)) == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"phone": ""}, "Write a telephone number or an e-mail address."),
        ({"phone": "call me"}, "Look at the telephone number again."),
        ({"phone": "12345"}, "Look at the telephone number again."),
        ({"phone": "", "email": "jo at example.org"}, "Look at the e-mail address again."),
        ({"activities": []}, "Tick at least one of these."),
        ({"activities": ["results", "group"]}, "and another answer. Untick one of them."),
        ({"consent": ""}, "Tick the box if you agree that we contact you."),
        ({"access_needs": "x" * 301}, "Make this shorter. It can have up to 300 letters."),
    ],
)
def test_a_slip_of_the_hand_is_said_and_nothing_is_lost(
    survey: OpenSurvey, values: dict[str, Any], sentence: str
) -> None:
    patient = gives(survey, name="Mrs “O’Neil” <script>", **values)
    assert patient.status == 422
    assert sentence in patient.text
    assert "Mrs “O’Neil” &lt;script&gt;" in patient.text
    assert slips(survey) == []


def test_one_way_to_reach_her_is_enough(survey: OpenSurvey) -> None:
    assert "Thank you for offering" in gives(survey, phone="", email="jo@example.org").text
    assert "Thank you for offering" in gives(survey, phone="+44 (0)20-7946.0000").text


def test_an_old_form_and_no_cookies_keep_what_was_typed(survey: OpenSurvey) -> None:
    old = gives(survey, name="Jo", csrf_token="old")
    assert (old.status, 'value="Jo"' in old.text) == (400, True)
    client = survey.app.test_client(use_cookies=False)
    blocked = client.post("/contact", data={**GOOD, "name": "Jo"}).get_data(as_text=True)
    assert "blocking cookies" in blocked
    assert 'value="Jo"' in blocked


def test_the_thank_you_the_stop_page_and_help_lead_there(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    assert 'href="/contact?back=stop"' in patient.open("/stop").text
    assert 'href="/stop"' in patient.open("/contact?back=stop").text
    assert 'href="/contact?back=help"' in survey.patient().open("/help").text
    assert 'href="/contact"' in survey.patient().open("/done").text


def test_after_offering_she_can_go_on_with_the_survey(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p05").open("/contact?back=stop")
    patient.press("/contact?back=stop", {**GOOD, "consent": ""})
    assert patient.status == 422
    assert 'href="/stop">Go back to the survey</a>' in patient.text
    assert 'action="/contact?back=stop"' in patient.text
    patient.press("/contact?back=stop", GOOD)
    assert "Thank you for offering" in patient.text
    assert 'href="/stop">Go back to the survey</a>' in patient.text
    assert "Go back to the survey" not in gives(survey).text  # who came from nowhere is led nowhere


def test_without_a_contacts_key_nobody_is_sent_to_a_page_that_cannot_keep_a_name(
    survey: OpenSurvey,
) -> None:
    with survey.store.writing() as db:
        wave = waves.wave(db, WAVE)
        wave.contacts_recipient = None
    assert "/contact" not in survey.patient().open("/done").text
    assert "We are not asking for names just now" in survey.patient().open("/contact").text
    assert "We are not asking for names just now" in gives(survey).text


@pytest.mark.parametrize("state", ["closed", "a trial"])
def test_a_wave_that_is_closed_or_a_trial_takes_no_name(survey: OpenSurvey, state: str) -> None:
    with survey.store.writing() as db:
        if state == "closed":
            closing.close_wave(db, WAVE, today=ENTRY_UNTIL)
        else:
            waves.wave(db, WAVE).posting = Posting.PILOT.value
    assert "We are not asking for names just now" in survey.patient().open("/contact").text
    assert "We are not asking for names just now" in gives(survey).text
    assert slips(survey) == []


def test_a_contacts_key_that_somebody_changed_is_noticed(survey: OpenSurvey) -> None:
    with survey.store.writing() as db:
        wave = waves.wave(db, WAVE)
        assert waves.recipients_are_intact(wave, MASTER_KEY)
        wave.contacts_recipient = new_identity().recipient
        assert not waves.recipients_are_intact(wave, MASTER_KEY)
    assert gives(survey).status == 503  # we are told, nothing is sealed to it


def test_one_address_cannot_fill_the_table(survey: OpenSurvey) -> None:
    for number in range(30):
        assert gives(survey, name=f"n{number}").status == 200
    refused = gives(survey, name="n31")
    assert (refused.status, 'value="n31"' in refused.text) == (429, True)
    assert len(slips(survey)) == 30
