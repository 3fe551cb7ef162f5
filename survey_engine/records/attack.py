"""An attacker with one copy of the database, all codes, the pepper and the charity's key.

She knows which nullifier belongs to which person and can read every answer. What she lacks is which answer
came with which nullifier. So she lines the tables up by everything a copy tells, forwards and backwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path

from sqlalchemy import Connection, text

from survey_engine.records.database import make_engine

Key = bytes
TABLES = {"spent": "nullifier", "response": "id", "slip": "id", "draft": "id"}


@dataclass
class Copy:
    """What one copy tells: rows of each table in every order it betrays, and marks that rows may share."""

    orders: dict[str, dict[str, list[Key]]] = field(default_factory=lambda: {name: {} for name in TABLES})
    marks: dict[str, dict[Key, object]] = field(default_factory=dict)
    raw: bytes = b""


def copy_sqlite(url: str) -> Copy:
    """Read the file and its log as bytes, and the rows as SQLite gives them."""
    copy = Copy()
    path = Path(url.removeprefix("sqlite:///"))
    log = path.with_name(path.name + "-wal")
    main, written = path.read_bytes(), log.read_bytes() if log.exists() else b""
    copy.raw = main + written
    engine = make_engine(url)
    with engine.connect() as connection:
        for table, key in TABLES.items():
            keys = list(connection.execute(text("SELECT " + key + " FROM " + table)).scalars())  # noqa: S608
            copy.orders[table]["scan"] = keys
            copy.orders[table] |= _by_place("file", main, keys) | _by_place("log", written, keys)
    engine.dispose()
    return copy


def copy_postgresql(url: str, data: Path) -> Copy:
    """Read what PostgreSQL notes of each row, and the files of tables and indexes. Checkpoint first."""
    copy = Copy(raw=b"")
    engine = make_engine(url)
    with engine.connect() as connection:
        for table, key in TABLES.items():
            query = "SELECT " + key + ", xmin::text, xmax::text FROM " + table + " ORDER BY ctid"  # noqa: S608
            rows = connection.execute(text(query)).all()
            keys = [row[0] for row in rows]
            copy.marks[table] = {row[0]: row[1] for row in rows}
            copy.orders[table]["ctid"] = keys
            copy.orders[table]["xmin"] = [row[0] for row in sorted(rows, key=lambda row: int(row[1]))]
            for name, path in _files(connection, table):
                content = (data / path).read_bytes()
                copy.raw += content
                copy.orders[table] |= _by_place(name, content, keys)
        copy.orders["response"]["toast"] = _by_toast(connection, "response", "id")
        copy.orders["slip"]["toast"] = _by_toast(connection, "slip", "id")
    engine.dispose()
    return copy


def _files(connection: Connection, table: str) -> Iterator[tuple[str, str]]:
    indexes = "SELECT indexrelid FROM pg_index WHERE indrelid = CAST(:table AS regclass)"
    relations = [connection.execute(text("SELECT CAST(:table AS regclass)::oid"), {"table": table}).scalar()]
    relations += connection.execute(text(indexes), {"table": table}).scalars()
    for number, relation in enumerate(relations):
        query = text("SELECT pg_relation_filepath(CAST(CAST(:relation AS oid) AS regclass))")
        yield f"file {number}", str(connection.execute(query, {"relation": relation}).scalar())


def _by_toast(connection: Connection, table: str, key: str) -> list[Key]:
    query = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = CAST(:table AS regclass)"
    toast = connection.execute(text(query), {"table": table}).scalar()
    chunks = connection.execute(text(f"SELECT chunk_id, chunk_data FROM {toast} WHERE chunk_seq = 0")).all()  # noqa: S608
    number = {bytes(data)[:200]: int(chunk) for chunk, data in chunks}
    rows = connection.execute(text("SELECT " + key + ", substr(sealed, 1, 200) FROM " + table)).all()  # noqa: S608
    return [one for one, start in sorted(rows, key=lambda row: number[bytes(row[1])])]


def _by_place(name: str, content: bytes, keys: Sequence[Key]) -> dict[str, list[Key]]:
    """Rows by where their key is first and last found in a file."""
    orders = {}
    for which, find in (("first", content.find), ("last", content.rfind)):
        order = f"{name}, {which}"
        places = {key: find(key) for key in keys}
        orders[order] = sorted((key for key in keys if places[key] >= 0), key=places.__getitem__)
    return {order: keys_found for order, keys_found in orders.items() if keys_found}


def most_links(copy: Copy, one: str, other: str, truth: Mapping[Key, Key]) -> tuple[int, str]:
    """The most right links that lining up two tables gives, and by which two orders."""
    best = (0, "")
    for (first, keys), (second, others) in product(copy.orders[one].items(), copy.orders[other].items()):
        known, wanted = [key for key in keys if key in truth], set(truth.values())
        there = [key for key in others if key in wanted]
        for way, lined_up in (("", there), (", backwards", list(reversed(there)))):
            right = sum(truth[key] == guess for key, guess in zip(known, lined_up, strict=False))
            best = max(best, (right, f"{one} by {first} with {other} by {second}{way}"))
    return best


def precision_by_marks(copy: Copy, one: str, other: str, truth: Mapping[Key, Key]) -> float:
    """The share of right pairs among all pairs whose rows carry the same mark."""
    pairs = right = 0
    for key, partner in product(truth, truth.values()):
        if copy.marks[one][key] == copy.marks[other][partner]:
            pairs += 1
            right += truth[key] == partner
    return right / pairs if pairs else 0.0


def concordance(order: Sequence[Key], as_sent: Sequence[Key]) -> float:
    """The share of pairs that stand in the order they were sent in: 1 tells all, 0.5 tells nothing."""
    place = {key: number for number, key in enumerate(order)}
    known = [place[key] for key in as_sent if key in place]
    pairs = list(combinations(known, 2))
    return sum(first < second for first, second in pairs) / len(pairs)
