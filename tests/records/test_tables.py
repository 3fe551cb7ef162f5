"""What the tables may never hold, found by walking the metadata and the databases themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, Integer, Numeric, inspect
from sqlalchemy.types import Date, DateTime, Interval, Time

from survey_engine.records.every_table import Base
from survey_engine.records.tables import (
    DraftRecord,
    InvitationRecord,
    ResponseRecord,
    SlipRecord,
    SpentRecord,
)

UNLINKED = [
    record.__table__ for record in (InvitationRecord, DraftRecord, SpentRecord, ResponseRecord, SlipRecord)
]
COLUMNS = [column for table in UNLINKED for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_no_column_tells_a_time_or_counts(column):
    assert not isinstance(column.type, DateTime | Date | Time | Interval | Integer | Numeric)
    assert not column.foreign_keys
    assert column.server_default is None
    assert column.default is None
    assert column.onupdate is None


def test_the_tables_hold_these_columns_and_no_other():
    """A new column here is a decision about anonymity: it belongs in docs/anonymity.md first."""
    assert {table.name: [column.name for column in table.columns] for table in UNLINKED} == {
        "invitation": ["lookup", "wave", "hospital", "ref", "revoked"],
        "draft": ["id", "wave", "sealed", "expires_week"],
        "spent": ["nullifier", "wave"],
        "response": ["id", "wave", "hospital", "sealed"],
        "slip": ["id", "wave", "sealed", "expires_week", "released_week"],
    }


def test_nothing_refers_to_the_tables_either():
    targets = {key.column.table.name for table in Base.metadata.tables.values() for key in table.foreign_keys}
    assert targets.isdisjoint(table.name for table in UNLINKED)


def test_no_table_keeps_a_time_of_day_and_none_counts_by_itself():
    for table in Base.metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, DateTime | Time)
            assert column is not table.autoincrement_column


def test_the_database_itself_has_no_trigger_sequence_or_rowid(engine: Engine):
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            query = "SELECT name FROM sqlite_schema WHERE type = 'trigger' OR name = 'sqlite_sequence'"
            rowids = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND wr = 0 AND type = 'table'"
            kept = set(connection.exec_driver_sql(rowids).scalars())
            assert kept.isdisjoint(table.name for table in UNLINKED)
        else:
            query = (
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
                " UNION SELECT relname FROM pg_class WHERE relkind = 'S'"
            )
        assert connection.exec_driver_sql(query).all() == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
