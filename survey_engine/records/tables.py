"""The tables of surveys; those of staff are in staff_tables.py.

Between invitation, draft, spent, response and slip there is no column that could link. Their keys are random,
they hold no time, no counter and no foreign key, and on SQLite they have no rowid. A test walks this metadata
and holds it to that.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CHAR,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_engine.records.metadata import NO_ROWID, HospitalCode, Key, WaveCode
from survey_engine.records.metadata import Base as Base


class WaveRecord(Base):
    """One round of the survey. The only table of the patients' side that holds dates."""

    __tablename__ = "wave"
    __table_args__ = NO_ROWID

    id: Mapped[str] = mapped_column(WaveCode, primary_key=True)
    symbol: Mapped[str | None] = mapped_column(CHAR(1), unique=True)  # given back when the wave is purged
    questionnaire: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)
    entry_until: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16))  # open, entry_ended, closed, purged
    posting: Mapped[str] = mapped_column(String(16))  # sealed, merge, pilot
    reminders: Mapped[str] = mapped_column(String(16), server_default="everyone")  # everyone, unused
    pepper_wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)  # destroyed at close
    recipients: Mapped[str] = mapped_column(Text)  # JSON list of two age recipients
    recipients_seal: Mapped[bytes] = mapped_column(LargeBinary(32))
    short_form: Mapped[bool] = mapped_column(Boolean, server_default=false())  # its core questions alone
    sealed_hashes: Mapped[bytes | None] = mapped_column(LargeBinary)  # at close: 32 bytes an answer, sorted
    contacts_recipient: Mapped[str | None] = mapped_column(
        String(80)
    )  # of focus-group slips; None: it takes none
    signing_keys: Mapped[str | None] = mapped_column(Text)  # JSON list: what checks a release's signature


class HospitalRecord(Base):
    """A hospital that takes part."""

    __tablename__ = "hospital"
    __table_args__ = NO_ROWID

    id: Mapped[str] = mapped_column(HospitalCode, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class InvitationRecord(Base):
    """One code, known by its lookup. Written at issue and at stop only; no submission touches or locks it."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "wave", "hospital"), NO_ROWID)

    lookup: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    hospital: Mapped[str] = mapped_column(HospitalCode)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    revoked: Mapped[str] = mapped_column(String(16))  # no, stopped, replaced


class DraftRecord(Base):
    """Answers under way, sealed under a key that only the patient's return code gives."""

    __tablename__ = "draft"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_week: Mapped[str] = mapped_column(CHAR(8))  # "2027-W05", set once


class SpentRecord(Base):
    """A code that was used, known by its nullifier alone: no hospital, no time, no ref."""

    __tablename__ = "spent"
    __table_args__ = NO_ROWID

    nullifier: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)


class ResponseRecord(Base):
    """A sealed answer under a random id."""

    __tablename__ = "response"
    __table_args__ = (Index(None, "wave", "hospital"), NO_ROWID)

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    hospital: Mapped[str] = mapped_column(HospitalCode)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SlipRecord(Base):
    """A sealed focus-group contact; hospital and consent are inside."""

    __tablename__ = "slip"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_week: Mapped[str | None] = mapped_column(CHAR(8))  # "2028-W05", set once
    released_week: Mapped[str | None] = mapped_column(CHAR(8))  # that of its whole batch


class UnwantedRecord(Base):
    """The ref of a letter that should not have come. `ticked`: the hospital has seen to it."""

    __tablename__ = "unwanted"
    __table_args__ = NO_ROWID

    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    hospital: Mapped[str] = mapped_column(HospitalCode)
    ticked: Mapped[bool] = mapped_column(Boolean, server_default=false())


class UsedCountRecord(Base):
    """The latest rounded count per hospital, overwritten daily: a live one would tell who just sent."""

    __tablename__ = "used_count"
    __table_args__ = NO_ROWID

    wave: Mapped[str] = mapped_column(WaveCode, ForeignKey("wave.id"), primary_key=True)
    hospital: Mapped[str] = mapped_column(HospitalCode, primary_key=True)
    used: Mapped[int | None] = mapped_column(Integer)  # in fives; NULL: fewer than 10
    counted_on: Mapped[date] = mapped_column(Date)


class ReminderListRecord(Base):
    """How many lists of unused codes a hospital was given, and when the latest. Nothing of any code."""

    __tablename__ = "reminder_list"
    __table_args__ = NO_ROWID

    wave: Mapped[str] = mapped_column(WaveCode, ForeignKey("wave.id"), primary_key=True)
    hospital: Mapped[str] = mapped_column(HospitalCode, primary_key=True)
    lists: Mapped[int] = mapped_column(Integer)
    given_on: Mapped[date] = mapped_column(Date)


class TallyRecord(Base):
    """What remains of a closed wave's codes: exact counts, and the digest of its envelopes."""

    __tablename__ = "tally"
    __table_args__ = NO_ROWID

    wave: Mapped[str] = mapped_column(WaveCode, ForeignKey("wave.id"), primary_key=True)
    hospital: Mapped[str] = mapped_column(HospitalCode, primary_key=True)
    issued: Mapped[int] = mapped_column(Integer)
    replaced: Mapped[int] = mapped_column(Integer)
    stopped: Mapped[int] = mapped_column(Integer)
    used: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(CHAR(64))


class ReleaseRecord(Base):
    """What a wave was released as: one release, frozen. It stays when the wave is purged."""

    __tablename__ = "release"
    __table_args__ = NO_ROWID

    wave: Mapped[str] = mapped_column(WaveCode, ForeignKey("wave.id"), primary_key=True)
    shape: Mapped[str] = mapped_column(String(16))  # by-hospital, pooled
    policy: Mapped[str] = mapped_column(String(32))  # the version of the rules
    fingerprint: Mapped[str] = mapped_column(CHAR(64))  # of the envelopes at close
    released_on: Mapped[date] = mapped_column(Date)
    manifest: Mapped[str] = mapped_column(Text)  # the texts of three files of the bundle; empty: it had none
    findings: Mapped[str] = mapped_column(Text)
    findings_public: Mapped[str] = mapped_column(Text)


class PublishedRecord(Base):
    """A questionnaire version that is frozen, with the hash of its file."""

    __tablename__ = "published"
    __table_args__ = NO_ROWID

    questionnaire: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    content_hash: Mapped[str] = mapped_column(CHAR(64))


class AuditRecord(Base):
    """What staff did, append-only: each entry holds the hash of the one before. A date, never a time."""

    __tablename__ = "audit"
    __table_args__ = NO_ROWID

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    on_date: Mapped[date] = mapped_column(Date)
    actor: Mapped[str] = mapped_column(String(254))
    event: Mapped[str] = mapped_column(String(64))
    details: Mapped[str] = mapped_column(Text)  # JSON object
    before: Mapped[str] = mapped_column(CHAR(64))
    hash: Mapped[str] = mapped_column(CHAR(64))


class ScrubRecord(Base):
    """A fingerprint of the tables as the last scrub left them, so that an idle night scrubs nothing."""

    __tablename__ = "scrub"
    __table_args__ = NO_ROWID

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(CHAR(64))
