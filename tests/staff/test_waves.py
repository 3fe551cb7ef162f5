"""Waves in the browser: planned, opened, watched, made longer, closed and purged; and what is refused."""

from __future__ import annotations

import json

import pytest

from survey_engine.records import audit, contacts, drafts, keysets, responses, waves
from survey_engine.records.staff import Role
from survey_engine.records.tables import ResponseRecord
from survey_engine.records.waves import State
from survey_engine.sealing.envelope import new_identity, seal_envelope
from tests.patient.survey import CHARITY, CLOSES, ENTRY_UNTIL, MASTER_KEY, RECOVERY, WAVE, OpenSurvey
from tests.staff.in_force import backup_of_today, keys_in_force
from tests.staff.office import Officer, hired

EMAIL = "boss@example.org"
NEW = {
    "code": "2027-a", "asks": "sbc_patient 1", "posting": "sealed", "reminders": "everyone",
    "opens": "1", "opens_month": "3", "opens_year": "2027",
    "closes": "31", "closes_month": "3", "closes_year": "2027",
}  # fmt: skip


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    """The only admin, signed in."""
    return hired(survey, EMAIL, Role.ADMIN)


def plans(admin: Officer, **changes: str) -> Officer:
    """Fill in the form and press Continue."""
    admin.open("/charity/waves/new").press("/charity/waves/new", {**NEW, "action": "check", **changes})
    return admin


def state_of(survey: OpenSurvey, code: str = WAVE) -> str:
    with survey.store.reading() as db:
        return waves.wave(db, code).state


def test_the_list_says_what_each_wave_takes(survey: OpenSurvey, admin: Officer) -> None:
    text = admin.open("/charity/waves").text
    assert "Open until 30 November 2026" in text
    assert 'href="/charity/waves/W1"' in text
    page = admin.open("/charity/waves/W1").text
    assert "Sealed letters" in page
    assert "7 December 2026" in page  # saved answers
    assert "Northfield Hospital" in page
    assert "Letters given out" in page
    assert admin.open("/charity/waves/NONE").status == 404


def test_a_wave_is_opened_only_once_nothing_would_harm(survey: OpenSurvey, admin: Officer) -> None:
    text = plans(admin).text
    assert "Nobody has shown that the answers could be opened." in text
    assert "No backup was ever made." in text
    assert "Open this wave" not in text
    admin.press("/charity/waves/new", {**NEW, "action": "open"})
    assert admin.status == 422
    keys = keys_in_force(survey, EMAIL, new_identity(), new_identity())
    backup_of_today(survey)
    assert "Open this wave" in plans(admin).text
    admin.press("/charity/waves/new", {**NEW, "action": "open"})
    assert (admin.where, "Opens on 1 March 2027" in admin.text) == ("/charity/waves/2027-A", True)
    with survey.store.reading() as db:
        wave = waves.wave(db, "2027-A")
        public = keysets.public_keys(keys)
        assert set(waves.recipients(wave)) == {public.charity, public.recovery}
        assert waves.signing_keys(wave) == public.signing
        assert wave.contacts_recipient == public.contacts
        assert (wave.entry_until.isoformat(), waves.recipients_are_intact(wave, MASTER_KEY)) == (
            "2027-04-28",
            True,
        )
        entry = audit.entries(db)[-1]
        assert (entry.actor, entry.event, json.loads(entry.details)["wave"]) == (
            EMAIL,
            "wave opened",
            "2027-A",
        )


def test_the_days_of_another_wave_of_the_same_questionnaire_are_refused(
    survey: OpenSurvey, admin: Officer
) -> None:
    keys_in_force(survey, EMAIL, new_identity(), new_identity())
    backup_of_today(survey)
    text = plans(admin, opens="30", opens_month="11", opens_year="2026").text
    assert "Wave W1 asks the same questionnaire from 1 November 2026 to 30 November 2026." in text
    assert "Open this wave" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "two words"}, "Write a short code"),
        ({"asks": "site_facts 1"}, "Choose what to ask"),
        ({"opens": "31", "opens_month": "2"}, "Write the first day"),
        ({"closes_year": "2026"}, "It comes after the first."),
        ({"entry": "1", "entry_month": "3", "entry_year": "2027"}, "Write the last day for paper"),
        ({"posting": "owl"}, "Choose how letters go out"),
        ({"reminders": "unused"}, "only under mail merge"),
    ],
)
def test_what_cannot_be_read_is_said_where_it_stands(
    admin: Officer, changes: dict[str, str], said: str
) -> None:
    plans(admin, **changes)
    assert (admin.status, said in admin.text) == (422, True)


