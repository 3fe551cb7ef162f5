"""People who offered to do more: released in batches, called from a list, gone when they ask or in time."""

from __future__ import annotations

import logging
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from survey_engine import create_app
from survey_engine.exchange.slips import open_slips, read_slips
from survey_engine.records import contact_statuses, contacts, staff, waves
from survey_engine.records.contact_statuses import Status
from survey_engine.records.staff import Role, StaffError
from survey_engine.records.staff_tables import ContactStatusRecord
from survey_engine.records.tables import SlipRecord
from survey_engine.sealing.envelope import new_identity, protect_identity
from tests.inspecting_client import InspectingClient
from tests.patient.survey import MASTER_KEY, WAVE, Clock, OpenSurvey, prepare, settings_for
from tests.records.rounds import new_wave
from tests.staff.comment_files import sends
from tests.staff.office import PASSWORD, Officer, hired

CONTACTS = new_identity()
KEY_FILE = protect_identity(CONTACTS.secret, PASSWORD)
HOME = "/charity/contacts"
PEOPLE = ("Ann Canary", "Bea Canary", "Cat Canary")


class SurveyWithKeys(OpenSurvey):
    """One where keys may be used on the server."""

    def build(self, chance: random.Random, wait_seconds: float = 10.0) -> Flask:
        """Make the application with the setting on."""
        settings = replace(settings_for(self.url, self.folders), web_opening=True)
        app = create_app(settings, clock=self.clock, random=chance.randbytes, wait_seconds=wait_seconds)
        app.test_client_class = InspectingClient
        return app


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    """A survey whose wave takes slips."""
    path = tmp_path_factory.mktemp("contacts") / "survey.sqlite"
    codes, refs = prepare(f"sqlite:///{path}", contacts=CONTACTS.recipient)
    return path, codes, refs


@pytest.fixture
def survey(prepared: tuple[Path, list[str], list[str]], tmp_path: Path) -> Iterator[OpenSurvey]:
    """A copy of it for each test."""
    path, codes, refs = prepared
    copy = Path(shutil.copy(path, tmp_path / "survey.sqlite"))
    opened = SurveyWithKeys(copy, list(codes), list(refs), Clock(), random.Random(3))
    yield opened
    opened.store.engine.dispose()


def offers(survey: OpenSurvey, *names: str) -> None:
    """People fill in the page."""
    for name in names:
        fields = {"name": name, "phone": "07700 900123", "activities": "group", "consent": "yes"}
        assert survey.patient().open("/contact").press("/contact", fields).status == 200


def opens(officer: Officer, key: bytes = KEY_FILE, passphrase: str = PASSWORD) -> Officer:
    """Open the list with the key file and the passphrase."""
    address = f"{HOME}/wave/{WAVE}/open"
    officer.open(address)
    fields = {"csrf_token": officer.token, "passphrase": passphrase}
    return sends(officer, address, fields, {"key": key})


def released(survey: OpenSurvey) -> Officer:
    """Three people, released, and who calls them."""
    offers(survey, *PEOPLE)
    eve = hired(survey, "eve@example.org", Role.CONTACTS)
    eve.open(HOME).press(f"{HOME}/wave/{WAVE}/release", {})
    assert "3 people were released." in eve.text
    return eve


def box_of(officer: Officer, name: str) -> str:
    """The field of somebody's status."""
    after = officer.text.partition(f"<bdi>{name}</bdi>")[2]
    found = re.search(r'name="(status-[0-9a-f]{32})"', after)
    assert found
    return found.group(1)


def test_a_batch_is_three_or_more_and_one_a_week(survey: OpenSurvey) -> None:
    offers(survey, *PEOPLE[:2])
    eve = hired(survey, "eve@example.org", Role.CONTACTS)
    eve.open(HOME).press(f"{HOME}/wave/{WAVE}/release", {})
    assert (eve.status, "Fewer than 3 people wait" in eve.text) == (422, True)
    assert "0 people were released so far." in eve.open(HOME).text
    offers(survey, PEOPLE[2])
    eve.open(HOME).press(f"{HOME}/wave/{WAVE}/release", {})
    assert "3 people were released." in eve.text
    offers(survey, "Dee", "Fay", "Gil")
    eve.press(f"{HOME}/wave/{WAVE}/release", {})
    assert "was released this week" in eve.text


