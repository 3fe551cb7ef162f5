"""What is known of a closed wave, gathered from its records for whoever opens it: command line or browser."""

from __future__ import annotations

from survey_engine.exchange.wave_facts import HospitalTally, WaveFacts
from survey_engine.records import closing, hospitals, waves
from survey_engine.records.store import Session
from survey_engine.sealing.counted import Hashes


def wave_facts(session: Session, code: str) -> WaveFacts:
    """The facts of a closed wave, the hash of each of its envelopes among them."""
    record = waves.wave(session, code)
    tallies = closing.tallies(session, code)
    return WaveFacts(
        code=code,
        questionnaire=record.questionnaire,
        version=record.version,
        short_form=record.short_form,
        hospitals={one.id: one.name for one in hospitals.list_hospitals(session)},
        posting=record.posting,
        reminders=record.reminders,
        opens_on=record.opens_on,
        closes_on=record.closes_on,
        recipients=waves.recipients(record),
        digest=tallies[0].digest if tallies else Hashes().digest,
        hashes=closing.counted_hashes(session, code),
        tally=tuple(
            HospitalTally(one.hospital, one.issued, one.replaced, one.stopped, one.used) for one in tallies
        ),
    )
