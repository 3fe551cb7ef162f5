"""The tables of staff: who may sign in, by what, and what they are in the middle of. None knows a patient."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CHAR,
    BigInteger,
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

from survey_engine.records.metadata import NO_ROWID, Base, HospitalCode, Key, WaveCode


class StaffRecord(Base):
    """Somebody who works with the survey; never a patient."""

    __tablename__ = "staff"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    roles: Mapped[str] = mapped_column(String(100))  # joined by commas
    hospital: Mapped[str | None] = mapped_column(HospitalCode)
    password: Mapped[str | None] = mapped_column(String(200))  # argon2id; NULL until the invitation is taken
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # under the master key
    totp_step: Mapped[int] = mapped_column(Integer, server_default="0")  # the last one used
    secured: Mapped[bool] = mapped_column(Boolean, server_default=false())  # has set a second step
    state: Mapped[str] = mapped_column(String(16))  # invited, active, ended
    epoch: Mapped[int] = mapped_column(Integer, server_default="0")  # raised: links and sessions end


class NeverWrittenRecord(Base):
    """That nobody writes to an address again: HMAC-SHA256 of it under the master key, never the address."""

    __tablename__ = "never_written"
    __table_args__ = NO_ROWID

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class StaffCardRecord(Base):
    """One unused code of a printed card."""

    __tablename__ = "staff_card"
    __table_args__ = NO_ROWID

    staff: Mapped[bytes] = mapped_column(Key, ForeignKey("staff.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class StaffPasskeyRecord(Base):
    """A passkey of somebody of staff: its public half."""

    __tablename__ = "staff_passkey"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)  # WebAuthn's credential id
    staff: Mapped[bytes] = mapped_column(Key, ForeignKey("staff.id"))
    host: Mapped[str] = mapped_column(String(253))  # works nowhere else
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  # COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)  # 32 bits without a sign
    transports: Mapped[str] = mapped_column(String(100))  # joined by commas
    name: Mapped[str] = mapped_column(String(60))  # hers: "ward laptop"
    added_on: Mapped[date] = mapped_column(Date)


class StaffChallengeRecord(Base):
    """A challenge that a passkey has answered, until its minutes are over: it works once."""

    __tablename__ = "staff_challenge"
    __table_args__ = NO_ROWID

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # SHA-256 of the challenge
    expires: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970


class StaffSessionRecord(Base):
    """A staff member who is signed in. Times are whole seconds since 1970, gone with the session."""

    __tablename__ = "staff_session"
    __table_args__ = NO_ROWID

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # SHA-256 of the cookie's token
    staff: Mapped[bytes] = mapped_column(Key, ForeignKey("staff.id"))
    epoch: Mapped[int] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(String(16))  # password, full
    started: Mapped[int] = mapped_column(Integer)
    seen: Mapped[int] = mapped_column(Integer)
    confirmed: Mapped[int] = mapped_column(Integer)  # when the password was last typed


class HandoutRecord(Base):
    """Codes that were just made, until their file was opened: sealed under a key that one browser holds."""

    __tablename__ = "handout"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    hospital: Mapped[str] = mapped_column(HospitalCode)
    wave: Mapped[str] = mapped_column(WaveCode)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires: Mapped[int] = mapped_column(Integer)  # seconds since 1970, a day after they were made


class DefinitionDraftRecord(Base):
    """A questionnaire version that somebody put on the server in the browser, until two publish it."""

    __tablename__ = "definition_draft"
    __table_args__ = NO_ROWID

    questionnaire: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)  # the file, line ends as LF
    content_hash: Mapped[str] = mapped_column(CHAR(64))
    uploaded_by: Mapped[str] = mapped_column(String(254))
    on_date: Mapped[date] = mapped_column(Date)
    proposed_by: Mapped[str | None] = mapped_column(String(254))  # NULL: nobody proposes it as it is now
    accepted: Mapped[str | None] = mapped_column(Text)  # JSON list of [warning, why it may stay]


class PublishedDefinitionRecord(Base):
    """A version that two people published in the browser: its file, which lies in no folder."""

    __tablename__ = "published_definition"
    __table_args__ = NO_ROWID

    questionnaire: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(String(254))
    agreed_by: Mapped[str] = mapped_column(String(254))
    on_date: Mapped[date] = mapped_column(Date)


class BatchRecord(Base):
    """A batch of paper forms, as counts alone. Its number stands on a slip; no form can be found by it."""

    __tablename__ = "batch"
    __table_args__ = NO_ROWID

    name: Mapped[str] = mapped_column(CHAR(4), primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    staff: Mapped[bytes] = mapped_column(Key, ForeignKey("staff.id"))
    begun_on: Mapped[date] = mapped_column(Date)
    keyed: Mapped[int] = mapped_column(Integer, server_default="0")
    sent: Mapped[int] = mapped_column(Integer, server_default="0")


class SiteFactsRecord(Base):
    """What a hospital's lead wrote about its service in one year: signed, never sealed, of no patient."""

    __tablename__ = "site_facts"
    __table_args__ = NO_ROWID

    hospital: Mapped[str] = mapped_column(HospitalCode, ForeignKey("hospital.id"), primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    answers: Mapped[str] = mapped_column(Text)  # JSON object: question id -> value
    typed: Mapped[str] = mapped_column(Text)  # the same of entries that are still to be mended
    saved_by: Mapped[str] = mapped_column(String(254))
    saved_on: Mapped[date] = mapped_column(Date)


class CommentRecord(Base):
    """One text that a patient wrote, from an opened wave, or the charity's summary of several: always sealed.

    It knows no response, language, mode or order; its length is padded; its only day is one of staff.
    """

    __tablename__ = "comment"
    __table_args__ = (Index(None, "wave", "state"), NO_ROWID)

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    kind: Mapped[str] = mapped_column(String(16))  # comment, summary
    question: Mapped[str] = mapped_column(String(64))
    hospital: Mapped[str | None] = mapped_column(HospitalCode)  # only where enough people of it wrote
    original: Mapped[bytes | None] = mapped_column(LargeBinary)  # under the master key; gone at purge
    work: Mapped[bytes] = mapped_column(LargeBinary)  # the text as it is now, and what was changed
    state: Mapped[str] = mapped_column(String(16))  # waiting, second, released, unused
    concern: Mapped[str] = mapped_column(String(16))  # no, open, settled
    reviewer: Mapped[bytes | None] = mapped_column(Key, ForeignKey("staff.id"))
    releaser: Mapped[bytes | None] = mapped_column(Key, ForeignKey("staff.id"))
    alone: Mapped[bool] = mapped_column(Boolean, server_default=false())  # released without a second person
    ready_on: Mapped[date | None] = mapped_column(Date)  # when it was given to the second person


class ThemeRecord(Base):
    """A theme of a wave's comments, as the charity names it."""

    __tablename__ = "theme"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    name: Mapped[str] = mapped_column(String(60))


class CommentThemeRecord(Base):
    """That a comment is about a theme."""

    __tablename__ = "comment_theme"
    __table_args__ = NO_ROWID

    comment: Mapped[bytes] = mapped_column(Key, ForeignKey("comment.id"), primary_key=True)
    theme: Mapped[bytes] = mapped_column(Key, ForeignKey("theme.id"), primary_key=True)


class ContactStatusRecord(Base):
    """What came of a focus-group slip, by its random id: sealed, so that it says nothing by itself."""

    __tablename__ = "contact_status"
    __table_args__ = NO_ROWID

    slip: Mapped[bytes] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class KeysetRecord(Base):
    """The public halves of the keys that waves are sealed to. Who proposed, who agreed, what was proved."""

    __tablename__ = "keyset"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    state: Mapped[str] = mapped_column(String(16))  # proposed, agreed, withdrawn
    recipients: Mapped[str] = mapped_column(Text)  # JSON list: the charity's, then the recovery key's
    contacts_recipient: Mapped[str | None] = mapped_column(String(80))
    signing_keys: Mapped[str] = mapped_column(Text)  # JSON list in the order of the recipients; may be empty
    proposed_by: Mapped[str] = mapped_column(String(254))
    proposed_on: Mapped[date] = mapped_column(Date)
    agreed_by: Mapped[str | None] = mapped_column(String(254))
    agreed_on: Mapped[date | None] = mapped_column(Date)
    charity_proved_on: Mapped[date | None] = mapped_column(Date)  # the latest test answer it opened
    recovery_proved_on: Mapped[date | None] = mapped_column(Date)
    contacts_proved_on: Mapped[date | None] = mapped_column(Date)
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))  # HMAC over all of it under the master key