def test_a_draft_is_tried_in_a_pilot_and_in_nothing_else(survey: OpenSurvey, admin: Officer) -> None:
    keys_in_force(survey, EMAIL, new_identity(), new_identity())
    assert "sbc_patient version 2 is not published." in plans(admin, asks="sbc_patient 2").text
    assert "needs no keys" in plans(admin, asks="sbc_patient 2", posting="pilot").text
    admin.press("/charity/waves/new", {**NEW, "asks": "sbc_patient 2", "posting": "pilot", "action": "open"})
    with survey.store.reading() as db:
        assert waves.is_pilot(waves.wave(db, "2027-A"))


def test_patients_get_more_time_and_never_less(survey: OpenSurvey, admin: Officer) -> None:
    address = "/charity/waves/W1/extend"

    def until(day: str, month: str) -> Officer:
        fields = {"closes": day, "closes_month": month, "closes_year": "2026"}
        admin.open(address).press(address, fields)
        return admin

    assert "only ever made longer" in until("29", "11").text
    assert "Write the last day" in until("32", "11").text
    assert until("10", "12").where == "/charity/waves/W1"
    with survey.store.reading() as db:
        assert waves.wave(db, WAVE).closes_on.isoformat() == "2026-12-10"
        assert audit.entries(db)[-1].event == "wave extended"


def answer(survey: OpenSurvey, count: int = 3) -> None:
    """Send sealed answers."""
    with survey.store.writing() as db:
        for _ in range(count):
            sealed = seal_envelope(b"{}", (CHARITY.recipient, RECOVERY.recipient), 1024)
            assert responses.send(
                db, nullifier=survey.chance.randbytes(16), wave=WAVE, hospital="RXQ",
                response_id=survey.chance.randbytes(16), sealed=sealed, draft_id=b"",
            )  # fmt: skip


def test_a_close_is_asked_for_twice_and_gives_the_fingerprint(survey: OpenSurvey, admin: Officer) -> None:
    answer(survey)
    address = "/charity/waves/W1/close"
    assert "No backup was ever made." in admin.open(address).text
    assert "Close the wave for good" not in admin.text
    admin.press(address, {"sure": "Patients can still answer. After this they cannot."})
    assert (admin.status, state_of(survey)) == (422, State.OPEN)
    backup_of_today(survey)
    admin.open(address).press(address, {})
    assert ("Tick what you are sure of" in admin.text, state_of(survey)) == (True, State.OPEN)
    admin.press(address, {"sure": "Patients can still answer. After this they cannot."})
    assert admin.where == "/charity/waves/W1/fingerprint"
    with survey.store.reading() as db:
        digest = json.loads(audit.latest(db, "wave closed").details)["digest"]  # type: ignore[union-attr]
    assert digest in admin.text.replace(" ", "")
    assert "35 days after" in admin.text
    for late in ("close", "extend", "end-entry"):
        assert admin.open(f"/charity/waves/W1/{late}").status == 404


def test_forms_on_paper_that_wait_stop_a_close_until_entry_is_over(
    survey: OpenSurvey, admin: Officer
) -> None:
    backup_of_today(survey)
    with survey.store.writing() as db:
        week = drafts.keyed_week(CLOSES, ENTRY_UNTIL)
        assert drafts.create(db, b"k" * 16, WAVE, b"sealed", week)
    assert "would be lost: 1 at most. Key them again" in admin.open("/charity/waves/W1/close").text
    admin.open("/charity/waves/W1/end-entry").press("/charity/waves/W1/end-entry", {})
    assert state_of(survey) == State.OPEN
    lost = "Forms on paper that wait for their second keying, and would be lost: 1 at most."
    admin.press("/charity/waves/W1/end-entry", {"sure": lost})
    assert state_of(survey) == State.ENTRY_ENDED
    survey.clock.forward(days=60)
    backup_of_today(survey)
    hired(survey, "two@example.org", Role.ADMIN).open("/charity/waves/W1/close")
    other = hired(survey, "three@example.org", Role.ADMIN).open("/charity/waves/W1/close")
    other.press("/charity/waves/W1/close", {"sure": lost})
    assert state_of(survey) == State.CLOSED


