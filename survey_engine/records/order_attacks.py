"""Attacks by what a copy shows beside its rows: order, transactions, remains, columns that tell a time.

Whoever runs them does not know what came with what. So they ask less than "how many did I link", and prove
more: whether any order or mark says something that random keys and present content do not say by themselves.
The attack with the truth in hand is in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from sqlalchemy import Engine, MetaData, Table, inspect, text
from sqlalchemy.types import Date, DateTime, Interval, Numeric, Time, TypeEngine
from sqlalchemy.types import Integer as Whole

from survey_engine.analysis.linking import share_joined
from survey_engine.records.attempts import Attempt, attempt
from survey_engine.records.every_table import every_table
from survey_engine.records.invitations import SHOWN_FROM
from survey_engine.records.stolen import TABLES, Copy, Stolen, copy_of
from survey_engine.sealing.outward import FIRST_LINE

UNLINKED: Final = ("invitation", *TABLES)
SCRUB: Final = (
    "Run `survey-engine scrub`, and at once this audit again. Answers of the last hour show this too."
)
_TELLS: Final = (DateTime, Date, Time, Interval, Numeric, Whole)


def order_attacks(stolen: Stolen) -> Iterator[Attempt]:
    """Yield every attack that needs no key, no code and no understanding of what is kept."""
    yield _columns(stolen.engine)
    copy = copy_of(stolen)
    yield _order(copy)
    if stolen.engine.dialect.name == "sqlite":
        yield _sqlite_remains(stolen)
        return
    yield _transactions(copy)
    yield _dead_rows(stolen.engine)
    yield _letters(stolen.engine)


def _columns(engine: Engine) -> Attempt:
    present, wanted = MetaData(), every_table().tables
    present.reflect(engine)
    faults = [
        f"There is a table {name}, which this program does not know."
        for name in sorted(present.tables)
        if name not in wanted and name != "alembic_version"
    ]
    for name in UNLINKED:
        if name in present.tables:
            faults += _tells(present.tables[name], wanted[name])
    faults += [
        f"Table {table.name} refers to {key.column.table.name}."
        for table in present.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in UNLINKED
    ]
    faults += [f"There is a {kind}: {name}." for kind, name in _machinery(engine)]
    return attempt(
        "columns",
        "Look for a column, counter, reference or trigger that says when or with what a row was written.",
        faults,
        "There is none.",
        "Take it away, scrub, and find out who added it: it is no part of this program.",
    )


def _tells(table: Table, wanted: Table) -> Iterator[str]:
    for column in table.columns:
        if column.name not in wanted.columns:
            what = "tells a time or counts" if _is_telling(column.type) else "this program does not know"
            yield f"Table {table.name} has a column {column.name} that {what}."
        elif _is_telling(column.type):
            yield f"Column {column.name} of table {table.name} tells a time or counts."
    if table.foreign_keys:
        yield f"Table {table.name} refers to another table."


def _is_telling(kind: TypeEngine[object]) -> bool:
    return isinstance(kind, _TELLS)


def _machinery(engine: Engine) -> Iterator[tuple[str, str]]:
    if engine.dialect.name == "sqlite":
        queries = {
            "trigger": "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
            "counter": "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'",
            "table with numbered rows": "SELECT name FROM pragma_table_list"
            " WHERE schema = 'main' AND type = 'table' AND wr = 0",
        }
    else:
        queries = {
            "trigger": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            "counter": "SELECT relname FROM pg_class WHERE relkind = 'S'",
        }
    with engine.connect() as connection:
        for kind, query in queries.items():
            for name in connection.execute(text(query)).scalars():
                if "rows" not in kind or name in UNLINKED:
                    yield kind, name


def _order(copy: Copy) -> Attempt:
    faults = []
    for table, orders in copy.orders.items():
        for name, order in orders.items():
            if name.startswith("log"):
                faults.append(f"The log beside the file still holds rows of table {table}, newest last.")
            elif name in copy.innocent[table] and order != copy.innocent[table][name]:
                moved = sum(
                    one != other for one, other in zip(order, copy.innocent[table][name], strict=False)
                )
                share = moved / max(1, len(order))
                faults.append(f"In table {table}, by {name}, {share:.0%} of the rows stand as they came.")
    return attempt(
        "order",
        "Line up used codes, answers, slips and drafts by every order the files show.",
        list(dict.fromkeys(faults)),
        "Each row stands where its random key puts it, and nowhere else.",
        SCRUB,
    )


def _transactions(copy: Copy) -> Attempt:
    faults = []
    for one, other in (*pairwise(("spent", "response", "slip")), ("spent", "slip"), ("spent", "draft")):
        marks = copy.marks[one], copy.marks[other]
        if len(set(marks[0].values())) > 1 or len(set(marks[1].values())) > 1:
            share = share_joined(*marks, SHOWN_FROM)
            faults.append(
                f"By the transaction that wrote both, {share:.0%} of the rows of {one} lead to fewer than "
                f"{SHOWN_FROM} rows of {other}."
            )
    return attempt(
        "transactions",
        "Join rows that one transaction wrote (xmin): a Send writes a used code and an answer together.",
        faults,
        "All rows of a table were written by one transaction, the scrub's.",
        SCRUB,
    )


def _dead_rows(engine: Engine) -> Attempt:
    faults = []
    with engine.connect() as connection:
        for table in TABLES:
            lines = (
                "SELECT count(*) FROM (SELECT (ctid::text::point)[0] AS block,"  # noqa: S608 - our own names
                " max((ctid::text::point)[1]) AS last, count(*) AS rows"
                f" FROM {table} GROUP BY 1) AS pages WHERE last > rows"
            )
            if connection.execute(text(lines)).scalar():
                faults.append(f"Table {table} has gaps, where rows were deleted or rewritten.")
    return attempt(
        "remains",
        "Look for the room of rows that were deleted or rewritten since the last scrub.",
        faults,
        "There is none.",
        SCRUB,
    )


def _letters(engine: Engine) -> Attempt:
    faults = []
    with engine.connect() as connection:
        marks = connection.execute(text("SELECT DISTINCT xmin::text, xmax::text FROM invitation")).all()
        sent = {
            mark
            for table in TABLES
            for mark in connection.execute(text(f"SELECT DISTINCT xmin::text FROM {table}")).scalars()  # noqa: S608
        }
    if any(locked != "0" for _written, locked in marks):
        faults.append("An invitation was locked, or half changed.")
    if sent & {written for written, _locked in marks}:
        faults.append("An invitation and what a patient sent were written together.")
    return attempt(
        "letters",
        "Look for a mark that a Send left on an invitation.",
        faults,
        "No invitation carries one.",
        "Scrub, run VACUUM FREEZE invitation, and find out what locks invitations: this program does not.",
    )


def _sqlite_remains(stolen: Stolen) -> Attempt:
    faults = []
    with stolen.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT (SELECT count(*) FROM response) + (SELECT count(*) FROM slip)")
        ).scalar_one()
    if stolen.main.count(FIRST_LINE) > rows:
        faults.append("The file holds more sealed answers and slips than its tables: some were deleted.")
    if any(any(page) for page in _free_pages(stolen.main)):
        faults.append("Pages that are given back still hold what stood there.")
    return attempt(
        "remains",
        "Look for answers, slips and drafts that were deleted, in the file's own bytes.",
        faults,
        "Nothing that was deleted is left.",
        SCRUB,
    )


def _free_pages(main: bytes) -> Iterator[bytes]:
    """The pages a SQLite file has given back (https://www.sqlite.org/fileformat2.html, "The Freelist")."""
    size = int.from_bytes(main[16:18])
    size = 65536 if size == 1 else size
    trunk = int.from_bytes(main[32:36])
    while trunk:
        page = main[(trunk - 1) * size : trunk * size]
        for number in range(int.from_bytes(page[4:8])):
            leaf = int.from_bytes(page[8 + 4 * number : 12 + 4 * number])
            yield main[(leaf - 1) * size : leaf * size]
        trunk = int.from_bytes(page[:4])


def is_whole(engine: Engine) -> bool:
    """Say whether it has every table that the attacks look at: a copy of an older version may not."""
    return set(UNLINKED) <= set(inspect(engine).get_table_names())
