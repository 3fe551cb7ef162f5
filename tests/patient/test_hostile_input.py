"""What no patient means to send: never an error page of ours, never a lost draft, always a clear page."""

from __future__ import annotations

import re

import pytest

from tests.patient.survey import OpenSurvey, Patient, answers_sent

EVERY_PLANE = "".join(chr(plane * 0x10000 + 0xABCD) for plane in range(17))
TEXTS = {
    "every plane": EVERY_PLANE,
    "quotes": "\"'<script>alert(1)</script>&amp;\\",
    "line ends": "one\r\ntwo\rthree\nfour",
    "right to left": "\u202eabc\u202c שלום السلام",
    "combining": "e" + "\u0301" * 200,
}


@pytest.fixture
def at_text(survey: OpenSurvey) -> Patient:
    """A patient at the question for the best thing."""
    patient = survey.patient().begin(survey.codes[0])
    patient.walk_to("/check")
    address = re.search(r'href="(/q/\w+)\?from=check"[^>]*>[^<]*<span[^>]*>[^<]*best thing', patient.text)
    assert address
    return patient.open(address.group(1) + "?from=check")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_any_text_arrives_as_it_was_written(survey: OpenSurvey, at_text: Patient, text: str) -> None:
    at_text.answer(best_thing=text)
    assert at_text.where == "/check"
    at_text.press("/send", {})
    (payload,) = answers_sent(survey)
    assert payload["answers"]["best_thing"] == text.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_four_kilobytes_of_pasted_text_are_kept_or_clearly_refused(at_text: Patient) -> None:
    at_text.answer(best_thing="a" * 4000)
    assert at_text.where == "/check"
    assert "a" * 4000 in at_text.text


def test_too_long_a_text_is_refused_and_still_there(survey: OpenSurvey, at_text: Patient) -> None:
    at_text.answer(best_thing="long " * 2000)
    assert at_text.status == 422
    assert "long " * 1999 in at_text.text
    assert "make it shorter" in at_text.text
    assert at_text.answer(best_thing="short").where == "/check"


def test_nul_bytes_are_left_out(survey: OpenSurvey, at_text: Patient) -> None:
    at_text.answer(best_thing="be\x00fore")
    at_text.press("/send", {})
    (payload,) = answers_sent(survey)
    assert payload["answers"]["best_thing"] == "before"


def test_five_hundred_unknown_fields_change_nothing(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    patient.answer(dx_where="phone", **{f"unknown_{number}": "x" for number in range(500)})
    assert patient.where == "/q/p04"


def test_a_radio_sent_twice_is_asked_again(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    patient.answer(dx_where=["here", "phone"])
    assert patient.status == 422
    assert "Choose one answer only" in patient.text


def test_an_option_that_was_never_offered_is_asked_again(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p03")
    patient.answer(dx_where="the moon")
    assert patient.status == 422
    assert patient.answer(dx_where="here").where == "/q/p04"


def test_a_body_of_ten_megabytes_gets_a_clear_page_and_loses_no_draft(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p04")
    patient.press("/q/p04", {"gp_times": "x" * 10_000_000})
    assert patient.status == 413
    assert "too much to send at once" in patient.text
    assert " checked" in patient.open("/q/p03").text


@pytest.mark.parametrize("address", ["/start", "/welcome", "/resume", "/settings", "/send", "/delete"])
@pytest.mark.parametrize(
    "value",
    ["\x00", "\U0010fffe" * 50, "%s%n{{7*7}}", "é" * 5000],
    ids=["nul", "noncharacters", "formats", "long"],
)
def test_no_form_of_ours_can_be_broken_by_what_is_typed(survey: OpenSurvey, address: str, value: str) -> None:
    patient = survey.patient().enter(survey.codes[0])
    names = (
        "code",
        "signature",
        "held",
        "return_code",
        "consent",
        "text_size",
        "back",
        "action",
        "csrf_token",
    )
    patient.press(address, dict.fromkeys(names, value))
    assert patient.status < 500
    token = survey.patient().open("/i")
    token.press(address, {name: value for name in names if name != "csrf_token"})
    assert token.status < 500


def test_bytes_that_are_no_text_are_read_as_best_they_can(survey: OpenSurvey, at_text: Patient) -> None:
    body = f"csrf_token={at_text.token}&action=next&best_thing=%FF%FE%ED%A0%80"
    page = at_text.client.post(
        at_text.where, data=body, content_type="application/x-www-form-urlencoded", follow_redirects=True
    )
    assert page.status_code == 200
