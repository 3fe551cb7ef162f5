"""A hospital writes its pledge, the charity publishes it, and both keep it up to date."""

from __future__ import annotations

import json
import re

import pytest

from survey_engine.records import audit
from survey_engine.records.staff import Role
from tests.analysis.pledged import NURSE, STANDARD
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.office import PASSWORD, Officer, hired
from tests.staff.pledging import ACTION, HEADING, MINE, OTHER, THEIRS, kept, lead, publishes, release, writes


@pytest.fixture
def writer(survey: OpenSurvey) -> Officer:
    """A lead whose survey is released."""
    release(survey)
    return lead(survey)


def address(survey: OpenSurvey, number: int = 0) -> str:
    return f"/hospital/pledge/action/{kept(survey).pledge.actions[number].id}"


def changes(survey: OpenSurvey, officer: Officer, **fields: str) -> Officer:
    where = address(survey)
    officer.open(where)
    return officer.press(where, {**ACTION, "mark": officer.hidden("mark"), **fields})


def test_until_a_survey_has_closed_there_is_nothing_to_write(survey: OpenSurvey) -> None:
    officer = lead(survey)
    assert "No survey has closed yet" in officer.open("/hospital/pledge").text
    assert officer.open(MINE).status == 404


def test_a_lead_writes_and_the_figures_are_copied(survey: OpenSurvey, writer: Officer) -> None:
    assert writer.open("/hospital/pledge").where == MINE  # one survey: straight on
    page = writer.open(f"{MINE}/new").text
    assert "(42 %, of about 35 answers)" in page
    assert "(figure not published)" in page
    writes(writer)
    assert (writer.where, "Saved." in writer.text) == (f"{MINE}/told/saved", True)
    [action] = kept(survey).pledge.actions
    assert action.baselines == (NURSE, STANDARD)
    assert "42 %, of about 35 answers (likely between 27 % and 59 %)" in writer.text
    assert "The next survey will ask this again." in writer.text
    assert f"lead-{HOSPITAL.lower()}" not in writer.open(f"{MINE}/history").text.partition("<footer")[0]
    assert "By the hospital." in writer.text
    assert "30 September 2027" in writer.text
    assert not re.search(r"\d{4}-\d\d-\d\d|Before: nothing", writer.text), "days and changes are words"


def test_what_cannot_stay_is_said_beside_its_box_and_nothing_typed_is_lost(
    survey: OpenSurvey, writer: Officer
) -> None:
    writes(writer, you_said="12% of you have no nurse.", day="31", month="2")
    assert (writer.status, 'href="#day"' in writer.text) == (422, True)
    assert "12% of you have no nurse." in writer.text
    writer.press(f"{MINE}/new", {**ACTION, "you_said": "12% of you have no nurse."})
    assert (writer.status, 'href="#you_said"' in writer.text) == (422, True)
    assert "was not published for these questions" in writer.text
    assert 'value="2027"' in writer.text
    assert 'value="nurse_has" checked' in writer.text
    writer.press(MINE, {**HEADING, "agreed_patients": "many"})
    assert 'href="#agreed_patients"' in writer.text
    assert kept(survey).pledge.actions == ()


def test_an_old_form_keeps_what_was_typed(survey: OpenSurvey, writer: Officer) -> None:
    writer.open(f"{MINE}/new").press(f"{MINE}/new", {**ACTION, "csrf_token": "old"})
    assert (writer.status, "hard to reach a nurse" in writer.text) == (400, True)


def test_two_leads_write_over_nothing_unseen(survey: OpenSurvey, writer: Officer) -> None:
    writes(writer)
    second = hired(survey, "second@example.org", Role.HOSPITAL, hospital=HOSPITAL).open(address(survey))
    mark = second.hidden("mark")
    changes(survey, writer, owner="Matron")
    second.press(address(survey), {**ACTION, "mark": mark, "owner": "Ward manager"})
    assert (second.status, "Ward manager" in second.text) == (409, True)
    assert kept(survey).pledge.actions[0].owner == "Matron"
    second.press(address(survey), {**ACTION, "mark": second.hidden("mark"), "owner": "Ward manager"})
    assert kept(survey).pledge.actions[0].owner == "Ward manager"


def test_the_charity_publishes_what_it_read_after_its_password(survey: OpenSurvey, writer: Officer) -> None:
    writes(writer)
    writer.press(f"{MINE}/offer", {})
    assert "Sent to the charity" in writer.text
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    assert "Waits for you to read and publish it" in admin.open("/charity/pledges").text
    survey.clock.forward(minutes=11)
    publishes(survey, admin)
    assert (admin.status, kept(survey).public) == (403, None)
    publishes(survey, admin).press(
        f"{THEIRS}/publish", {"mark": admin.hidden("mark"), "password_again": PASSWORD}
    )
    assert "Published. Everybody can read it now." in admin.text
    shown = kept(survey).public
    assert shown is not None
    assert shown.actions[0].baselines == (NURSE, STANDARD)
    assert "Published. First published on" in writer.open(MINE).text
    with survey.store.reading() as db:
        [entry] = [one for one in audit.entries(db) if one.event == "pledge published"]
    assert json.loads(entry.details) == {"actions": 1, "hospital": HOSPITAL, "wave": WAVE}


def test_the_charity_publishes_nothing_that_changed_meanwhile(survey: OpenSurvey, writer: Officer) -> None:
    writes(writer)
    admin = hired(survey, "admin@example.org", Role.ADMIN).open(THEIRS)
    mark = admin.hidden("mark")
    changes(survey, writer, we_will="Something else.")
    admin.press(f"{THEIRS}/publish", {"mark": mark})
    assert (admin.status, kept(survey).public) == (409, None)


