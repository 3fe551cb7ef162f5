"""The charity's letters under sealed posting: made in the background, opened once, and nobody else's."""

from __future__ import annotations

import io
import json
import re

import pikepdf
import pytest

from survey_engine.records import audit, handouts, invitations
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import HandoutRecord
from survey_engine.records.unwanted import do_not_write_again
from tests.exchange.paper_samples import texts_of_sheets
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.answering import set_way, wait_for_letters
from tests.staff.office import Officer, hired

ORDER = {"wave": WAVE, "hospital": HOSPITAL, "language": "en", "size": "12", "action": "make"}


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    """Who holds the codes at the charity."""
    return hired(survey, "admin@example.org", Role.ADMIN)


def orders(admin: Officer, count: str = "2", **fields: str) -> Officer:
    admin.open("/charity/letters").press("/charity/letters", {**ORDER, "count": count, **fields})
    return admin


def sheets(officer: Officer, address: str = "/charity/letters/letters.pdf") -> list[str]:
    page = officer.open(address).page
    assert page is not None
    assert page.mimetype == "application/pdf", officer.text
    with pikepdf.open(io.BytesIO(page.get_data())) as pdf:
        return texts_of_sheets(pdf)


def issued(survey: OpenSurvey) -> int:
    with survey.store.reading() as db:
        return sum(one.issued for one in invitations.exact_counts(db, WAVE))


def noted(survey: OpenSurvey, event: str) -> list[dict[str, object]]:
    with survey.store.reading() as db:
        return [json.loads(one.details) for one in audit.entries(db) if one.event == event]


def test_letters_are_made_opened_and_forgotten(survey: OpenSurvey, admin: Officer) -> None:
    before = issued(survey)
    assert orders(admin).where == "/charity/letters/ready"
    assert "There are 2 letters" in wait_for_letters(admin).text
    texts = sheets(admin)
    assert "Checkdeathsonthedayyoupost" in texts[0]
    [code, _other] = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "\n".join(texts))
    assert survey.patient().enter(code).where == "/welcome"
    assert issued(survey) == before + 2
    with survey.store.reading() as db:
        [kept] = db.query(HandoutRecord).all()
        assert b"%PDF" not in kept.sealed
        assert code.encode() not in kept.sealed
    admin.open("/charity/letters/ready").press("/charity/letters/right", {})
    assert "We no longer hold the file" in admin.text
    assert admin.open("/charity/letters/letters.pdf").status == 410
    with survey.store.reading() as db:
        assert db.query(HandoutRecord).count() == 0
    assert noted(survey, "codes issued") == [
        {"wave": WAVE, "hospital": HOSPITAL, "count": 2, "language": "en", "size": 12}
    ]


def test_letters_that_wait_are_opened_before_new_ones_are_made(survey: OpenSurvey, admin: Officer) -> None:
    wait_for_letters(orders(admin, "1"))
    assert "Open them first" in admin.open("/charity/letters").text
    token = Officer.open(admin, "/charity/accounts").token
    admin.press("/charity/letters", {**ORDER, "count": "1", "csrf_token": token})
    assert (admin.status, "First open the letters that wait for you." in admin.text) == (422, True)


def test_nobody_else_opens_them_not_even_in_the_same_browser(survey: OpenSurvey, admin: Officer) -> None:
    wait_for_letters(orders(admin, "1"))
    ticket = admin.client.get_cookie("handout")
    assert ticket is not None
    for role in (Role.ADMIN, Role.ANALYST, Role.HOSPITAL):
        place = HOSPITAL if role is Role.HOSPITAL else None
        other = hired(survey, f"other-{role.value}@example.org", role, hospital=place)
        other.client.set_cookie("handout", ticket.value)
        address = "/hospital/letters/codes.csv" if role is Role.HOSPITAL else "/charity/letters/letters.pdf"
        page = other.open(address).page
        assert page is not None
        assert page.status_code == (403 if role is Role.ANALYST else 410)
        assert b"%PDF" not in page.get_data()
    admin.open("/staff").press("/staff/sign-out", {})
    assert admin.open("/charity/letters/letters.pdf").where == "/staff/sign-in"


def test_after_a_day_they_are_gone(survey: OpenSurvey, admin: Officer) -> None:
    wait_for_letters(orders(admin, "1"))
    with survey.store.writing() as db:
        [kept] = db.query(HandoutRecord).all()
        kept.expires = int(survey.clock.now.timestamp())
    assert admin.open("/charity/letters/letters.pdf").status == 410


