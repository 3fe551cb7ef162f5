"""Copies of the database that tell no more than it does itself: scrubbed, and without what was handed out.

SQLite: VACUUM INTO a new file, never the live one. PostgreSQL: a scrub, then pg_dump; where somebody wrote in
between, again. What the copy is locked with is not decided here.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess  # nosec B404 # PostgreSQL's own programs alone, with arguments of ours
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect

from survey_engine.records.database import database_url, make_engine
from survey_engine.records.scrubbing import is_dirty, scrub

# Codes that were just made, and who is signed in: worth nothing a day later, and nobody else's business.
NEVER: Final = ("handout", "staff_session", "staff_challenge")
ATTEMPTS: Final = 5
IN_USE: Final = (
    "A program is using the database: the server, most likely. Stop it, and restore again. "
    "Nothing was changed."
)
_DEBIAN: Final = Path("/usr/lib/postgresql")


class BackupError(Exception):
    """A copy could not be made or put back; the message says why. Nothing was changed."""


def copy_database(engine: Engine, folder: Path) -> Path:
    """Write a copy into a private folder and return its place. Raises BackupError, ScrubError."""
    scrub(engine)
    if engine.dialect.name == "sqlite":
        return _copy_sqlite(engine, folder / "copy.sqlite")
    for _ in range(ATTEMPTS):
        copy = _dump(engine, folder / "copy.dump")
        # What was written after the scrub would stand at the end of each table, in the order it came.
        if not is_dirty(engine):
            return copy
        copy.unlink()
        scrub(engine)
    raise BackupError("people were sending answers all the time; try again in a quieter minute")


def demand_alone(file: Path) -> None:
    """Raise BackupError where a program has this SQLite file open: it would go on in a file without a name.

    A connection in WAL mode holds its shared lock for as long as it is open. What is no database is nobody's.
    """
    if not file.exists():
        return
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BackupError(IN_USE) from None
        except sqlite3.DatabaseError:
            return


def put_back(copy: Path, url: str) -> None:
    """Put a copy into the place of a database, whole or not at all. Raises BackupError."""
    if url.startswith("sqlite"):
        target = Path(database_url(url).database or "")
        demand_alone(target)
        for rest in ("-wal", "-shm"):
            Path(f"{target}{rest}").unlink(missing_ok=True)
        copy.replace(target)
        return
    engine = make_engine(url)
    try:
        words = ["--no-owner", "--no-privileges", "--clean", "--if-exists", "--single-transaction"]
        _run("pg_restore", engine, [*words, f"--dbname={_address(engine)}", str(copy)])
    finally:
        engine.dispose()


def is_empty(engine: Engine) -> bool:
    """Say whether a database holds no table yet."""
    with engine.connect() as connection:
        return not inspect(connection).get_table_names()


def _copy_sqlite(engine: Engine, target: Path) -> Path:
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA secure_delete = ON")
        for table in NEVER:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        copy.execute("VACUUM")
    return target


def _dump(engine: Engine, target: Path) -> Path:
    left_out = [f"--exclude-table-data=public.{table}" for table in NEVER]
    words = ["--format=custom", "--no-owner", "--no-privileges", *left_out, f"--file={target}"]
    _run("pg_dump", engine, [*words, f"--dbname={_address(engine)}"])
    target.chmod(0o600)
    return target


def _address(engine: Engine) -> str:
    """The database's address for PostgreSQL's programs, without a password: others see a command's words."""
    return engine.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(program: str, engine: Engine, words: Sequence[str]) -> None:
    password = engine.url.password
    environ = (
        {"PGPASSWORD": str(password), "LC_ALL": "C"} if password else None
    )  # None: ours, with its .pgpass
    command = [_place_of(program), *words]
    done = subprocess.run(command, env=environ, capture_output=True, check=False)  # noqa: S603 # nosec B603 # ours
    if done.returncode:
        # Its own words could repeat what a row holds.
        raise BackupError(f"{program} ended with {done.returncode}; PostgreSQL’s log says why")


def _place_of(program: str) -> str:
    """The newest of a program: PostgreSQL refuses to dump a server newer than the program."""
    installed = sorted(_DEBIAN.glob(f"*/bin/{program}"), key=lambda path: path.parts[-3].zfill(3))
    found = str(installed[-1]) if installed else shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not on this machine: it comes with PostgreSQL’s client programs")
    return found