def test_the_charity_gives_it_back_with_a_reason(survey: OpenSurvey, writer: Officer) -> None:
    writes(writer).press(f"{MINE}/offer", {})
    admin = hired(survey, "analyst@example.org", Role.ANALYST).open(THEIRS)
    admin.press(f"{THEIRS}/return", {"why": " "})
    assert 'href="#why"' in admin.text
    admin.press(f"{THEIRS}/return", {"why": "Please say by when."})
    assert "Given back" in admin.text
    assert "Please say by when." in writer.open(MINE).text
    assert not kept(survey).is_offered


def test_what_is_missing_is_named_with_its_action(survey: OpenSurvey, writer: Officer) -> None:
    writes(writer, owner="", day="", month="", year="")
    writer.press(f"{MINE}/offer", {})
    assert writer.status == 422
    assert "<li>Action 1: Write whose task it is" in writer.text
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    assert "It cannot be published yet" in admin.open(THEIRS).text


def test_a_review_is_held_and_an_overdue_one_is_seen_by_both(survey: OpenSurvey, writer: Officer) -> None:
    writes(writer)
    publishes(survey, hired(survey, "admin@example.org", Role.ADMIN))
    assert 'name="review"' in writer.open(address(survey)).text
    survey.clock.forward(days=183)
    late = lead_again(survey)
    assert "Action 1: the review after 6 months was due on 10 May 2027." in late.open(MINE).text
    admin = hired(survey, "admin2@example.org", Role.ADMIN)
    assert "1 review is overdue." in admin.open("/charity/pledges").text
    changes(survey, late, status="started", review="6")
    assert 'href="#review_note"' in late.text
    changes(survey, late, status="started", review="6", review_note="The rota has begun.")
    assert "was due on" not in late.text
    assert "No review is overdue." in admin.open("/charity/pledges").text
    [review] = kept(survey).pledge.actions[0].reviews
    assert (review.months, review.status, review.note) == (6, "started", "The rota has begun.")
    changes(survey, late, review="9", review_note="There is none after nine.")
    assert len(kept(survey).pledge.actions[0].reviews) == 1


def lead_again(survey: OpenSurvey) -> Officer:
    return hired(survey, "lead-again@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def test_a_sixth_action_wants_a_reason(survey: OpenSurvey, writer: Officer) -> None:
    for _action in range(6):
        writes(writer)
    assert (writer.status, len(kept(survey).pledge.actions)) == (422, 5)
    assert "Say first why this one has more." in writer.text
    writer.open(MINE).press(MINE, {**HEADING, "more_reason": "Two wards are one now."})
    writer.open(f"{MINE}/new").press(f"{MINE}/new", ACTION)
    assert len(kept(survey).pledge.actions) == 6


def test_an_action_is_taken_out_until_it_was_public(survey: OpenSurvey, writer: Officer) -> None:
    writes(writes(writer), we_will="Another one.")
    where = address(survey, 1)
    writer.open(where).press(f"{where}/remove", {})
    assert len(kept(survey).pledge.actions) == 1
    publishes(survey, hired(survey, "admin@example.org", Role.ADMIN))
    writer.open(address(survey)).press(f"{address(survey)}/remove", {})
    assert (writer.status, "Mark it as dropped" in writer.text) == (422, True)


def test_a_hospital_never_sees_or_changes_another_ones(survey: OpenSurvey, writer: Officer) -> None:
    writes(writer)
    other = lead(survey, OTHER)
    for where in (MINE, f"{MINE}/history", f"{MINE}/new"):
        page = other.open(where).text
        assert "hard to reach" not in page
        assert "Northfield" not in page
        assert "42 %" not in page
    assert other.open(address(survey)).status == 404
    token = {"csrf_token": other.open(f"{MINE}/new").token}
    for where in (address(survey), f"{address(survey)}/remove"):
        assert other.client.post(where, data={**ACTION, **token}).status_code == 404
    assert kept(survey).pledge.actions[0].owner == "Lead nurse"
    assert other.open(THEIRS).status == 403


WITHHELD = (
    "12% of you",
    "4 of 9 patients",
    "４２％",
    "four in ten of you",
    "forty-two per cent",
    "only 4 people",
)


@pytest.mark.parametrize("text", WITHHELD)
def test_a_figure_that_was_withheld_gets_into_no_field_of_a_small_hospital(
    survey: OpenSurvey, text: str
) -> None:
    """The other hospital is under the threshold: nothing of it was released. It tries every box there is."""
    release(survey)
    officer = lead(survey, OTHER)
    officer.open(MINE).press(MINE, {**HEADING, "title": text})
    assert officer.status == 422
    officer.open(MINE).press(MINE, HEADING)
    for field in ("you_said", "we_will", "owner", "reason", "we_did"):
        officer.open(f"{MINE}/new").press(
            f"{MINE}/new", {**ACTION, "status": "delayed", "reason": "x", field: text}
        )
        assert (officer.status, f'href="#{field}"' in officer.text) == (422, True), field
    assert kept(survey, OTHER).pledge.actions == ()


def test_a_forged_choice_brings_no_figure_either(survey: OpenSurvey) -> None:
    release(survey)
    officer = lead(survey, OTHER)
    forged = {
        "baselines": "42 %",
        "shown": "42 %",
        "questions": ["nurse_has", "nonsense"],
        "standards": ["42 %"],
    }
    officer.open(f"{MINE}/new").press(f"{MINE}/new", {**ACTION, **forged})
    [action] = kept(survey, OTHER).pledge.actions
    assert (action.baselines, action.questions, action.standards) == ((), ("nurse_has",), ())
