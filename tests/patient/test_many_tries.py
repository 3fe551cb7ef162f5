"""Many people behind one address, and one who tries too often: who types right is let in."""

from __future__ import annotations

import pytest

from survey_engine.sealing.codes import new_code, read_code, show_code, wave_symbol
from tests.patient.survey import OpenSurvey, Patient


def tries_codes(survey: OpenSurvey, count: int) -> None:
    """Somebody types codes that nobody has."""
    symbol = wave_symbol(read_code(survey.codes[0]))
    for _try in range(count):
        survey.patient().enter(show_code(new_code(symbol, survey.chance.randbytes)))


def at_the_return_code(survey: OpenSurvey, code: str) -> Patient:
    """On another device, at the box for the return code."""
    return survey.patient().enter(code).open("/resume")


def test_wrong_return_codes_of_one_keep_nobody_else_out(survey: OpenSurvey) -> None:
    someone = at_the_return_code(survey, survey.codes[0])
    for _try in range(10):
        assert someone.press("/resume", {"return_code": "012 345 6789"}).status == 422
    assert someone.press("/resume", {"return_code": "012 345 6789"}).status == 429
    assert "012 345 6789" in someone.text  # it can be tried again by one button
    other = at_the_return_code(survey, survey.codes[1])
    assert other.press("/resume", {"return_code": "012 345 6789"}).status == 422
    assert survey.patient().enter(survey.codes[2]).where == "/welcome"
    survey.clock.forward(days=1)  # the key of the day before is gone
    assert (
        at_the_return_code(survey, survey.codes[0]).press("/resume", {"return_code": "1" * 10}).status == 422
    )


def test_half_a_return_code_is_no_try(survey: OpenSurvey) -> None:
    someone = at_the_return_code(survey, survey.codes[0])
    for _try in range(12):
        assert someone.press("/resume", {"return_code": "012 345"}).status == 422


def test_one_right_code_cannot_take_the_slot_of_everybody_without_end(survey: OpenSurvey) -> None:
    statuses = [survey.patient().enter(survey.codes[0]).status for _time in range(21)]
    assert statuses == [200] * 20 + [429]
    assert survey.patient().enter(survey.codes[1]).where == "/welcome"


def test_after_many_wrong_codes_of_others_the_page_says_which_way_is_still_open(survey: OpenSurvey) -> None:
    tries_codes(survey, 10)
    patient = survey.patient().enter(survey.codes[0])
    assert patient.status == 429
    assert "Scan the square pattern on your letter, wait 15 minutes, or call us." in patient.text
    assert f'value="{survey.codes[0]}"' in patient.text


@pytest.mark.parametrize("between", [".", "_", "/", ",", ":", " . ", "\u060c"])
def test_groups_may_be_parted_by_anything(survey: OpenSurvey, between: str) -> None:
    assert survey.patient().enter(survey.codes[0].replace("-", between)).where == "/welcome"


def test_a_code_with_dots_that_is_wrong_stays_in_the_box(survey: OpenSurvey) -> None:
    patient = survey.patient().enter("7KQM.2D9F.XA")
    assert patient.status == 422
    assert 'value="7KQM.2D9F.XA"' in patient.text


def test_five_slips_at_a_ref_do_not_turn_a_grieving_reader_away(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/letter")
    for _slip in range(7):
        assert patient.press("/letter", {"ref": f"{survey.refs[0][:-1]}?"}).status == 422
    assert "Thank you for telling us" in patient.press("/letter", {"ref": survey.refs[0]}).text
