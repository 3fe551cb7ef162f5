"""A copy of a database as a thief has it: the rows, the order its files hold them in, and marks on rows.

Nothing here changes anything: SQLite is copied into memory, and PostgreSQL is only asked to read.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, StaticPool, create_engine, text

from survey_engine.records.database import SQLITE_BUSY_MILLISECONDS, make_engine

Key = bytes
TABLES: Final[Mapping[str, str]] = {"spent": "nullifier", "response": "id", "slip": "id", "draft": "id"}
KEY_BYTES: Final = 16
_SEALED: Final = ("response", "slip", "draft")
# Where a key of 16 bytes can begin. SQLite: in a row, whose header begins with its length and the key's type
# (44); in an index over wave and hospital, whose header has four bytes. PostgreSQL: behind its length (35).
_IN_ROW: Final = re.compile(rb"[\x03-\x09]\x2c")
_IN_INDEX: Final = re.compile(rb"\x04[\x0d-\x2d][\x0d-\x2d]\x2c")
_IN_POSTGRESQL: Final = re.compile(rb"\x23")
_TEXT_TYPE: Final = 13  # SQLite: a text of n bytes has the type 13 + 2n


@dataclass
class Copy:
    """Rows of each table in every order a copy betrays, and in the order its content alone puts them."""

    orders: dict[str, dict[str, list[Key]]] = field(default_factory=lambda: {name: {} for name in TABLES})
    innocent: dict[str, dict[str, list[Key]]] = field(default_factory=lambda: {name: {} for name in TABLES})
    marks: dict[str, dict[Key, str]] = field(default_factory=dict)
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Stolen:
    """A copy to look at: `engine` gives its rows and cannot write, `main` and `log` are SQLite's files."""

    engine: Engine
    main: bytes = field(default=b"", repr=False)
    log: bytes = field(default=b"", repr=False)


@contextlib.contextmanager
def stolen_database(engine: Engine) -> Iterator[Stolen]:
    """Copy the database that is in use. On SQLite senders wait as long as reading the file takes."""
    if engine.dialect.name == "postgresql":
        yield Stolen(engine.execution_options(isolation_level="AUTOCOMMIT", postgresql_readonly=True))
        return
    path = Path(str(engine.url.database))
    writer, reader = (contextlib.closing(sqlite3.connect(path, isolation_level=None)) for _ in range(2))
    with writer as holding, reader as reading:
        holding.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MILLISECONDS}")
        holding.execute("BEGIN IMMEDIATE")  # nobody writes while the two files are read
        try:
            log = path.with_name(f"{path.name}-wal")
            main, written = path.read_bytes(), log.read_bytes() if log.exists() else b""
            memory = _in_memory(reading, main)
        finally:
            holding.execute("ROLLBACK")
    with _engine_on(memory) as copy:
        yield Stolen(copy, main, written)


@contextlib.contextmanager
def stolen_file(path: Path) -> Iterator[Stolen]:
    """Copy a SQLite file that nobody uses, as a backup. Raises sqlite3.DatabaseError for another file."""
    main = path.read_bytes()
    quoted = path.resolve().as_uri()
    with contextlib.closing(sqlite3.connect(f"{quoted}?mode=ro&immutable=1", uri=True)) as reading:
        memory = _in_memory(reading, main)
    with _engine_on(memory) as copy:
        yield Stolen(copy, main)


def _in_memory(source: sqlite3.Connection, main: bytes) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    memory.execute(
        f"PRAGMA page_size = {int.from_bytes(main[16:18]) % 65535 or 65536}"
    )  # 1 stands for 64 KiB
    memory.execute("PRAGMA temp_store = 2")  # in memory: no file of it anywhere
    source.backup(memory)
    return memory


@contextlib.contextmanager
def _engine_on(memory: sqlite3.Connection) -> Iterator[Engine]:
    engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()
        memory.close()


def copy_of(stolen: Stolen, data: Path | None = None) -> Copy:
    """Read everything a copy tells. `data`: PostgreSQL's own folder after a checkpoint, where readable."""
    if stolen.engine.dialect.name == "postgresql":
        return _postgresql(stolen.engine, data)
    return _sqlite(stolen)


def _sqlite(stolen: Stolen) -> Copy:
    copy = Copy(raw=stolen.main + stolen.log)
    kept: dict[str, list[Key]] = {}
    with stolen.engine.connect() as connection:
        for table, key in TABLES.items():
            # With a byte of each row it is the rows that are read, and not an index over wave and hospital:
            # that has an order of its own, which tells nothing.
            columns = f"{key}, substr(sealed, 1, 1)" if table in _SEALED else key
            keys = list(connection.execute(text(f"SELECT {columns} FROM {table}")).scalars())  # noqa: S608
            copy.orders[table]["scan"] = keys
            copy.innocent[table]["scan"] = sorted(keys)
            kept[table] = keys
    files = (("file", stolen.main, copy.orders), ("log", stolen.log, copy.orders))
    for name, content, orders in (*files, ("file", _rewritten(stolen.engine), copy.innocent)):
        for table, found in _by_place(name, _sqlite_begins(content), content, kept).items():
            orders[table] |= found
    return copy