def test_counts_that_disagree_and_changed_keys_stop_a_close(survey: OpenSurvey, admin: Officer) -> None:
    backup_of_today(survey)
    answer(survey, 2)
    with survey.store.writing() as db:
        waves.wave(db, WAVE).recipients = json.dumps(["age1x", "age1y"])
        db.delete(db.get(ResponseRecord, next(iter(responses.envelopes(db, WAVE))).id))
    text = admin.open("/charity/waves/W1/close").text
    assert "not as many used codes as answers" in text
    assert "keys of this wave were changed" in text


def test_sealed_answers_are_deleted_on_purpose_or_when_they_are_due(
    survey: OpenSurvey, admin: Officer
) -> None:
    answer(survey)
    backup_of_today(survey)
    sure = "Patients can still answer. After this they cannot."
    admin.open("/charity/waves/W1/close").press("/charity/waves/W1/close", {"sure": sure})
    assert "Nothing has come to the end" in admin.open("/charity/purge").text
    assert "Delete them by 15 December 2026." in admin.text
    early = admin.open("/charity/waves/W1/purge").text
    assert "may be kept until 11 May 2027. This is earlier." in early
    admin.press("/charity/waves/W1/purge", {})
    assert state_of(survey) == State.CLOSED
    survey.clock.forward(weeks=27)
    later = hired(survey, "later@example.org", Role.ADMIN).open("/charity/purge")
    assert "3 sealed answers of wave W1" in later.text
    later.press("/charity/purge", {})
    assert (later.status, state_of(survey)) == (422, State.CLOSED)
    later.press("/charity/purge", {"sure": "yes"})
    assert ("Deleted: 3 sealed answers" in later.text, state_of(survey)) == (True, State.PURGED)
    with survey.store.reading() as db:
        entry = audit.latest(db, "wave purged")
        assert entry is not None
        assert entry.actor == "later@example.org"


def test_slips_stay_until_the_day_they_name(survey: OpenSurvey, admin: Officer) -> None:
    backup_of_today(survey)
    with survey.store.writing() as db:
        contacts.add_slip(db, b"s" * 16, WAVE, b"sealed", ENTRY_UNTIL)
    sure = "Patients can still answer. After this they cannot."
    admin.open("/charity/waves/W1/close").press("/charity/waves/W1/close", {"sure": sure})
    page = admin.open("/charity/waves/W1/purge")
    ticks = [
        one
        for one in ("The sealed answers may be kept until 11 May 2027. This is earlier.",)
        if one in page.text
    ]
    saved = "No release is noted here. What was opened is saved outside this server."
    opened = f"{saved} Nobody can open the answers again."
    admin.press("/charity/waves/W1/purge", {"sure": [*ticks, opened]})
    with survey.store.reading() as db:
        assert (state_of(survey), len(contacts.slips(db, WAVE))) == (State.PURGED, 1)


def test_what_harms_asks_for_the_password_again(survey: OpenSurvey, admin: Officer) -> None:
    survey.clock.forward(minutes=11)
    for address in ("new", "W1/close", "W1/extend", "W1/end-entry", "W1/purge"):
        page = admin.open(f"/charity/waves/{address}")
        assert (page.status, "Type your password again" in page.text) == (403, True), address
    assert admin.open("/charity/purge").status == 403


def test_a_form_that_is_not_ours_changes_nothing(survey: OpenSurvey, admin: Officer) -> None:
    backup_of_today(survey)
    sure = "Patients can still answer. After this they cannot."
    admin.press("/charity/waves/W1/close", {"csrf_token": "forged", "sure": sure})
    assert (admin.status, state_of(survey)) == (400, State.OPEN)
    admin.press("/charity/waves/new", {**NEW, "csrf_token": "forged", "action": "open"})
    assert admin.status == 400


def test_who_is_slower_sees_what_the_other_did(survey: OpenSurvey, admin: Officer) -> None:
    answer(survey)
    backup_of_today(survey)
    slower = [hired(survey, f"slow{number}@example.org", Role.ADMIN) for number in range(3)]
    for officer, act in zip(slower, ("close", "end-entry", "extend"), strict=True):
        officer.open(f"/charity/waves/W1/{act}")
    sure = {"sure": "Patients can still answer. After this they cannot."}
    admin.open("/charity/waves/W1/close").press("/charity/waves/W1/close", sure)
    slower[0].press("/charity/waves/W1/close", sure)
    slower[1].press("/charity/waves/W1/end-entry", {})
    later = {"closes": "31", "closes_month": "12", "closes_year": "2027"}
    slower[2].press("/charity/waves/W1/extend", later)
    for officer in slower:
        assert (officer.where, officer.status) == ("/charity/waves/W1", 200)
        assert "Closed" in officer.text
    assert state_of(survey) == State.CLOSED
