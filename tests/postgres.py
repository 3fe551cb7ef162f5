"""Fixtures: a real PostgreSQL server for the test run, and a fresh empty database in it for each test.

Debian's own binaries are started as the user "postgres", with the settings that `doctor` asks for and a log
that the canary tests read. A machine without PostgreSQL fails these tests: it never skips them.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

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

    def new_database(self, template: str = "template1") -> str:
        """Make a database and return its address."""
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE {name} TEMPLATE "{template}" STRATEGY FILE_COPY')
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


def _owner(folder: Path) -> dict[str, str | int]:
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    if os.geteuid() != 0:
        return {}
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError:
        pytest.fail(INSTALL)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": "postgres", "group": owner.pw_gid, "cwd": str(folder)}


class _started:
    """Initialise, start, and in the end stop and remove a server."""

    def __init__(self, folder: Path, as_owner: dict[str, str | int]) -> None:
        self.server = PostgresServer(folder)
        self.run: Callable[..., subprocess.Popen[bytes]] = lambda *words, **more: subprocess.Popen(
            words, stdin=subprocess.DEVNULL, **as_owner, **more
        )

    def __enter__(self) -> PostgresServer:
        folder, binaries = self.server.folder, _binaries()
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        initdb = self.run(
            binaries / "initdb",
            "-D",
            folder / "data",
            *options,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        output, _ = initdb.communicate()
        if initdb.returncode:
            pytest.fail(f"initdb failed: {output.decode(errors='replace')}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "60",
            **POSTGRESQL_SETTINGS,
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            self.process = self.run(
                binaries / "postgres", "-D", folder / "data", *words, stdout=log, stderr=log
            )
        self._wait()
        return self.server

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                psycopg.connect(self.server.url("postgres")).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"PostgreSQL did not start: {self.server.log}")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
        self.process.wait(timeout=START_SECONDS)
        shutil.rmtree(self.server.folder, ignore_errors=True)


def _binaries() -> Path:
    """The folder of initdb and postgres: on the PATH, or where Debian puts them, the newest first."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda folder: int(folder.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            version = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, check=True
            )
            if (
                int(version.stdout.split()[-1 if "(" not in version.stdout else 2].split(".")[0])
                >= POSTGRESQL_VERSION
            ):
                return folder
    pytest.fail(INSTALL)
