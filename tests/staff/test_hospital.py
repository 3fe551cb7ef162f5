"""A nurse with little time: stops letters silently, sees counts and nobody."""

from __future__ import annotations

from survey_engine.housekeeping import forget
from survey_engine.records import invitations
from survey_engine.records.staff import Role
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.office import Officer, hired


def lead(survey: OpenSurvey) -> Officer:
    """A pledge lead who is signed in."""
    return hired(survey, "lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def stopped(survey: OpenSurvey) -> int:
    with survey.store.reading() as db:
        return sum(one.stopped for one in invitations.exact_counts(db, WAVE))


def test_refs_are_pasted_in_any_form_and_stopped_at_once(survey: OpenSurvey) -> None:
    officer, refs = lead(survey), survey.refs
    typed = f"{refs[0].lower()}\n{refs[1].replace('-', ' ')}, {refs[2]};\n\nRXQ-NOPE22\n"
    officer.open("/hospital/stop").press("/hospital/stop", {"refs": typed})
    assert "3 letters are stopped" in officer.text
    assert "RXQ-NOPE22" in officer.text
    assert stopped(survey) == 3
    assert "We could not find that code" in survey.patient().enter(survey.codes[0]).text


def test_stopping_says_the_same_whether_somebody_answered(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    patient.open("/q/p54").answer()
    while patient.where != "/check":
        patient.answer()
    patient.press("/send", {"action": "send"})
    assert patient.where == "/done"
    officer = lead(survey)
    texts = []
    for ref in survey.refs[:2]:
        officer.open("/hospital/stop").press("/hospital/stop", {"refs": ref})
        texts.append(officer.text.replace(officer.token, ""))
    assert texts[0] == texts[1]
    officer.open("/hospital/stop").press("/hospital/stop", {"refs": survey.refs[0]})
    assert "1 letter is stopped" in officer.text  # twice is no fault


def test_counts_are_of_letters_and_never_small(survey: OpenSurvey) -> None:
    forget(survey.store, survey.clock.now)
    page = lead(survey).open("/hospital/counts")
    assert "Fewer than 10" in page.text
    assert "6</dd>" in page.text
    assert all(ref not in page.text for ref in survey.refs)


def test_nothing_typed_and_an_old_form_lose_nothing(survey: OpenSurvey) -> None:
    officer = lead(survey)
    assert officer.open("/hospital/stop").press("/hospital/stop", {"refs": " \n"}).status == 422
    officer.press("/hospital/stop", {"refs": survey.refs[0], "csrf_token": "old"})
    assert (officer.status, survey.refs[0] in officer.text) == (400, True)
    assert stopped(survey) == 0
    many = "\n".join(["RXQ-AAAAAA"] * 501)
    assert officer.open("/hospital/stop").press("/hospital/stop", {"refs": many}).status == 422
