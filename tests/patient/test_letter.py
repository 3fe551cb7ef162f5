"""A letter that should not have come: one ref, no question why, the same page whether we know it or not."""

from __future__ import annotations

from survey_engine.records.unwanted import unwanted
from survey_engine.sealing.codes import new_ref
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey, Patient

THANKS = "We have asked the hospital not to write again."


def asks(survey: OpenSurvey, ref: str) -> Patient:
    return survey.patient().open("/letter").press("/letter", {"ref": ref})


def listed(survey: OpenSurvey) -> list[tuple[str, str, bool]]:
    with survey.store.reading() as db:
        return [(one.hospital, one.ref, one.ticked) for one in unwanted(db, WAVE)]


def test_the_hospital_is_told_and_the_code_still_works(survey: OpenSurvey) -> None:
    ref = survey.refs[0]
    patient = asks(survey, ref.lower().replace("-", " "))
    assert THANKS in patient.text
    assert "A letter may already be in the post." in patient.text
    assert listed(survey) == [(HOSPITAL, ref, False)]
    assert survey.patient().enter(survey.codes[0]).where == "/welcome"


def test_asking_twice_is_no_fault(survey: OpenSurvey) -> None:
    for _time in range(2):
        assert THANKS in asks(survey, survey.refs[0]).text
    assert len(listed(survey)) == 1


def test_a_ref_that_nobody_has_gets_the_same_page(survey: OpenSurvey) -> None:
    unknown = asks(survey, new_ref(HOSPITAL, lambda count: bytes([7]) * count))
    known = asks(survey, survey.refs[1])
    assert unknown.status == known.status == 200
    assert unknown.text == known.text
    assert [ref for _hospital, ref, _ticked in listed(survey)] == [survey.refs[1]]


def test_a_slip_in_typing_is_found_and_silences_nobody(survey: OpenSurvey) -> None:
    ref = survey.refs[0]
    wrong = ref[:-1] + ("3" if ref[-1] != "3" else "4")
    patient = asks(survey, wrong)
    assert patient.status == 422
    assert "Look at the reference again." in patient.text
    assert f'value="{wrong}"' in patient.text
    assert listed(survey) == []


def test_nothing_typed_is_asked_for_kindly(survey: OpenSurvey) -> None:
    assert asks(survey, "").status == 422
    old_form = survey.patient().open("/letter").press("/letter", {"ref": survey.refs[0], "csrf_token": "old"})
    assert old_form.status == 400
    assert survey.refs[0] in old_form.text


def test_five_in_an_hour_are_enough(survey: OpenSurvey) -> None:
    for _time in range(5):
        assert asks(survey, survey.refs[0]).status == 200
    assert asks(survey, survey.refs[1]).status == 429
    survey.clock.forward(days=1)  # the key of the day before is gone
    assert asks(survey, survey.refs[1]).status == 200


def test_help_leads_there(survey: OpenSurvey) -> None:
    assert 'href="/letter"' in survey.patient().open("/help").text
