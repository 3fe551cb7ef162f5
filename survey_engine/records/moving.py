"""Moving a whole database to another: each row in its key's order, counted, compared, tried, scrubbed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select
from sqlalchemy.orm import Session

from survey_engine.records import audit, waves
from survey_engine.records.database import database_url, make_engine, upgrade
from survey_engine.records.every_table import every_table
from survey_engine.records.scrubbing import scrub
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.sealing.keys import PepperError, open_staff_secret

PORTION: Final = 200  # rows, of which some have 16 KB
VERSION_TABLE: Final = "alembic_version"


class MoveError(Exception):
    """The database cannot be moved, or what arrived is not what left; the message says why."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that was moved: how many rows, and the digest that both sides gave."""

    table: str
    rows: int
    digest: str


def shown_url(url: str) -> str:
    """Return an address without its password. Raises DatabaseUrlError."""
    return database_url(url).render_as_string(hide_password=True)


def move(source: Engine, url: str, master_key: bytes) -> list[Moved]:
    """Copy every table to an empty database at `url`, compare, try what only the master key opens, scrub it.

    The copying is one transaction there: it arrives whole, or not at all. The source is only read; on SQLite
    nobody can write to it meanwhile, on PostgreSQL nobody can write to its tables. Raises MoveError,
    DatabaseUrlError, ScrubError.
    """
    if database_url(url) == source.url:
        raise MoveError("that is the database which is in use")
    target = make_engine(url)
    try:
        _demand_empty(target)
        upgrade(url)
        with source.connect() as leaving, target.connect() as arriving, arriving.begin():
            with leaving.begin():
                _hold(leaving)
                moved = [_copy(table, leaving, arriving) for table in every_table().sorted_tables]
            _try(arriving, master_key)
        scrub(target)
    finally:
        target.dispose()
    return moved


def _demand_empty(target: Engine) -> None:
    tables = every_table().tables
    with target.connect() as connection:
        present = set(inspect(connection).get_table_names())
        strange = sorted(present - set(tables) - {VERSION_TABLE})
        full = [name for name in sorted(present & set(tables)) if _count(tables[name], connection)]
    if strange or full:
        names = ", ".join([*strange, *full][:5])
        raise MoveError(f"the target is not empty ({names}): it must be a new database")


def _hold(leaving: Connection) -> None:
    """Let nobody write until the transaction ends. On SQLite its beginning did so."""
    if leaving.dialect.name == "postgresql":
        names = ", ".join(table.name for table in every_table().sorted_tables)
        leaving.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")


def _copy(table: Table, leaving: Connection, arriving: Connection) -> Moved:
    for rows in _in_portions(table, leaving):
        arriving.execute(insert(table), rows)
    here, there = _seen(table, leaving), _seen(table, arriving)
    if here != there:
        raise MoveError(f"table {table.name} did not arrive as it left")
    return here


def _in_portions(table: Table, connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """The rows in the order of their keys, so that their places there tell of no other order."""
    ordered = select(table).order_by(*table.primary_key.columns)
    for number in range(0, _count(table, connection), PORTION):
        yield [dict(row) for row in connection.execute(ordered.offset(number).limit(PORTION)).mappings()]


def _seen(table: Table, connection: Connection) -> Moved:
    """Count and digest a table. The digest is over sorted hashes of rows: servers sort texts differently."""
    names = [column.name for column in table.columns]
    hashes = sorted(
        hashlib.sha256(repr([row[name] for name in names]).encode()).digest()
        for rows in _in_portions(table, connection)
        for row in rows
    )
    return Moved(table.name, len(hashes), hashlib.sha256(b"".join(hashes)).hexdigest())


def _count(table: Table, connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _try(arriving: Connection, master_key: bytes) -> None:
    """Open there what only the master key opens, and walk the staff's chain: a digest alone proves no use."""
    with Session(arriving, join_transaction_mode="create_savepoint") as session:
        for wave in waves.list_waves(session):
            if not waves.recipients_are_intact(wave, master_key):
                raise MoveError(f"the recipients of wave {wave.id} are not those it was opened with")
            try:
                if wave.pepper_wrapped is not None:
                    waves.pepper(wave, master_key)
            except PepperError as error:
                raise MoveError(str(error)) from None
        for one in session.scalars(select(StaffRecord).where(StaffRecord.totp_sealed.is_not(None))):
            if open_staff_secret(one.totp_sealed or b"", master_key, one.id) is None:
                raise MoveError("a staff member's second step does not open with this master key")
        broken = audit.verify_chain(session)
        if broken is not None:
            raise MoveError(f"entry {broken} of what staff did is not as it was written")
