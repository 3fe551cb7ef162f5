"""Too tired to go on: what she has can be sent, by her own choice, and says of itself that it is a part."""

from __future__ import annotations

from tests.patient.survey import OpenSurvey, answers_sent

BUTTON = "Send what I have, and finish"


def test_what_she_has_is_sent_and_marked(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).answer(dx_month=["3", "2024"]).answer(dx_first="no")
    patient.answer("stop", dx_where="here")
    assert BUTTON in patient.text
    assert "still has to be changed" not in patient.text
    patient.press("/send", {"action": "partial"})
    assert patient.where == "/done"
    [sent] = answers_sent(survey)
    assert sent["partial"] is True
    assert sent["answers"] == {"dx_month": "2024-03", "dx_first": "no", "dx_where": "here"}
    assert "We already have your answers" in survey.patient().enter(survey.codes[0]).text


def test_an_entry_that_cannot_be_taken_is_left_out(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).answer(dx_month=["13", "2024"])
    patient.open("/q/p02").answer("stop", dx_first="no")
    assert "One answer still has to be changed before we can take it." in patient.text
    patient.press("/send", {"action": "partial"})
    assert patient.where == "/done"
    assert answers_sent(survey)[0]["answers"] == {"dx_month": None, "dx_first": "no"}


def test_a_whole_survey_is_not_marked_and_is_not_offered_as_a_part(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check").open("/stop")
    assert BUTTON not in patient.text
    patient.press("/send", {"action": "partial"})
    assert answers_sent(survey)[0]["partial"] is False


def test_nothing_is_not_a_part(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).answer("stop")
    assert BUTTON not in patient.text


def test_the_usual_send_still_leads_to_what_is_not_seen(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).answer("stop", dx_month=["3", "2024"])
    patient.press("/send", {"action": "send"})
    assert patient.where.startswith("/q/")
    assert answers_sent(survey) == []
