"""Features of the definition language, each in a tiny questionnaire, at the patient's door."""

from __future__ import annotations

from tests.patient.survey import Tiny, answers_sent


def test_the_hospital_the_wave_and_an_earlier_answer_stand_in_the_words(tiny: Tiny) -> None:
    survey = tiny("piping")
    patient = survey.patient().begin(survey.codes[0])
    assert "This is about Northfield Hospital in W1." in patient.text
    assert "a doctor at Northfield Hospital" in patient.text
    patient.answer(helper="doctor")
    assert "Do you get enough help from a doctor at Northfield Hospital?" in patient.text
    assert "Yes, from a doctor at Northfield Hospital" in patient.text
    patient.answer(enough="yes")
    assert patient.where == "/check"
    assert "Yes, from a doctor at Northfield Hospital" in patient.text
    assert "Who helps you at Northfield Hospital" in patient.text
    assert "{" not in patient.text.split("<main", 1)[1]


def test_without_the_earlier_answer_other_words_stand_there(tiny: Tiny) -> None:
    survey = tiny("piping")
    patient = survey.patient().begin(survey.codes[0]).answer()
    assert "Do you get enough help from the staff?" in patient.text
    assert "{" not in patient.open("/questions/piping/1").text.split("<main", 1)[1]


def test_what_a_person_writes_is_never_filled_in(tiny: Tiny) -> None:
    survey = tiny("every_kind")
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p09")
    patient.answer(kind_text="{hospital}").walk_to("/check")
    assert "{hospital}" in patient.text


def test_a_date_is_taken_shown_and_mended_box_by_box(tiny: Tiny) -> None:
    survey = tiny("every_kind")
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p08")
    patient.answer(kind_date=["31", "2", "2021"])
    assert patient.status == 422
    assert 'href="#kind_date"' in patient.text
    assert 'value="31"' in patient.text
    patient.answer(kind_date=["14", "Foo", "2021"])
    assert 'href="#kind_date-month"' in patient.text
    patient.answer(kind_date=["14", "3", "2027"])
    assert 'href="#kind_date-year"' in patient.text
    patient.answer(kind_date=["14", "3", "2021"])
    assert patient.where == "/q/p09"
    patient.answer("back")
    assert [value in patient.text for value in ('value="14"', 'value="3"', 'value="2021"')] == [True] * 3
    patient.walk_to("/check", {"kind_date": ["14", "3", "2021"]})
    assert "14 March 2021" in patient.text


def test_the_short_form_asks_the_core_questions_and_sends_them(tiny: Tiny) -> None:
    survey = tiny("short", short_form=True)
    patient = survey.patient().begin(survey.codes[0])
    patient.answer(asked="yes").answer(told="no")
    assert "Was it kind?" in patient.text
    assert "Was it quick?" not in patient.text
    patient.answer(kind="yes")
    assert patient.where == "/check"
    patient.press("/send", {})
    assert patient.where == "/done"
    [sent] = answers_sent(survey)
    assert sent["answers"] == {"asked": "yes", "told": "no", "kind": "yes"}
