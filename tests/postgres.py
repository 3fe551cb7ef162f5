"""Fixtures: a real PostgreSQL server for the test run, and a fresh empty database in it for each test.

Debian's own binaries are started as the user "postgres", with the settings that `doctor` asks for and a log
that the canary tests read. A machine without PostgreSQL fails these tests: it never skips them.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from survey_engine.records.doctor import POSTGRESQL_SETTINGS, POSTGRESQL_VERSION

INSTALL = "PostgreSQL 15 or newer is needed for these tests: apt-get install postgresql"
START_SECONDS = 60


@dataclass(frozen=True)
class PostgresServer:
    """A running server: its folder (socket, data and log) and new databases in it."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def data(self) -> Path:
        """Where the server keeps everything, its write-ahead log included."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return (self.folder / "log").read_text(errors="replace")

    def url(self, name: str) -> str:
        """The address of a database, as an operator would write it."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, as the server's owner."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def flush(self) -> None:
        """Write everything to the disk, so that a test can search the files."""
        self.execute("CHECKPOINT")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run (for each worker of it)."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has at most 107 bytes
    as_owner = _owner(folder)
    with _started(folder, as_owner) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of an empty database of this test alone."""
    return postgres_server.new_database()


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    if os.geteuid() != 0:
        return {}
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError:
        pytest.fail(INSTALL)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": "postgres", "group": owner.pw_gid, "cwd": str(folder)}


@contextlib.contextmanager
def _started(folder: Path, as_owner: dict[str, Any]) -> Iterator[PostgresServer]:
    """Initialise and start a server; in the end stop it and remove its folder."""
    server, binaries = PostgresServer(folder), _binaries()
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    made = subprocess.run(
        [binaries / "initdb", "-D", server.data, *options], capture_output=True, text=True, **as_owner
    )
    if made.returncode:
        pytest.fail(f"initdb failed: {made.stderr}")
    with (folder / "log").open("wb") as log:
        words = [binaries / "postgres", "-D", server.data, *_settings(folder)]
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_owner)
    try:
        _wait(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        process.wait(timeout=START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _settings(folder: Path) -> list[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "60",
        **POSTGRESQL_SETTINGS,
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _wait(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {server.log}")


def _binaries() -> Path:
    """The folder of initdb and postgres: on the PATH, or where Debian puts them, the newest first."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda folder: int(folder.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and _version(folder / "postgres") >= POSTGRESQL_VERSION:
            return folder
    pytest.fail(INSTALL)


def _version(server: Path) -> int:
    """The major version, from "postgres (PostgreSQL) 15.13 (Debian ...)"; 0 where it does not run."""
    if not server.exists():
        return 0
    said = subprocess.run([server, "--version"], capture_output=True, text=True).stdout
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(version[1]) if version else 0
