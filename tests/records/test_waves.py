"""Waves: opened once and whole, phases by London days, extended, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_engine.records import publishing, waves
from survey_engine.records.publishing import NotPublishedError, PublishedChangedError
from survey_engine.records.waves import (
    NoSymbolLeftError,
    Phase,
    Posting,
    RecipientsChangedError,
    UnknownWaveError,
    WaveClosedError,
    WaveError,
    WaveExistsError,
)
from survey_engine.sealing.alphabet import ALPHABET
from survey_engine.sealing.envelope import RecipientsError, new_identity
from survey_engine.sealing.keys import PepperError
from tests.records.rounds import (
    CHARITY,
    CLOSES,
    ENTRY_UNTIL,
    MASTER_KEY,
    OPENS,
    QUESTIONNAIRE,
    RECIPIENTS,
    WAVE,
    new_wave,
    open_round,
    seeded,
)


def test_an_opened_wave_holds_what_it_was_given(session: Session):
    wave = open_round(session)
    assert (wave.id, wave.questionnaire, wave.version, wave.posting) == (WAVE, "tiny", 1, "sealed")
    assert (wave.opens_on, wave.closes_on, wave.entry_until) == (OPENS, CLOSES, ENTRY_UNTIL)
    assert waves.wave(session, WAVE) is wave
    assert wave.symbol is not None
    assert waves.wave_by_symbol(session, wave.symbol) is wave
    assert waves.list_waves(session) == [wave]
    assert set(waves.recipients(wave)) == set(RECIPIENTS)


def test_the_pepper_opens_under_the_master_key_only(session: Session):
    wave = open_round(session)
    assert len(waves.pepper(wave, MASTER_KEY)) == 32
    with pytest.raises(PepperError):
        waves.pepper(wave, b"x" * 32)


@pytest.mark.parametrize("code", ["", "a", "2027 A", "-A", "A" * 17, "2027-ß", "2027|A", "A\n"])
def test_a_wave_code_has_capitals_digits_and_hyphens(session: Session, code):
    publishing.publish(session, QUESTIONNAIRE)
    with pytest.raises(WaveError):
        waves.open_wave(session, new_wave(code), MASTER_KEY, seeded().randbytes)


@pytest.mark.parametrize(
    "days",
    [
        {"opens_on": CLOSES + timedelta(days=1)},
        {"entry_until": CLOSES - timedelta(days=1)},
    ],
)
def test_the_days_of_a_wave_come_in_order(session: Session, days):
    publishing.publish(session, QUESTIONNAIRE)
    with pytest.raises(WaveError):
        waves.open_wave(session, new_wave(**days), MASTER_KEY, seeded().randbytes)


@pytest.mark.parametrize(
    "recipients", [(), RECIPIENTS[:1], RECIPIENTS[:1] * 2, (RECIPIENTS[0], CHARITY.secret)]
)
def test_a_wave_has_exactly_two_recipients(session: Session, recipients):
    publishing.publish(session, QUESTIONNAIRE)
    with pytest.raises(RecipientsError):
        waves.open_wave(session, new_wave(recipients=recipients), MASTER_KEY, seeded().randbytes)


def test_a_wave_asks_a_published_version_and_its_code_is_new(session: Session):
    with pytest.raises(NotPublishedError):
        waves.open_wave(session, new_wave(), MASTER_KEY, seeded().randbytes)
    open_round(session)
    with pytest.raises(NotPublishedError):
        waves.open_wave(session, new_wave("2027-B", version=2), MASTER_KEY, seeded().randbytes)
    with pytest.raises(WaveExistsError):
        waves.open_wave(session, new_wave(), MASTER_KEY, seeded().randbytes)


def test_no_two_waves_share_a_symbol_and_the_33rd_finds_none(session: Session):
    open_round(session, code="W0")
    make = seeded(2)
    for number in range(1, 32):
        waves.open_wave(session, new_wave(f"W{number}"), MASTER_KEY, make.randbytes)
    assert {wave.symbol for wave in waves.list_waves(session)} == set(ALPHABET)
    with pytest.raises(NoSymbolLeftError):
        waves.open_wave(session, new_wave("W32"), MASTER_KEY, make.randbytes)


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        ("2027-01-03T23:59:59+00:00", Phase.NOT_YET),
        ("2027-01-04T00:00:00+00:00", Phase.OPEN),
        ("2027-01-31T23:58:59+00:00", Phase.OPEN),
        ("2027-01-31T23:59:00+00:00", Phase.GRACE),
        ("2027-02-07T23:58:59+00:00", Phase.GRACE),
        ("2027-02-07T23:59:00+00:00", Phase.ENTRY),
        ("2027-02-28T23:58:59+00:00", Phase.ENTRY),
        ("2027-02-28T23:59:00+00:00", Phase.ENTRY_ENDED),
    ],
)
def test_the_phase_follows_the_clock(session: Session, moment, phase):
    assert waves.phase(open_round(session), datetime.fromisoformat(moment)) is phase


def test_days_are_london_days_in_summer_too(session: Session):
    publishing.publish(session, QUESTIONNAIRE)
    summer = new_wave(opens_on=date(2027, 6, 1), closes_on=date(2027, 6, 30), entry_until=date(2027, 7, 31))
    wave = waves.open_wave(session, summer, MASTER_KEY, seeded().randbytes)
    assert waves.phase(wave, datetime(2027, 5, 31, 22, 59, tzinfo=UTC)) is Phase.NOT_YET
    assert waves.phase(wave, datetime(2027, 5, 31, 23, 0, tzinfo=UTC)) is Phase.OPEN
    assert waves.phase(wave, datetime(2027, 6, 30, 22, 59, tzinfo=UTC)) is Phase.GRACE
    assert waves.grace_ends(wave) == datetime(2027, 7, 7, 22, 59, tzinfo=UTC)


def test_when_all_paper_is_in_patients_keep_their_days(session: Session):
    wave = open_round(session)
    waves.end_entry(session, WAVE)
    assert waves.phase(wave, datetime(2027, 2, 7, tzinfo=UTC)) is Phase.GRACE
    assert waves.phase(wave, datetime(2027, 2, 8, tzinfo=UTC)) is Phase.ENTRY_ENDED


def test_a_wave_is_only_ever_made_longer(session: Session):
    wave = open_round(session)
    waves.extend_wave(session, WAVE, date(2027, 3, 5))
    assert (wave.closes_on, wave.entry_until) == (date(2027, 3, 5), date(2027, 3, 5))
    with pytest.raises(WaveError):
        waves.extend_wave(session, WAVE, date(2027, 3, 1))


@pytest.mark.parametrize(("state", "phase"), [("closed", Phase.CLOSED), ("purged", Phase.PURGED)])
def test_a_closed_wave_stays_closed_whatever_its_dates_say(session: Session, state, phase):
    wave = open_round(session)
    wave.state = state
    assert waves.phase(wave, datetime(2027, 1, 10, tzinfo=UTC)) is phase
    with pytest.raises(WaveClosedError):
        waves.extend_wave(session, WAVE, date(2028, 1, 1))
    with pytest.raises(WaveClosedError):
        waves.end_entry(session, WAVE)


def test_changed_recipients_are_noticed(session: Session):
    wave = open_round(session)
    waves.demand_intact(wave, MASTER_KEY)
    right = wave.recipients
    for wrong in (right.replace(CHARITY.recipient, new_identity().recipient), "[]", "nonsense", "{}"):
        wave.recipients = wrong
        with pytest.raises(RecipientsChangedError):
            waves.demand_intact(wave, MASTER_KEY)
    wave.recipients, wave.id = right, "2027-B"
    assert not waves.recipients_are_intact(wave, MASTER_KEY)


def test_what_is_not_there_has_a_named_error(session: Session):
    with pytest.raises(UnknownWaveError):
        waves.wave(session, "NONE")
    assert waves.wave_by_symbol(session, "7") is None


def test_the_way_of_posting_is_recorded(session: Session):
    publishing.publish(session, QUESTIONNAIRE)
    wave = waves.open_wave(session, new_wave(posting=Posting.MERGE), MASTER_KEY, seeded().randbytes)
    assert wave.posting == Posting.MERGE


def test_a_published_version_never_changes(session: Session):
    assert publishing.publish(session, QUESTIONNAIRE)
    assert not publishing.publish(session, QUESTIONNAIRE)
    assert publishing.check_published(session, [QUESTIONNAIRE]) == []
    changed = replace(QUESTIONNAIRE, content_hash="1" * 64)
    with pytest.raises(PublishedChangedError):
        publishing.publish(session, changed)
    assert len(publishing.check_published(session, [changed])) == 1
    assert "missing" in publishing.check_published(session, [])[0]
    assert [one.content_hash for one in publishing.published(session)] == ["0" * 64]
