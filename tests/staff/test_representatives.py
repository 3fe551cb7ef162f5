"""The charity's screen for patient representatives: invited, handed over, ended kindly, never asked why."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import inspect, text

from survey_engine import create_app
from survey_engine.records import audit, hospitals, pledge_marks, representatives, staff
from survey_engine.records.staff import Role
from survey_engine.sealing.invitations import make_sign_in_link
from tests.patient.survey import HOSPITAL, MASTER_KEY, SECRET_KEY, WAVE, OpenSurvey, settings_for
from tests.staff.office import Officer, hired
from tests.staff.pledging import MINE as PLEDGE
from tests.staff.pledging import kept, lead, release, writes
from tests.staff.postbox import Postbox

HOME = "/charity/representatives"
MINE = f"{HOME}/{HOSPITAL}"
ANN, BEA = "ann@example.org", "bea@example.org"
WHY = re.compile(r"\b(reason|cause|why (?:is|does|did|has|are))\b", re.IGNORECASE)


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    """An admin who has signed in a moment ago."""
    return hired(survey, "admin@example.org", Role.ADMIN)


@pytest.fixture
def posted(survey: OpenSurvey, postbox: tuple[Postbox, int]) -> Postbox:
    """A letter box that the server writes to."""
    box, port = postbox
    settings = replace(settings_for(survey.url), smtp_url=f"smtp://127.0.0.1:{port}")
    survey.app = create_app(settings, clock=survey.clock, random=survey.chance.randbytes)
    return box


def invites(admin: Officer, email: str, place: str = MINE) -> Officer:
    admin.open(place).press(f"{place}/invite", {"email": email})
    return admin


def leaves(admin: Officer, email: str, how: str, fields: dict[str, str]) -> Officer:
    """Follow the link of one person, and press the button there."""
    found = re.search(rf'href="([^"]+/{how})">[^<]*<span[^>]*>[^<]*{re.escape(email)}', admin.open(MINE).text)
    assert found, admin.text
    admin.open(found.group(1)).press(found.group(1), fields)
    return admin


def link_in(words: str) -> str:
    found = re.search(r"http://localhost(/staff/invitation/[^\s<]+)", words)
    assert found, words
    return found.group(1)


def everything_in(survey: OpenSurvey) -> str:
    """Every row of the database, as text."""
    with survey.store.reading() as db:
        names = inspect(db.connection()).get_table_names()
        return "".join(str(db.execute(text(f"SELECT * FROM {one}")).all()) for one in names)  # noqa: S608


def test_an_admin_invites_two_and_the_link_is_shown_where_there_is_no_mail(
    survey: OpenSurvey, admin: Officer
) -> None:
    assert "Nobody yet" in admin.open(HOME).text
    for email in (ANN, BEA):
        link = link_in(invites(admin, email).text)
        assert Officer(survey, email).open(link).press(link, {}).where == "/representative"
    assert "2 people" in admin.open(HOME).text
    with survey.store.reading() as db:
        chain = [(one.event, one.details) for one in audit.entries(db) if "invited" in one.event]
    assert chain == [("representative invited", f'{{"hospital": "{HOSPITAL}"}}')] * 2


def test_with_mail_the_invitation_is_sent_and_says_there_is_no_password(
    survey: OpenSurvey, posted: Postbox
) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    assert f"We have written to {ANN}." in invites(admin, ANN).text
    [letter] = posted.waits_for(1)
    assert "You need no password." in letter
    assert "/staff/invitation/" not in admin.text
    again = re.search(r'action="([^"]+/again)"', admin.open(MINE).text)
    assert again
    admin.press(again.group(1), {})
    assert Officer(survey, ANN).open(link_in(letter)).status == 410
    newer = link_in(posted.waits_for(2)[1])
    assert Officer(survey, ANN).open(newer).press(newer, {}).where == "/representative"


@pytest.mark.parametrize(("email", "words"), [("no address", "not an e-mail"), (ANN, "already")])
def test_what_is_wrong_with_an_address_is_said(admin: Officer, email: str, words: str) -> None:
    invites(admin, ANN)
    invites(admin, email)
    assert (admin.status, words in admin.text, 'href="#email"' in admin.text) == (422, True, True)


def test_handing_over_thanks_the_first_and_invites_the_second(survey: OpenSurvey, posted: Postbox) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    ann = hired(survey, ANN, Role.REPRESENTATIVE, hospital=HOSPITAL)
    leaves(admin, ANN, "hand-over", {"email": "nonsense", "thank": "yes"})
    assert (admin.status, 'value="nonsense"' in admin.text) == (422, True)
    assert ann.open("/representative").status == 200
    leaves(admin, ANN, "hand-over", {"email": BEA, "thank": "yes"})
    assert sorted(posted.to) == [ANN, BEA]
    thanks, invitation = sorted(posted.texts, key=lambda one: "/staff/invitation/" in one)
    assert "thank you for being a patient representative" in thanks
    assert "Somebody else looks at the pledge from now on." in thanks
    assert not WHY.search(thanks)
    assert ann.open("/representative").where == "/staff/sign-in"
    bea = Officer(survey, BEA).open(link_in(invitation))
    assert bea.press(link_in(invitation), {}).where == "/representative"
    assert ANN not in admin.open(MINE).text
    assert ANN not in admin.open("/charity/accounts").text


def test_what_ends_ends_everywhere_and_nothing_of_her_is_kept_but_what_she_said(
    survey: OpenSurvey, admin: Officer
) -> None:
    release(survey)
    writes(lead(survey)).press(f"{PLEDGE}/offer", {})
    ann = hired(survey, ANN, Role.REPRESENTATIVE, hospital=HOSPITAL)
    [action] = kept(survey).pledge.actions
    ann.open("/representative").press("/representative", {f"say-{action.id}": "not_yet"})
    with survey.store.reading() as db:
        record = staff.by_email(db, ANN)
        assert record is not None
        link = f"/staff/link/{make_sign_in_link(record.id, record.epoch, SECRET_KEY)}"
    leaves(admin, ANN, "end", {"thank": "yes"})
    assert "No e-mail with thanks was sent. You could say or write:" in admin.text
    assert ann.open("/representative").where == "/staff/sign-in"
    assert Officer(survey, ANN).open(link).status == 410
    with survey.store.reading() as db:
        assert len(pledge_marks.of_pledge(db, HOSPITAL, WAVE)) == 1
    assert ANN not in everything_in(survey)


def test_ending_asks_no_reason_and_needs_no_box(admin: Officer, survey: OpenSurvey) -> None:
    invites(admin, ANN)
    found = re.search(r'href="([^"]+/end)"', admin.open(MINE).text)
    assert found
    page = admin.open(found.group(1)).text
    assert "<textarea" not in page
    assert "required" not in page
    assert not WHY.search(page)
    assert 'name="thank" type="checkbox" value="yes" checked' not in page
    admin.press(found.group(1), {})
    assert "is gone" in admin.text
    assert "No e-mail with thanks" not in admin.text
    with survey.store.reading() as db:
        assert representatives.representatives(db) == []


@pytest.mark.parametrize("how", ["end", "hand-over"])
def test_who_is_not_to_be_written_to_gets_no_letter_ever_again(
    survey: OpenSurvey, posted: Postbox, how: str
) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    hired(survey, ANN, Role.REPRESENTATIVE, hospital=HOSPITAL)
    leaves(admin, ANN, how, {"thank": "yes", "quiet": "yes", "email": BEA})
    invites(admin, f" {ANN.upper()}")
    assert (admin.status, "promised not to write to this address" in admin.text) == (422, True)
    account = {"email": ANN, "roles": [Role.READER.value], "hospital": ""}
    admin.open("/charity/accounts").press("/charity/accounts/invite", account)
    assert (admin.status, "promised not to write" in admin.text) == (422, True)
    with survey.store.writing() as db:  # as the command line can
        staff.add_staff(db, ANN, [Role.REPRESENTATIVE], HOSPITAL, survey.chance.randbytes)
        assert not representatives.may_write(db, ANN, MASTER_KEY)
    admin.open("/charity/accounts").press("/charity/accounts/again", {"email": ANN})
    Officer(survey, ANN).open("/staff/link").press("/staff/link", {"email": ANN})
    admin.open("/charity/accounts").press("/charity/accounts/end", {"email": ANN})
    assert ANN not in posted.to
    assert ANN not in everything_in(survey)


def test_a_representative_of_another_hospital_and_other_staff_are_not_found(
    survey: OpenSurvey, admin: Officer
) -> None:
    with survey.store.writing() as db:
        hospitals.add_hospital(db, "ZZZ", "Southfield Hospital")
        other = staff.add_staff(db, BEA, [Role.REPRESENTATIVE], "ZZZ", survey.chance.randbytes).id
        both = [Role.HOSPITAL, Role.REPRESENTATIVE]
        nurse = staff.add_staff(db, ANN, both, HOSPITAL, survey.chance.randbytes).id
    for person in (other, nurse, b"nobody"):
        for how in ("end", "hand-over"):
            assert admin.open(f"{MINE}/{person.hex()}/{how}").status == 404
            assert (
                admin.open(HOME).press(f"{MINE}/{person.hex()}/{how}", {"email": "x@example.org"}).status
                == 404
            )
    assert admin.open(f"{HOME}/NOWHERE").status == 404
    page = admin.open(MINE).text
    assert BEA not in page
    assert "has other roles too" in page


def test_who_has_not_typed_her_password_lately_types_it_again(survey: OpenSurvey, admin: Officer) -> None:
    survey.clock.forward(minutes=11)
    for address in (HOME, MINE):
        assert (admin.open(address).status, "Type your password again" in admin.text) == (403, True)


def test_the_charity_writes_that_something_is_new_and_the_letter_holds_no_link_to_use(
    survey: OpenSurvey, posted: Postbox
) -> None:
    admin = hired(survey, "admin@example.org", Role.ADMIN)
    for email in (ANN, BEA):
        invites(admin, email)
    letters = posted.waits_for(2)
    assert "Nobody here has opened" in admin.open(MINE).press(f"{MINE}/news", {}).text
    for email, letter in zip((ANN, BEA), letters, strict=True):
        link = link_in(letter)
        Officer(survey, email).open(link).press(link, {})
    leaves(admin, BEA, "end", {"quiet": "yes"})
    assert "We have written to 1 person." in admin.open(MINE).press(f"{MINE}/news", {}).text
    letter = posted.waits_for(3)[-1]
    assert posted.to == [ANN, BEA, ANN]
    assert letter.count("http://") == 1
    assert "http://localhost/staff/link" in letter.split()
    with survey.store.reading() as db:
        [told] = [one.details for one in audit.entries(db) if one.event == "representatives told of news"]
    assert told == f'{{"hospital": "{HOSPITAL}", "letters": 1}}'


def test_without_mail_the_words_of_the_news_are_shown(survey: OpenSurvey, admin: Officer) -> None:
    link = link_in(invites(admin, ANN).text)
    Officer(survey, ANN).open(link).press(link, {})
    admin.open(MINE).press(f"{MINE}/news", {})
    assert "No e-mail was sent." in admin.text
    assert "there is something new to read" in admin.text