def test_she_calls_and_keeps_how_it_went_without_a_name(survey: OpenSurvey) -> None:
    eve = opens(released(survey))
    assert all(name in eve.text for name in PEOPLE)
    assert eve.text.count("To be checked before you call</strong>") == 3
    assert eve.text.count("07700 900123") == 3
    assert "Everything of this person is deleted after" in eve.text
    chosen = {
        box_of(eve, "Ann Canary"): "coming",
        box_of(eve, "Bea Canary"): "died",
        box_of(eve, "Cat Canary"): "withdrawn",
    }
    eve.press(f"{HOME}/wave/{WAVE}/statuses", chosen)
    assert "Delete everything of one person" in eve.text
    assert "Canary" not in eve.text
    leaving = re.findall(r'name="slip" value="([0-9a-f]{32})"', eve.text)
    assert [f"status-{one}" for one in leaving] == [box_of(opens(eve), "Cat Canary")]  # not yet deleted
    survey.clock.forward(minutes=11)
    eve.press(f"{HOME}/wave/{WAVE}/delete", {"slip": leaving})
    assert (eve.status, "Type your password again" in eve.text) == (403, True)
    eve.press(f"{HOME}/wave/{WAVE}/delete", {"slip": leaving, "password_again": PASSWORD})
    assert eve.where == f"{HOME}/wave/{WAVE}/kept"
    opens(eve)
    assert "Cat Canary" not in eve.text
    assert "<strong>Coming</strong>" in eve.text
    after = eve.text.partition("<bdi>Bea Canary</bdi>")[2].partition("</section>")[0]
    assert "<strong>Do not contact</strong>" in after  # and nobody is told why
    assert "07700" not in after
    with survey.store.reading() as db:
        kept = contact_statuses.statuses(db, WAVE, MASTER_KEY)
        assert sorted(kept.values()) == [Status.COMING, Status.NO_CONTACT]
        assert len(contacts.slips(db, WAVE)) == 2


@pytest.mark.parametrize(
    ("key", "passphrase", "said"),
    [
        (KEY_FILE, "wrong", "The passphrase does not open this key file."),
        (b"", PASSWORD, "Choose the contacts key file"),
        (b"no key", PASSWORD, "Choose a key file as it was saved"),
        (protect_identity("not an identity", PASSWORD), PASSWORD, "This is no key file."),
        (protect_identity(new_identity().secret, PASSWORD), PASSWORD, "This key opens none of these slips."),
    ],
)
def test_what_does_not_open_is_said_and_the_passphrase_is_not_shown(
    survey: OpenSurvey, key: bytes, passphrase: str, said: str
) -> None:
    eve = opens(released(survey), key, passphrase)
    assert (eve.status, said in eve.text) == (422, True)
    assert PASSWORD not in eve.text
    assert "Canary" not in eve.text


def test_without_the_setting_the_key_stays_away_and_the_sealed_file_is_there(
    survey: OpenSurvey,
) -> None:
    eve = released(survey)
    plain = OpenSurvey(survey.path, survey.codes, survey.refs, survey.clock, random.Random(5))
    other = hired(plain, "fay@example.org", Role.CONTACTS)
    assert "survey-engine contacts open" in other.open(f"{HOME}/wave/{WAVE}/open").text
    assert 'name="passphrase"' not in other.text
    assert opens(other).status == 404
    sealed = eve.open(f"{HOME}/wave/{WAVE}/slips.json").text
    assert '"survey-engine-slips-1"' in sealed
    assert "Canary" not in sealed
    plain.store.engine.dispose()


def test_whoever_waits_is_on_no_list_and_in_no_file_until_her_batch(survey: OpenSurvey) -> None:
    eve = released(survey)
    offers(survey, "Dee Canary")
    assert "Dee Canary" not in opens(eve).text
    _wave, sealed = read_slips(eve.open(f"{HOME}/wave/{WAVE}/slips.json").text.encode())
    assert len(sealed) == 3
    assert "3 people were released so far." in eve.open(HOME).text


def test_who_asks_to_be_taken_off_leaves_nothing_behind(survey: OpenSurvey) -> None:
    eve = opens(released(survey))
    box = box_of(eve, "Ann Canary")
    eve.open(HOME).press(f"{HOME}/wave/{WAVE}/statuses", {box: "coming"})
    eve.open(HOME).press(f"{HOME}/wave/{WAVE}/delete", {"slip": box.removeprefix("status-")})
    with survey.store.reading() as db:
        assert len(contacts.slips(db, WAVE)) == 2
        assert db.query(ContactStatusRecord).count() == 0


