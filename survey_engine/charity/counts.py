"""Counts of every hospital, for the charity: letters given out, and about how many answers came."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from survey_engine.records import counting, hospitals, waves
from survey_engine.records.counting import LatestCount
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page

charity_counts = Blueprint("charity_counts", __name__, url_prefix="/charity")


@dataclass(frozen=True, slots=True)
class WaveCounts:
    """One open wave. rows: (the hospital's name, its counts); counted_on: the latest day, or nothing."""

    code: str
    closes_on: str
    counted_on: str
    rows: tuple[tuple[str, LatestCount], ...]


@charity_counts.get("/counts")
@access(Access.OFFICE)
def counts() -> ResponseReturnValue:
    """Counts, not people; as they were when the server last counted, once a day."""
    found = []
    with house().store.reading() as db:
        names = {one.id: one.name for one in hospitals.list_hospitals(db)}
        for wave in waves.list_waves(db):
            if wave.state not in waves.TAKING_ANSWERS or waves.is_pilot(wave):
                continue
            rows = tuple((names.get(one.hospital, one.hospital), one) for one in counting.latest(db, wave.id))
            days = [one.counted_on for _name, one in rows if one.counted_on]
            counted_on = format_date(max(days), "d MMMM yyyy") if days else ""
            found.append(WaveCounts(wave.id, format_date(wave.closes_on, "d MMMM yyyy"), counted_on, rows))
    return staff_page("counts", folder="charity", waves=found)
