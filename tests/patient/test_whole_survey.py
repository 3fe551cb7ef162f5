"""A whole survey without scripts: from the code in the letter to a sealed answer."""

from __future__ import annotations

from tests.patient.survey import RECOVERY, OpenSurvey, answers_sent


def test_a_whole_survey_is_sent_and_can_be_opened_by_both_keys(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    assert patient.where == "/q/p01"
    patient.walk_to("/check", {"dx_month": ["3", "2024"], "best_thing": "The nurses."})
    patient.press("/send", {"action": "send"})
    assert patient.where == "/done"
    (payload,) = answers_sent(survey)
    assert payload == answers_sent(survey, RECOVERY.secret)[0]
    assert payload["hospital"] == "RXQ"
    assert payload["answers"]["dx_month"] == "2024-03"
    assert payload["answers"]["best_thing"] == "The nurses."


def test_the_same_code_gives_one_answer_and_the_same_thanks(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    patient.walk_to("/check").press("/send", {"action": "send"})
    assert "We already have your answers" in survey.patient().enter(survey.codes[0]).text
    assert len(answers_sent(survey)) == 1
