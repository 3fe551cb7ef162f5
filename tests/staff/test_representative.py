"""A patient representative: a link and no password, one hospital, three answers, and nobody learns who."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest

from survey_engine import create_app
from survey_engine.analysis.pledge import Opinion
from survey_engine.records import audit, pledge_marks, pledges, staff, waves
from survey_engine.records.staff import Role
from survey_engine.sealing.invitations import make_sign_in_link
from tests.analysis.pledged import NURSE
from tests.analysis.released import release as put_out
from tests.patient.survey import (
    CHARITY,
    CLOSES,
    ENTRY_UNTIL,
    HOSPITAL,
    MASTER_KEY,
    OPENS,
    RECOVERY,
    SECRET_KEY,
    WAVE,
    OpenSurvey,
    settings_for,
)
from tests.staff.office import Officer, hired, invite
from tests.staff.pledging import ACTION, MINE, OTHER, THEIRS, kept, lead, publishes, release, writes
from tests.staff.postbox import Postbox

PAGE = "/representative"
ANN = "ann@example.org"
YEAR = timedelta(days=365)


@pytest.fixture
def offered(survey: OpenSurvey) -> OpenSurvey:
    """A hospital has written its pledge and sent it to the charity."""
    release(survey)
    writes(lead(survey)).press(f"{MINE}/offer", {})
    return survey


def ann(survey: OpenSurvey, hospital: str = HOSPITAL, email: str = ANN) -> Officer:
    return hired(survey, email, Role.REPRESENTATIVE, hospital=hospital)


def says(survey: OpenSurvey, officer: Officer, opinion: str, because: str = "") -> Officer:
    [action] = kept(survey).pledge.actions
    officer.open(PAGE)
    return officer.press(PAGE, {f"say-{action.id}": opinion, f"because-{action.id}": because})


def link_for(survey: OpenSurvey, email: str = ANN) -> str:
    with survey.store.reading() as db:
        record = staff.by_email(db, email)
        assert record is not None
        return f"/staff/link/{make_sign_in_link(record.id, record.epoch, SECRET_KEY)}"


def test_her_invitation_signs_her_in_without_a_password_once(survey: OpenSurvey) -> None:
    release(survey)
    officer, link = invite(survey, ANN, [Role.REPRESENTATIVE], HOSPITAL)
    assert "Open the pledge" in officer.open(link).text
    assert 'type="password"' not in officer.text
    assert officer.press(link, {}).where == PAGE
    assert Officer(survey, ANN).open(link).status == 410


def test_a_link_works_once_and_for_half_an_hour(offered: OpenSurvey) -> None:
    ann(offered)
    first, second = link_for(offered), link_for(offered)
    visitor = Officer(offered, ANN).open(first)
    visitor.press(first, {})
    assert visitor.where == PAGE
    for used in (first, second):
        assert Officer(offered, ANN).open(used).status == 410
    assert Officer(offered, ANN).open("/staff/link/nonsense").status == 410


def test_a_link_is_for_representatives_alone(offered: OpenSurvey) -> None:
    hired(offered, "boss@example.org", Role.ADMIN)
    assert Officer(offered, "x").open(link_for(offered, "boss@example.org")).status == 410


def test_who_asks_for_a_link_learns_nothing_and_gets_it_by_mail(
    offered: OpenSurvey, postbox: tuple[Postbox, int]
) -> None:
    ann(offered)
    box, port = postbox
    settings = replace(settings_for(offered.url), smtp_url=f"smtp://127.0.0.1:{port}")
    offered.app = create_app(settings, clock=offered.clock, random=offered.chance.randbytes)
    pages = []
    for email in ("nobody@example.org", ANN):
        visitor = Officer(offered, email).open("/staff/link")
        pages.append(visitor.press("/staff/link", {"email": email}).text.partition("<main")[2])
    assert pages[0].partition("</main")[0] == pages[1].partition("</main")[0]
    text = box.waits_for(1)[0]
    found = re.search(r"http://localhost(/staff/link/\S+)", text)
    assert found
    assert box.to == [ANN]
    visitor = Officer(offered, ANN).open(found.group(1))
    assert visitor.press(found.group(1), {}).where == PAGE


def test_she_marks_and_the_charity_reads_it_before_it_publishes(offered: OpenSurvey) -> None:
    officer = ann(offered)
    assert "hard to reach a nurse" in officer.open(PAGE).text
    says(offered, officer, "disagree")
    assert (officer.status, "Write why you disagree" in officer.text) == (422, True)
    says(offered, officer, "disagree", "Nobody answers in the afternoon.")
    assert "We have what you said." in officer.text
    admin = hired(offered, "admin@example.org", Role.ADMIN).open(THEIRS)
    assert "I disagree, because: Nobody answers in the afternoon." in admin.text
    assert ANN not in admin.text
    publishes(offered, admin)
    assert "Nobody answers" not in offered.patient().open("/pledges/rxq").text
    assert "Nobody answers" not in lead_of(offered).open(MINE).text
    says(offered, officer, "done")
    with offered.store.reading() as db:
        assert [one.opinion for one in pledge_marks.of_pledge(db, HOSPITAL, WAVE)] == [Opinion.DONE]
        chain = [(one.actor, one.event) for one in audit.entries(db) if one.event == "pledge marked"]
    assert chain == [(f"a representative at {HOSPITAL}", "pledge marked")] * 2


def test_an_earlier_pledge_stays_to_be_marked_and_the_newest_survey_comes_first(offered: OpenSurvey) -> None:
    """By the last day of the survey and not by its name: A-NEW is later than W1."""
    with offered.store.writing() as db:
        new = waves.NewWave(
            id="A-NEW", questionnaire="sbc_patient", version=1, opens_on=OPENS + YEAR,
            closes_on=CLOSES + YEAR, entry_until=ENTRY_UNTIL + YEAR, posting=waves.Posting.SEALED,
            recipients=(CHARITY.recipient, RECOVERY.recipient),
        )  # fmt: skip
        waves.open_wave(db, new, MASTER_KEY, offered.chance.randbytes)
        put_out(db, "A-NEW", {HOSPITAL: (replace(NURSE, wave="A-NEW"),)})
    officer = hired(offered, "another-lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)
    place = "/hospital/pledge/A-NEW"
    officer.open(place).press(place, {"title": "Our new pledge", "agreed_patients": "4", "agreed_staff": "4"})
    officer.open(f"{place}/new").press(f"{place}/new", {**ACTION, "standards": []})
    officer.open(place).press(f"{place}/offer", {})
    found = ann(offered)
    shown = found.open(PAGE).text
    places = [shown.index(f"{one}, after survey") for one in ("Our new pledge", "Our pledge to you")]
    assert places == sorted(places)
    [old] = kept(offered).pledge.actions
    with offered.store.reading() as db:
        later = pledges.find(db, HOSPITAL, "A-NEW")
    assert later is not None
    [fresh] = later.pledge.actions
    found.press(PAGE, {f"say-{old.id}": "done", f"say-{fresh.id}": "not_yet"})
    with offered.store.reading() as db:
        marks = [pledge_marks.of_pledge(db, HOSPITAL, one) for one in (WAVE, "A-NEW")]
    assert [[one.opinion for one in each] for each in marks] == [[Opinion.DONE], [Opinion.NOT_YET]]


def lead_of(survey: OpenSurvey) -> Officer:
    return hired(survey, "another-lead@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def test_she_sees_one_hospital_and_nothing_that_is_not_sent(survey: OpenSurvey) -> None:
    release(survey)
    writes(lead(survey))
    assert "nothing to look at yet" in ann(survey).open(PAGE).text
    lead_of(survey).open(MINE).press(f"{MINE}/offer", {})
    other = ann(survey, OTHER, "bea@example.org").open(PAGE)
    assert "Northfield" not in other.text
    [action] = kept(survey).pledge.actions
    other.press(PAGE, {f"say-{action.id}": "done"})
    with survey.store.reading() as db:
        assert pledge_marks.of_pledge(db, HOSPITAL, WAVE) == []


def test_without_a_password_no_account_page_opens(offered: OpenSurvey) -> None:
    officer = ann(offered)
    assert officer.open("/staff/account").status == 403
    assert "/staff/account" not in officer.open("/staff").text


def test_when_she_ends_nothing_of_hers_works_and_what_she_said_stays(offered: OpenSurvey) -> None:
    officer = ann(offered)
    says(offered, officer, "not_yet")
    link = link_for(offered)
    with offered.store.writing() as db:
        staff.end(db, staff.staff(db, ANN))
    assert officer.open(PAGE).where == "/staff/sign-in"
    assert Officer(offered, ANN).open(link).status == 410
    with offered.store.reading() as db:
        assert len(pledge_marks.of_pledge(db, HOSPITAL, WAVE)) == 1


def test_a_pack_on_paper_needs_no_account(offered: OpenSurvey) -> None:
    admin = hired(offered, "admin@example.org", Role.ADMIN).open(THEIRS)
    pdf = admin.client.get(f"{THEIRS}/pack.pdf").get_data()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert paper.open_metadata().get("pdfuaid:part") == "1"
    [action] = kept(offered).pledge.actions
    admin.open(f"{THEIRS}/pack").press(f"{THEIRS}/pack", {})
    assert "Tick what the paper says" in admin.text
    said = {f"say-{action.id}": "disagree", f"because-{action.id}": ""}
    admin.press(f"{THEIRS}/pack", said)
    assert (admin.status, f'href="#because-{action.id}"' in admin.text) == (422, True)
    admin.press(f"{THEIRS}/pack", {**said, f"because-{action.id}": "It is still full."})
    assert "The paper pack is kept." in admin.text
    assert "I disagree, because: It is still full. (on paper)" in admin.text
