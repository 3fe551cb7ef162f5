"""Reading a table of large values a portion at a time, by key: little memory, and no open transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

PORTION = 200  # values of about 16 KB each


def in_portions(
    session: Session, key: ColumnElement[bytes], *columns: ColumnElement[Any]
) -> Iterator[tuple[Any, ...]]:
    """Yield (key, *columns) of every row of the key's table, in the order of the keys."""
    last = b""
    while True:
        rows = session.execute(select(key, *columns).where(key > last).order_by(key).limit(PORTION)).all()
        yield from map(tuple, rows)
        if len(rows) < PORTION:
            return
        last = rows[-1][0]
