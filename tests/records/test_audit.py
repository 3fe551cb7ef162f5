"""The audit chain: whole, or the first entry that does not fit is named."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from survey_engine.records import audit
from survey_engine.records.database import session_factory
from survey_engine.records.tables import AuditRecord

DAY = date(2027, 1, 10)


def four_entries(session: Session) -> None:
    for number in range(4):
        audit.append(
            session, "lead@example.org", "codes issued", {"count": number, "hospital": "Åbo"}, on=DAY
        )


def test_a_chain_is_whole(session: Session):
    assert audit.verify_chain(session) is None
    four_entries(session)
    assert audit.verify_chain(session) is None
    assert [one.number for one in audit.entries(session)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "somebody"},
        {"details": "{}"},
        {"event": "nothing"},
        {"on_date": date(2027, 1, 9)},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_entry_is_found(session: Session, change):
    four_entries(session)
    session.execute(update(AuditRecord).where(AuditRecord.number == 2).values(**change))
    session.expire_all()
    assert audit.verify_chain(session) == 2


def test_a_missing_entry_is_found(session: Session):
    four_entries(session)
    session.execute(delete(AuditRecord).where(AuditRecord.number == 2))
    session.expire_all()
    assert audit.verify_chain(session) == 2


def test_entries_made_at_the_same_time_make_one_chain(engine: Engine):
    factory = session_factory(engine)

    def add() -> None:
        with factory.begin() as session:
            four_entries(session)

    threads = [Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with factory() as session:
        assert len(audit.entries(session)) == 24
        assert audit.verify_chain(session) is None
