"""What is refused: used and stopped codes, cookies of others, closed waves; and what late paper may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from survey_engine import housekeeping
from survey_engine.records import audit, batches, invitations, waves
from survey_engine.records.closing import close_wave
from survey_engine.records.drafts import count_keyed
from survey_engine.sealing.codes import Code, show_code
from tests.entry.desk import FORM, HOME, typist
from tests.entry.test_paper import rows, waiting
from tests.patient.survey import CLOSES, WAVE, OpenSurvey, answers_sent


def test_a_code_that_was_used_online_is_said_and_the_form_not_counted(survey: OpenSurvey) -> None:
    _ann, number = waiting(survey)
    survey.patient().begin(survey.codes[0]).walk_to("/check").press("/send", {"action": "send"})
    ben = typist(survey, "ben@example.org").take_up(number).lay_down(survey.codes[0])
    assert "Answers with this code are in already." in ben.text
    assert len(answers_sent(survey)) == 1


def test_who_answers_online_between_the_keyings_is_counted_once(survey: OpenSurvey) -> None:
    _ann, number = waiting(survey)
    ben = typist(survey, "ben@example.org").take_up(number).key(survey.codes[0])
    survey.patient().begin(survey.codes[0]).walk_to("/check").press("/send", {"action": "send"})
    ben.settle()
    assert "so this form was not counted again" in ben.text
    assert [one["mode"] for one in answers_sent(survey)] == ["web"]
    assert rows(survey, "draft") == 0


def test_a_keyed_form_lets_nobody_answer_twice(survey: OpenSurvey) -> None:
    _ann, number = waiting(survey)
    typist(survey, "ben@example.org").take_up(number).key(survey.codes[0]).settle()
    assert "We already have your answers" in survey.patient().enter(survey.codes[0]).text


def test_unknown_and_stopped_codes_are_told_the_same(survey: OpenSurvey) -> None:
    with survey.store.writing() as db:
        invitations.stop(db, WAVE, survey.refs[0])
    ann = typist(survey)
    ann.begin_batch()
    texts = []
    for code in (survey.codes[0], another(survey.codes[1])):
        texts.append(ann.lay_down(code).text.replace(ann.token, "").replace(code, ""))
        assert ann.status == 422
    assert texts[0] == texts[1]


def another(code: str) -> str:
    """A code of the same wave that was never issued."""
    return show_code(Code(code[0] + "7" * 10))


def test_a_letter_stopped_between_the_keyings_is_not_sent(survey: OpenSurvey) -> None:
    _ann, number = waiting(survey)
    ben = typist(survey, "ben@example.org").take_up(number).key(survey.codes[0])
    with survey.store.writing() as db:
        invitations.stop(db, WAVE, survey.refs[0])
    ben.settle()
    assert (ben.status, "This letter was stopped" in ben.text) == (403, True)
    assert rows(survey, "response") == 0


def test_ten_wrong_codes_slow_down(survey: OpenSurvey) -> None:
    ann = typist(survey)
    ann.begin_batch()
    for _try in range(10):
        assert ann.lay_down(another(survey.codes[0])).status == 422
    assert ann.lay_down(survey.codes[0]).status == 429


def test_the_same_person_may_key_twice_only_by_saying_so(survey: OpenSurvey) -> None:
    ann, number = waiting(survey)
    ann.take_up(number)
    assert (ann.status, "You began this batch yourself" in ann.text) == (422, True)
    ann.take_up(number, alone="yes").key(survey.codes[0]).settle()
    ann.open(HOME).press(f"{HOME}/end", {})
    with survey.store.reading() as db:
        details = [one.details for one in audit.entries(db) if one.event == "paper forms sent"]
    assert details == ['{"count": 1, "keyed twice by one person": true, "wave": "W1"}']


def test_a_wrong_slip_finds_nothing(survey: OpenSurvey) -> None:
    ann, _number = waiting(survey)
    other = ann.begin_batch()
    ben = typist(survey, "ben@example.org").take_up(other).lay_down(survey.codes[0])
    assert "was not keyed a first time in this batch" in ben.text
    assert ben.take_up("7KQ2-X79D2FA4").status == 422
    assert ben.take_up(other[:-1] + ("2" if other[-1] != "2" else "3")).status == 422
    assert "This is not a batch number." in ben.text


def test_a_form_is_keyed_a_first_time_once_and_can_be_gone_on_with(survey: OpenSurvey) -> None:
    ann, number = waiting(survey)
    assert "waits for its second keying" in ann.lay_down(survey.codes[0]).text
    ann.lay_down(survey.codes[1]).screen(FORM)
    where = ann.where
    cora = typist(survey, "cora@example.org").take_up(number, keying="first").lay_down(survey.codes[1])
    assert cora.where == where  # where the other stopped


def test_a_screen_of_another_form_is_not_taken_for_this_one(survey: OpenSurvey) -> None:
    ann = typist(survey)
    ann.begin_batch()
    mark = ann.lay_down(survey.codes[0]).hidden("form-mark")
    ann.lay_down(survey.codes[1])
    ann.screen({"dx_first": "1"}, **{"form-mark": mark})
    assert (ann.status, "Another form is on your desk" in ann.text) == (409, True)
    ann.lay_down(survey.codes[1])
    assert 'name="dx_first"' in ann.text
    assert 'value="1"' not in ann.text


def test_another_account_in_the_same_browser_has_no_batch(survey: OpenSurvey) -> None:
    ann, _number = waiting(survey)
    ann.lay_down(survey.codes[1])
    ben = typist(survey, "ben@example.org")
    cookie = ann.client.get_cookie("batch")
    assert cookie
    ben.client.set_cookie("batch", cookie.value)
    assert ben.open(f"{HOME}/form").where == HOME
    survey.clock.forward(hours=15)


def test_late_paper_is_taken_until_its_last_day_and_waits_that_long(survey: OpenSurvey) -> None:
    _ann, number = waiting(survey)
    survey.patient().begin(survey.codes[2]).answer()
    survey.clock.now = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)  # patients and their grace are over
    housekeeping.forget(survey.store, survey.clock())
    with survey.store.reading() as db:
        assert (rows(survey, "draft"), count_keyed(db, WAVE, CLOSES)) == (1, 1)
    assert "This survey has closed" in survey.patient().enter(survey.codes[1]).text
    ben = typist(survey, "ben@example.org").take_up(number).key(survey.codes[0]).settle()
    assert "The form is sent." in ben.text


def end_entry(survey: OpenSurvey) -> None:
    with survey.store.writing() as db:
        waves.end_entry(db, WAVE)


def too_late(survey: OpenSurvey) -> None:
    survey.clock.now = datetime(2026, 12, 29, 0, 30, tzinfo=UTC)


def closed(survey: OpenSurvey) -> None:
    with survey.store.writing() as db:
        close_wave(db, WAVE, today=CLOSES)


@pytest.mark.parametrize("over", [end_entry, too_late, closed])
def test_nothing_is_taken_once_all_paper_is_in(
    survey: OpenSurvey, over: Callable[[OpenSurvey], None]
) -> None:
    _ann, number = waiting(survey)
    typist(survey, "ben@example.org").take_up(number).key(survey.codes[0])
    over(survey)
    assert "No survey takes forms just now." in typist(survey, "dan@example.org").open(HOME).text
    with survey.store.reading() as db:
        assert not batches.takes_forms(waves.wave(db, WAVE), survey.clock())
    assert rows(survey, "batch") == (0 if over is closed else 1)
    assert rows(survey, "response") == 0


def test_a_form_under_way_is_refused_after_the_last_day(survey: OpenSurvey) -> None:
    ann, _number = waiting(survey)
    ann.lay_down(survey.codes[1])
    end_entry(survey)
    ann.screen(FORM)
    assert (ann.status, "takes no more forms" in ann.text) == (403, True)


def test_spare_codes_are_few_and_ordinary(survey: OpenSurvey) -> None:
    ann = typist(survey)
    page = ann.open(f"{HOME}/spare")
    page.press(f"{HOME}/spare", {"wave": WAVE, "hospital": "RXQ", "count": "8"})
    shown = [one for one in ann.text.split('dir="ltr">')[1:] if one[4] == "-"]
    assert len(shown) == 8
    ann.open(f"{HOME}/spare").press(f"{HOME}/spare", {"wave": WAVE, "hospital": "RXQ", "count": "3"})
    assert (ann.status, "from 1 to 2" in ann.text) == (422, True)
    code = shown[0][:14]
    number = ann.begin_batch()
    ann.key(code)
    typist(survey, "ben@example.org").take_up(number).key(code).settle()
    assert answers_sent(survey)[0]["hospital"] == "RXQ"
    with survey.store.reading() as db:
        [noted] = [one.details for one in audit.entries(db) if one.event == "spare codes made"]
    assert noted == '{"count": 8, "hospital": "RXQ", "wave": "W1"}'
