"""The way in: every code that opens nothing gets a kind page, and keeps what was typed."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime

import pytest

from survey_engine.records import invitations, waves
from survey_engine.sealing.codes import new_code, read_code, show_code, sign_link, wave_symbol
from survey_engine.sealing.envelope import new_identity
from survey_engine.web.house import KEY
from survey_engine.web.lanes import Lane
from tests.patient.survey import SECRET_KEY, WAVE, OpenSurvey, Patient


@pytest.mark.parametrize("typed", ["{code}", "{lower}", "{bare}", "{spaced}"])
def test_a_code_may_be_typed_in_any_way(survey: OpenSurvey, typed: str) -> None:
    code = survey.codes[0]
    text = typed.format(
        code=code, lower=code.lower(), bare=code.replace("-", ""), spaced=f" {code.replace('-', ' ')} "
    )
    assert survey.patient().enter(text).where == "/welcome"


def test_a_signed_link_opens_the_welcome_page(survey: OpenSurvey) -> None:
    signature = sign_link(read_code(survey.codes[0]), [SECRET_KEY])
    assert survey.patient().enter(survey.codes[0], signature=signature).where == "/welcome"


def test_a_link_signed_with_a_secret_long_gone_counts_as_typed(survey: OpenSurvey) -> None:
    assert survey.patient().enter(survey.codes[0], signature="old-signature").where == "/welcome"


def test_a_whole_link_pasted_into_the_box_works(survey: OpenSurvey) -> None:
    signature = sign_link(read_code(survey.codes[0]), [SECRET_KEY])
    assert survey.patient().enter(f"{survey.codes[0]}.{signature}").where == "/welcome"


def test_a_wrong_symbol_names_its_group_and_keeps_the_code(survey: OpenSurvey) -> None:
    groups = survey.codes[0].split("-")
    typed = f"{groups[0]}-{groups[1][:3]}*-{groups[2]}"
    patient = survey.patient().enter(typed)
    assert patient.status == 422
    assert "group 2" in patient.text
    assert typed in patient.text


def test_a_wrong_letter_is_found_by_the_check_symbol(survey: OpenSurvey) -> None:
    code = survey.codes[0]
    wrong = code[:6] + ("2" if code[6] != "2" else "3") + code[7:]
    assert "One letter or number of your code is wrong" in survey.patient().enter(wrong).text


def test_unknown_and_stopped_codes_look_the_same(survey: OpenSurvey) -> None:
    with survey.store.writing() as db:
        invitations.stop(db, WAVE, survey.refs[1])
    stopped = survey.patient().enter(survey.codes[1])
    symbol = wave_symbol(read_code(survey.codes[0]))
    unknown_code = show_code(new_code(symbol, lambda count: bytes([5]) * count))
    unknown = survey.patient().enter(unknown_code)
    assert stopped.status == unknown.status == 422

    def without_its_own(text: str, *own: str) -> str:
        for one in own:
            text = text.replace(one, "")
        return text

    assert without_its_own(stopped.text, survey.codes[1], stopped.token) == without_its_own(
        unknown.text, unknown_code, unknown.token
    )


def test_a_wave_that_is_not_open_yet_says_when(survey: OpenSurvey) -> None:
    survey.clock.now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    assert "1 November 2026" in survey.patient().enter(survey.codes[0]).text


def test_a_closed_wave_says_so(survey: OpenSurvey) -> None:
    survey.clock.now = datetime(2026, 12, 20, 12, tzinfo=UTC)
    assert "This survey has closed" in survey.patient().enter(survey.codes[0]).text


def test_a_browser_that_blocks_cookies_is_told_and_keeps_its_code(survey: OpenSurvey) -> None:
    client = survey.app.test_client(use_cookies=False)
    page = client.post("/start", data={"code": survey.codes[0]})
    assert page.status_code == 400
    assert "cookies" in page.get_data(as_text=True)
    assert survey.codes[0] in page.get_data(as_text=True)


def test_ten_wrong_codes_slow_down_but_a_signed_link_still_opens(survey: OpenSurvey) -> None:
    symbol = wave_symbol(read_code(survey.codes[0]))
    wrong = show_code(new_code(symbol, lambda count: bytes([9]) * count))
    patient = survey.patient()
    for _try in range(10):
        patient.enter(wrong)
    assert "Many codes were tried here." in patient.enter(survey.codes[0]).text
    signature = sign_link(read_code(survey.codes[0]), [SECRET_KEY])
    assert patient.enter(survey.codes[0], signature=signature).where == "/welcome"
    survey.clock.forward(minutes=16)


def test_consent_is_a_step_of_its_own(survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    patient.press("/welcome", {"action": "start"})
    assert patient.status == 422
    assert "Tick the box if you agree" in patient.text
    assert patient.press("/welcome", {"action": "start", "consent": "yes"}).where == "/q/p01"


def test_the_pages_cannot_be_opened_without_a_code(survey: OpenSurvey) -> None:
    for address in ("/welcome", "/resume", "/q/p01", "/check", "/stop"):
        patient = survey.patient().open(address)
        assert patient.status == 403
        assert 'name="code"' in patient.text


def test_when_too_many_begin_at_once_the_page_says_so_and_keeps_the_code(survey: OpenSurvey) -> None:
    busy = survey.build(random.Random(1), wait_seconds=0.05)
    patient = Patient(busy)
    with busy.extensions[KEY].lanes.slot(Lane.TYPED):
        patient.enter(survey.codes[0])
        assert patient.status == 503
        assert "We are very busy" in patient.text
        assert survey.codes[0] in patient.text
    assert patient.press("/start", {"code": survey.codes[0]}).where == "/welcome"


def test_changed_recipients_stop_the_survey_before_anything_is_sealed(survey: OpenSurvey) -> None:
    with survey.store.writing() as db:
        waves.wave(db, WAVE).recipients = json.dumps([new_identity().recipient, new_identity().recipient])
    patient = survey.patient().enter(survey.codes[0])
    assert patient.status == 503
    assert "We cannot take answers just now" in patient.text


def test_a_busy_moment_at_the_start_keeps_what_was_ticked(survey: OpenSurvey) -> None:
    busy = survey.build(random.Random(1), wait_seconds=0.05)
    patient = Patient(busy).enter(survey.codes[0])
    agree = {"action": "start", "consent": "yes"}
    with busy.extensions[KEY].lanes.slot(Lane.SIGNED):
        patient.press("/welcome", agree)
        assert patient.status == 503
        assert re.search(r'id="consent"[^>]* checked', patient.text)
    assert patient.press("/welcome", agree).where == "/q/p01"