def test_work_that_was_interrupted_is_said_and_left_nothing(survey: OpenSurvey, admin: Officer) -> None:
    wait_for_letters(orders(admin, "1"))
    before = issued(survey)
    with survey.store.writing() as db:
        [kept] = db.query(HandoutRecord).all()
        kept.sealed = handouts.BEING_MADE  # as a process that ended leaves it
    assert "being made" in admin.open("/charity/letters/ready").text
    assert admin.open("/charity/letters/letters.pdf").where == "/charity/letters/ready"
    survey.clock.forward(minutes=16)
    assert "The work was interrupted." in admin.open("/charity/letters/ready").text
    admin.press("/charity/letters/begin-again", {})
    assert admin.where == "/charity/letters"
    with survey.store.reading() as db:
        assert db.query(HandoutRecord).count() == 0
    assert issued(survey) == before


def test_one_letter_is_seen_before_a_code_is_made(survey: OpenSurvey, admin: Officer) -> None:
    before = issued(survey)
    orders(admin, "", action="specimen", size="18")
    assert admin.page is not None
    with pikepdf.open(io.BytesIO(admin.page.get_data())) as pdf:
        texts = texts_of_sheets(pdf)
    assert "SPECIMEN" in texts[0]
    assert "XXXX-XXXX-XXXX" in texts[1]
    assert "NorthfieldHospital" in texts[1]
    assert issued(survey) == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"count": "0"}, "from 1 to 500"), ({"count": "501"}, "from 1 to 500"), ({"count": "x"}, "from 1 to"),
        ({"wave": "W9"}, "Choose a survey."), ({"hospital": "ZZZ"}, "Choose a hospital."),
        ({"size": "7"}, "Choose a size."), ({"language": "xx"}, "no translation into xx"),
        ({"language": "cy"}, "not offered in cy"), ({"csrf_token": "old"}, "press the button again"),
    ],
)  # fmt: skip
def test_a_slip_is_said_and_nothing_is_made(
    survey: OpenSurvey, admin: Officer, fields: dict[str, str], sentence: str
) -> None:
    before = issued(survey)
    orders(admin, **{"count": "3", **fields})
    assert admin.status in (400, 422)
    assert sentence in admin.text
    assert issued(survey) == before


def test_who_is_not_to_be_written_to_comes_first(survey: OpenSurvey, admin: Officer) -> None:
    with survey.store.writing() as db:
        do_not_write_again(db, survey.refs[0])
    for address in ("/charity/letters", "/charity/reminders"):
        admin.open(address).press(address, {**ORDER, "count": "1"})
        assert (admin.status, "The hospital must first tick them off" in admin.text) == (422, True)


def test_a_wave_whose_hospitals_print_has_no_letters_of_the_charity(
    survey: OpenSurvey, admin: Officer
) -> None:
    set_way(survey, "merge")
    before = issued(survey)
    assert "the hospitals print their own letters" in admin.open("/charity/letters").text
    token = Officer.open(admin, "/charity/accounts").token
    assert admin.press("/charity/letters", {**ORDER, "count": "1", "csrf_token": token}).status == 422
    assert issued(survey) == before


def test_lost_letters_are_replaced_and_the_sheet_says_for_whom(survey: OpenSurvey, admin: Officer) -> None:
    lost = survey.refs[0]
    wanted = {"refs": lost.lower(), "language": "en", "size": "12"}
    admin.open("/charity/replace").press("/charity/replace", wanted)
    assert f"<bdi>{lost}</bdi>" in wait_for_letters(admin).text
    texts = sheets(admin)
    [new] = set(re.findall(r"RXQ-[0-9A-Z]{6}", texts[0])) - {lost}
    assert f"{new}for{lost}" in texts[0].replace("\n", "")
    assert "Ifyouhaveansweredalready,thankyou." in "".join(texts)
    assert "We could not find that code" in survey.patient().enter(survey.codes[0]).text
    admin.open("/charity/letters/ready").press("/charity/letters/right", {})
    again = {"refs": survey.refs[1], "language": "en", "size": "12"}
    admin.open("/charity/replace").press("/charity/replace", again)
    assert (admin.status, "An admin of the charity must agree." in admin.text) == (422, True)
    admin.press("/charity/replace", {**again, "allow_many": "yes"})
    assert "There is 1 letter" in wait_for_letters(admin).text
    assert [one["over_a_tenth_agreed"] for one in noted(survey, "letters replaced")] == [False, True]


def test_reminders_go_to_every_live_letter_and_hold_no_code(survey: OpenSurvey, admin: Officer) -> None:
    with survey.store.writing() as db:
        invitations.stop(db, WAVE, survey.refs[0])
    admin.open("/charity/reminders").press("/charity/reminders", ORDER)
    assert "There are 5 letters" in wait_for_letters(admin).text
    page = admin.open("/charity/letters/letters.pdf").page
    assert page is not None
    with pikepdf.open(io.BytesIO(page.get_data())) as pdf:
        text = "\n".join(texts_of_sheets(pdf))
    assert all(ref in text for ref in survey.refs[1:])
    assert survey.refs[0] not in text
    assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert text.count("Yourfirstletterhasyourcode.") == 5
    assert [one["count"] for one in noted(survey, "reminders to everyone")] == [5]