def _rewritten(engine: Engine) -> bytes:
    """The same content, written anew: every byte of it depends on what is kept, and on nothing else."""
    with contextlib.closing(sqlite3.connect(":memory:")) as tidy, engine.connect() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101 - made above
        tidy.execute(f"PRAGMA page_size = {source.execute('PRAGMA page_size').fetchone()[0]}")
        tidy.execute("PRAGMA temp_store = 2")
        source.backup(tidy)
        tidy.execute("VACUUM")
        return tidy.serialize()


def _postgresql(engine: Engine, data: Path | None) -> Copy:
    copy = Copy()
    with engine.connect() as connection:
        for table, key in TABLES.items():
            query = f"SELECT {key}, xmin::text FROM {table} ORDER BY ctid"  # noqa: S608
            rows = connection.execute(text(query)).all()
            keys = [row[0] for row in rows]
            copy.marks[table] = {row[0]: row[1] for row in rows}
            copy.orders[table]["ctid"] = keys
            copy.orders[table]["xmin"] = [row[0] for row in sorted(rows, key=lambda row: int(row[1]))]
            copy.innocent[table]["ctid"] = sorted(keys)
            if table in _SEALED:
                copy.orders[table]["toast"] = _by_toast(connection, table, key)
                copy.innocent[table]["toast"] = sorted(copy.orders[table]["toast"])
            for name, path in _files(connection, table) if data else ():
                content = (data / path).read_bytes() if data else b""
                copy.raw += content
                begins = (match.start() + 1 for match in _IN_POSTGRESQL.finditer(content))
                copy.orders[table] |= _by_place(name, begins, content, {table: keys})[table]
    return copy


def _files(connection: Connection, table: str) -> Iterator[tuple[str, str]]:
    indexes = "SELECT indexrelid FROM pg_index WHERE indrelid = CAST(:table AS regclass)"
    relations = [connection.execute(text("SELECT CAST(:table AS regclass)::oid"), {"table": table}).scalar()]
    relations += connection.execute(text(indexes), {"table": table}).scalars()
    for number, relation in enumerate(relations):
        query = text("SELECT pg_relation_filepath(CAST(CAST(:relation AS oid) AS regclass))")
        yield f"file {number}", str(connection.execute(query, {"relation": relation}).scalar())


def _by_toast(connection: Connection, table: str, key: str) -> list[Key]:
    """Rows by the number of their first piece in the side table that long values are put away in.

    Only the table's owner may look there; whoever may not learns nothing from it.
    """
    query = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = CAST(:table AS regclass)"
    toast = connection.execute(text(query), {"table": table}).scalar()
    allowed = "SELECT has_schema_privilege('pg_toast', 'USAGE') AND has_table_privilege(:toast, 'SELECT')"
    if not connection.execute(text(allowed), {"toast": toast}).scalar():
        return []
    chunks = connection.execute(
        text(f"SELECT chunk_id, substr(chunk_data, 1, 200) FROM {toast} WHERE chunk_seq = 0")  # noqa: S608
    )
    number = {bytes(data): int(chunk) for chunk, data in chunks}
    rows = connection.execute(text(f"SELECT {key}, substr(sealed, 1, 200) FROM {table}")).all()  # noqa: S608
    away = [(number[bytes(start)], one) for one, start in rows if bytes(start) in number]
    return [one for _number, one in sorted(away)]


def _by_place(
    name: str, begins: Iterable[int], content: bytes, kept: Mapping[str, Sequence[Key]]
) -> dict[str, dict[str, list[Key]]]:
    """For each table, its rows by where their key is first and last found in a file."""
    table_of = {key: table for table, keys in kept.items() for key in keys}
    first: dict[str, dict[Key, int]] = {table: {} for table in kept}
    last: dict[str, dict[Key, int]] = {table: {} for table in kept}
    for begin in begins:
        key = content[begin : begin + KEY_BYTES]
        table = table_of.get(key)
        if table:
            first[table][key] = min(begin, first[table].get(key, begin))
            last[table][key] = max(begin, last[table].get(key, begin))
    named = (("first", first), ("last", last))
    return {
        table: {f"{name}, {way}": sorted(at[table], key=at[table].__getitem__) for way, at in named}
        if first[table]
        else {}
        for table in kept
    }


def _sqlite_begins(content: bytes) -> Iterator[int]:
    """Every place where a key could begin; each needs only a look whether it is one."""
    for match in _IN_ROW.finditer(content):
        yield match.start() + content[match.start()]
    for match in _IN_INDEX.finditer(content):
        start = match.start()
        yield start + 4 + sum((content[start + one] - _TEXT_TYPE) // 2 for one in (1, 2))


def copy_in_use(url: str, data: Path | None = None) -> Copy:
    """Read everything that a copy of the database at this address tells, taken now."""
    engine = make_engine(url)
    try:
        with stolen_database(engine) as stolen:
            return copy_of(stolen, data)
    finally:
        engine.dispose()
