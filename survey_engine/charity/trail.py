"""What staff did, to read and to save: nothing of any patient is in it."""

from __future__ import annotations

import json

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from survey_engine.exchange.tables import Column, table_text
from survey_engine.records import audit
from survey_engine.records.tables import AuditRecord
from survey_engine.web.access import Access, access
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import staff_page

trail = Blueprint("trail", __name__, url_prefix="/charity")
_SHOWN = 200
_COLUMNS = (
    Column("number"),
    Column("day"),
    Column("who", is_text=True),
    Column("what"),
    Column("details", is_text=True),
    Column("hash"),
)


@trail.get("/audit")
@access(Access.ADMIN)
def show() -> ResponseReturnValue:
    """The latest entries, the newest first, and whether the chain is whole."""
    with house().store.reading() as db:
        entries = audit.entries(db)
        broken = audit.verify_chain(db)
        rows = [(one.number, one.on_date.isoformat(), one.actor, one.event, _details(one)) for one in entries]
    return staff_page(
        "audit", folder="charity", rows=rows[: -_SHOWN - 1 : -1], total=len(rows), broken=broken
    )


def _details(entry: AuditRecord) -> str:
    found = json.loads(entry.details)
    return ", ".join(f"{name}: {value}" for name, value in found.items() if value not in (None, ""))


@trail.get("/audit.csv")
@access(Access.ADMIN)
def save() -> ResponseReturnValue:
    """The whole chain as a table."""
    with house().store.reading() as db:
        rows = [
            (str(one.number), one.on_date.isoformat(), one.actor, one.event, one.details, one.hash)
            for one in audit.entries(db)
        ]
    response = make_response(table_text(_COLUMNS, rows).encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response
