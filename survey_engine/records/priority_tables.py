"""The tables of the priority sheet: what hospitals and the charity make of released results."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Date, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from survey_engine.records.metadata import NO_ROWID, Base, HospitalCode, WaveCode


class PrioritySheetRecord(Base):
    """One hospital's sheet of one wave: themes of its focus group, and who saved it last."""

    __tablename__ = "priority_sheet"
    __table_args__ = NO_ROWID

    wave: Mapped[str] = mapped_column(WaveCode, primary_key=True)
    hospital: Mapped[str] = mapped_column(HospitalCode, primary_key=True)
    group_themes: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[str] = mapped_column(String(254))
    saved_on: Mapped[date] = mapped_column(Date)


class PriorityRecord(Base):
    """What was said of one question of a sheet."""

    __tablename__ = "priority"
    __table_args__ = NO_ROWID

    wave: Mapped[str] = mapped_column(WaveCode, primary_key=True)
    hospital: Mapped[str] = mapped_column(HospitalCode, primary_key=True)
    question: Mapped[str] = mapped_column(String(64), primary_key=True)
    feasible: Mapped[str] = mapped_column(String(8))
    effort: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    chosen: Mapped[bool] = mapped_column(Boolean, server_default=false())
