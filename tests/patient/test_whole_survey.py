"""A whole survey without scripts: from the code in the letter to a sealed answer."""

from __future__ import annotations

import json

from survey_engine.records import responses
from survey_engine.sealing.envelope import open_envelope
from tests.patient.survey import CHARITY, RECOVERY, WAVE, OpenSurvey


def sent(survey: OpenSurvey, secret: str = CHARITY.secret) -> list[dict[str, object]]:
    """Every answer in the box, opened."""
    with survey.store.reading() as db:
        return [json.loads(open_envelope(one.sealed, secret)) for one in responses.envelopes(db, WAVE)]


def test_a_whole_survey_is_sent_and_can_be_opened_by_both_keys(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    assert patient.where == "/q/p01"
    patient.walk_to("/check", {"dx_month": ["3", "2024"], "best_thing": "The nurses."})
    patient.press("/send", {"action": "send"})
    assert patient.where == "/done"
    (payload,) = sent(survey)
    assert payload == sent(survey, RECOVERY.secret)[0]
    assert payload["hospital"] == "RXQ"
    assert payload["answers"]["dx_month"] == "2024-03"  # type: ignore[index]
    assert payload["answers"]["best_thing"] == "The nurses."  # type: ignore[index]


def test_the_same_code_gives_one_answer_and_the_same_thanks(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    patient.walk_to("/check").press("/send", {"action": "send"})
    assert "We already have your answers" in survey.patient().enter(survey.codes[0]).text
    assert len(sent(survey)) == 1
