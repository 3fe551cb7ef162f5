"""By telephone: read aloud, keyed once, sent while the caller is there; only what is on her path is asked."""

from __future__ import annotations

import re
from html import unescape

import pytest

from survey_engine.records import waves
from survey_engine.records.waves import Posting
from tests.entry.desk import FORM, HOME, Typist, typist
from tests.entry.test_paper import rows
from tests.patient.survey import WAVE, OpenSurvey, answers_sent


def on_the_line(survey: OpenSurvey) -> Typist:
    """An interviewer whose caller has read out her code and said yes."""
    ann = typist(survey)
    ann.begin_batch("telephone")
    return ann.lay_down(survey.codes[0])


def asked(officer: Typist) -> list[str]:
    """The questions of the screen."""
    return re.findall(r'id="([a-z0-9_]+)" name=', officer.text)


def test_an_interview_follows_the_path_and_is_sent_at_once(survey: OpenSurvey) -> None:
    ann = on_the_line(survey)
    seen: list[str] = []
    while ann.is_on_screen:
        seen += asked(ann)
        ann.screen({**FORM, "pain_any": "1", "pain_help": "2", "child_any": "2"})
    assert "Shall I send your answers now?" in unescape(ann.text)
    ann.press(f"{HOME}/call-end", {"action": "send"})
    assert "The answers are sent." in ann.text
    [sent] = answers_sent(survey)
    assert (sent["mode"], sent["partial"], sent["answers"]["pain_help"]) == ("telephone", False, "yes_part")
    # Whoever answers on the screen is asked the same questions, in the same order.
    assert seen == list(sent["answers"])
    assert "child_help" not in seen
    assert seen.index("pain_help") == seen.index("pain_any") + 1
    assert rows(survey, "draft") == 0


@pytest.mark.parametrize("answered", [True, False])
def test_a_caller_who_stops_sends_what_there_is_or_nothing(survey: OpenSurvey, answered: bool) -> None:
    ann = on_the_line(survey)
    ann.screen(FORM if answered else {})
    ann.screen(FORM if answered else {}, action="stop")
    assert "We can stop here." in ann.text
    assert ('value="send"' in ann.text) is answered
    if answered:
        ann.press(f"{HOME}/call-end", {"action": "send"})
        [sent] = answers_sent(survey)
        assert sent["partial"] is True
        assert sent["answers"]["dx_where"] == "here"
        assert "overall" not in sent["answers"]
    else:
        ann.press(f"{HOME}/call-end", {"action": "throw_away"})
        assert "Nothing of that call was kept." in ann.text
        assert (rows(survey, "draft"), rows(survey, "response")) == (0, 0)


def test_a_part_can_be_left_out(survey: OpenSurvey) -> None:
    ann = on_the_line(survey).screen(FORM)
    assert "You can skip this part." in ann.text
    ann.screen({}, action="skip_part")
    assert "named nurse specialist" in ann.text


def test_the_script_is_read_in_sentences(survey: OpenSurvey) -> None:
    ann = typist(survey)
    ann.begin_batch("telephone")
    ann.open(f"{HOME}/form")
    assert "You can say “skip” to any question" in ann.text
    assert ann.press(f"{HOME}/form", {"code": survey.codes[0]}).status == 422
    assert "Go on only if they said yes." in ann.text
    ann.lay_down(survey.codes[0])
    assert "You can say “Yes”, “No”, or “I would rather not say”." in ann.text
    assert "Please tell me the month and the year. The year is enough." in ann.text
    texts = [ann.text]
    while ann.is_on_screen:
        ann.screen({})
        texts.append(ann.text)
    whole = unescape("\n".join(texts))
    assert "0 means “Very poor”, and 10 means “Very good”." in whole
    assert "You can choose up to 3 of these. I will read them all: “Being told”, “Nurses”" in whole


def test_a_caller_is_told_that_her_hospital_printed_the_code(survey: OpenSurvey) -> None:
    ann = typist(survey)
    ann.begin_batch("telephone")
    printed = (
        "Your hospital printed your code. It could find out whether the code was used, or use it itself."
    )
    assert printed not in ann.open(f"{HOME}/form").text
    with survey.store.writing() as db:
        waves.wave(db, WAVE).posting = Posting.MERGE.value
    assert printed in ann.open(f"{HOME}/form").text


def test_going_back_changes_what_is_asked(survey: OpenSurvey) -> None:
    ann = on_the_line(survey).screen({**FORM, "dx_where": "3"})
    assert "nurse_has" in asked(ann)  # nobody who was told elsewhere is asked how
    ann.screen({}, action="back")
    assert 'value="3"' in ann.text
    ann.screen(FORM)
    assert "told_caring" in asked(ann)


def test_calls_are_noted_as_a_count(survey: OpenSurvey) -> None:
    ann = on_the_line(survey)
    while ann.is_on_screen:
        ann.screen(FORM)
    ann.press(f"{HOME}/call-end", {"action": "send"})
    ann.open(HOME).press(f"{HOME}/end", {})
    assert "1 sent." in ann.text
    assert rows(survey, "batch") == 0
