"""The tables of pledges: what a hospital promised, every change of it, and what representatives say."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_engine.records.metadata import NO_ROWID, Base, HospitalCode, Key, WaveCode


class PledgeRecord(Base):
    """A hospital's pledge after one wave: the version it works on, and the one that is public."""

    __tablename__ = "pledge"
    __table_args__ = NO_ROWID

    hospital: Mapped[str] = mapped_column(HospitalCode, ForeignKey("hospital.id"), primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    more_reason: Mapped[str] = mapped_column(Text)
    agreed_patients: Mapped[int | None] = mapped_column(Integer)
    agreed_staff: Mapped[int | None] = mapped_column(Integer)
    offered: Mapped[bool] = mapped_column(Boolean)  # the hospital asks the charity to publish it as it is
    published: Mapped[str] = mapped_column(Text)  # JSON of what is public, empty for nothing
    published_on: Mapped[date | None] = mapped_column(Date)  # the first time: reviews are counted from here
    renewed_on: Mapped[date | None] = mapped_column(Date)  # the last time


class PledgeActionRecord(Base):
    """One action as the hospital works on it."""

    __tablename__ = "pledge_action"
    __table_args__ = (
        ForeignKeyConstraint(
            ["hospital", "wave"], ["pledge.hospital", "pledge.wave"], name="fk_pledge_action_pledge"
        ),
        NO_ROWID,
    )

    id: Mapped[bytes] = mapped_column(Key, primary_key=True)
    hospital: Mapped[str] = mapped_column(HospitalCode)
    wave: Mapped[str] = mapped_column(WaveCode)
    place: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)  # JSON of analysis.pledge.Action
    reminded_on: Mapped[date | None] = mapped_column(Date)  # of an overdue review


class PledgeHistoryRecord(Base):
    """One change of a pledge. Only ever added: the day and the role, never a name."""

    __tablename__ = "pledge_history"
    __table_args__ = NO_ROWID

    hospital: Mapped[str] = mapped_column(HospitalCode, primary_key=True)
    wave: Mapped[str] = mapped_column(WaveCode, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    on_date: Mapped[date] = mapped_column(Date)
    role: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(32))  # the id of an action, or empty
    event: Mapped[str] = mapped_column(String(32))
    changes: Mapped[str] = mapped_column(Text)  # JSON object: field -> [before, after]


class PledgeMarkRecord(Base):
    """What one representative says of one action. On paper she is nobody but a number drawn by chance."""

    __tablename__ = "pledge_mark"
    __table_args__ = NO_ROWID

    action: Mapped[bytes] = mapped_column(Key, ForeignKey("pledge_action.id"), primary_key=True)
    given_by: Mapped[bytes] = mapped_column(Key, primary_key=True)  # her account, or a number of a paper pack
    on_paper: Mapped[bool] = mapped_column(Boolean)
    opinion: Mapped[str] = mapped_column(String(16))
    because: Mapped[str] = mapped_column(Text)
    marked_on: Mapped[date] = mapped_column(Date)