def test_a_word_is_kept_of_released_people_of_this_survey_alone(survey: OpenSurvey) -> None:
    """Forged fields: a slip that waits for its batch, and one of another survey."""
    eve = released(survey)
    offers(survey, "Dee Canary")
    with survey.store.writing() as db:
        waves.open_wave(db, new_wave("W2", questionnaire="sbc_patient"), MASTER_KEY, survey.chance.randbytes)
        assert contacts.add_slip(db, b"o" * 16, "W2", b"sealed", date(2027, 12, 26))
        db.get_one(SlipRecord, b"o" * 16).released_week = "2026-W45"
        [waiting] = db.scalars(
            select(SlipRecord.id).where(SlipRecord.wave == WAVE, SlipRecord.released_week.is_(None))
        )
    forged = {f"status-{one.hex()}": "no_contact" for one in (waiting, b"o" * 16)}
    eve.open(HOME).press(f"{HOME}/wave/{WAVE}/statuses", forged)
    eve.press(f"{HOME}/wave/{WAVE}/delete", {"slip": (b"o" * 16).hex()})
    with survey.store.reading() as db:
        assert db.query(ContactStatusRecord).count() == 0
        assert len(contacts.slips(db, "W2")) == 1


def test_names_are_released_only_after_the_password(survey: OpenSurvey) -> None:
    offers(survey, *PEOPLE)
    eve = hired(survey, "eve@example.org", Role.CONTACTS).open(HOME)
    survey.clock.forward(minutes=11)
    eve.press(f"{HOME}/wave/{WAVE}/release", {})
    assert (eve.status, "Type your password again" in eve.text) == (403, True)
    with survey.store.reading() as db:
        assert contacts.released(db, WAVE) == []


def test_a_file_for_elsewhere_leaves_out_who_has_died_or_is_too_ill(survey: OpenSurvey) -> None:
    eve = opens(released(survey))
    chosen = {box_of(eve, "Ann Canary"): "died", box_of(eve, "Bea Canary"): "not_able"}
    eve.press(f"{HOME}/wave/{WAVE}/statuses", chosen)
    _wave, sealed = read_slips(eve.open(f"{HOME}/wave/{WAVE}/slips.json").text.encode())
    assert [row[0] for row in open_slips(sealed, CONTACTS.secret).rows] == ["Cat Canary"]


def test_no_name_status_or_key_is_in_any_file_or_log(
    survey: OpenSurvey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "survey_engine"):
        caplog.set_level(logging.DEBUG, logger=name)
    eve = opens(released(survey))
    kept = dict(zip(PEOPLE, ("not_able", "called", "died"), strict=True))
    eve.press(f"{HOME}/wave/{WAVE}/statuses", {box_of(eve, name): word for name, word in kept.items()})
    found = [path.read_bytes() for path in survey.path.parent.rglob("*") if path.is_file()]
    everything = b"\n".join([*found, caplog.text.encode()])
    assert b"slips opened" in everything
    for mark in ("Canary", "07700 900123", "not_able", CONTACTS.secret, PASSWORD):
        assert mark.encode() not in everything, mark
    with survey.store.reading() as db:
        lengths = db.execute(text("SELECT length(sealed) FROM contact_status")).scalars().all()
    assert (len(lengths), len(set(lengths))) == (3, 1)


def test_a_status_goes_with_its_slip(survey: OpenSurvey) -> None:
    eve = opens(released(survey))
    eve.press(f"{HOME}/wave/{WAVE}/statuses", {box_of(eve, "Ann Canary"): "called"})
    with survey.store.writing() as db:
        assert contacts.delete_expired(db, date(2029, 1, 1)) == 3
        assert db.query(ContactStatusRecord).count() == 0


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ENTRY, Role.HOSPITAL, Role.REPRESENTATIVE])
def test_nobody_who_sees_answers_or_is_of_a_hospital_may_call(role: Role) -> None:
    place = "RXQ" if role in staff.AT_A_HOSPITAL else None
    with pytest.raises(StaffError, match="focus groups"):
        staff.check_roles([Role.CONTACTS, role], place)
    assert staff.check_roles([Role.CONTACTS, Role.READER], None)
