"""The real server as `serve` starts it: it answers, writes nothing of a request, and stops when asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from survey_engine.server import fault_without_words
from tests.cli.person import Person

CANARY = "CANARY-7KQM"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serves_and_stops_without_a_word_about_requests(person: Person, port: int, tmp_path: Path) -> None:
    with served(person, port, tmp_path, "from survey_engine.cli.main import main; main()", "serve"):
        assert answer_of(port) == 200
        ask_nonsense(port)
    said = (tmp_path / "output.txt").read_text()
    assert "listening on" in said
    assert CANARY not in said
    assert said.count("\n") == 1


def test_senders_that_stall_keep_nobody_out(person: Person, port: int, tmp_path: Path) -> None:
    impatient = (
        "import os; from survey_engine.server import serve_with_gunicorn;"
        "from survey_engine.settings import Settings; settings = Settings.from_environment(os.environ);"
        f"serve_with_gunicorn(settings, '127.0.0.1', {port}, request_seconds=2)"
    )
    with served(person, port, tmp_path, impatient):
        assert answer_of(port) == 200
        stalled = [stall(port) for _ in range(24)]
        try:
            assert answer_of(port) == 200
        finally:
            for connection in stalled:
                connection.close()
    assert CANARY not in (tmp_path / "output.txt").read_text()


@contextmanager
def served(person: Person, port: int, folder: Path, program: str, *arguments: str) -> Iterator[None]:
    """A server of its own process, whose output goes to output.txt of the folder; stopped at the end."""
    person.settings["SURVEY_ENGINE_BASE_URL"] = f"http://127.0.0.1:{port}"
    person.does("init")
    command = [sys.executable, "-c", program, *arguments]
    environ = {**person.settings, "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    with (
        (folder / "output.txt").open("wb") as stream,
        subprocess.Popen(command, env=environ, cwd=folder, stdout=stream, stderr=stream) as server,
    ):
        try:
            yield
        finally:
            server.terminate()
        assert server.wait(30) == 0


def stall(port: int) -> socket.socket:
    """A sender who promises a form and brings a few letters of it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.sendall(
        b"POST /start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 1000\r\n\r\ncode=" + CANARY.encode()
    )
    return connection


def answer_of(port: int, *, timeout: float = 20) -> int:
    """The status of a page, asked for until the server is up."""
    for _ in range(120):
        connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
        try:
            connection.request("GET", "/i", headers={"User-Agent": CANARY, "Connection": "close"})
            return connection.getresponse().status
        except ConnectionError:
            time.sleep(0.25)
        finally:
            connection.close()
    raise AssertionError("the server did not start")


def ask_nonsense(port: int) -> None:
    """Send what no browser sends: gunicorn's own logger would repeat it, and the sender's address."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"GET /{CANARY} HTTP/9.9\r\n{CANARY}\r\n\r\n".encode())
        assert connection.recv(20).startswith(b"HTTP/1.1 400")


def test_fault_is_told_by_kind_and_place_alone() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError as error:
        told = fault_without_words(error)
    assert told.startswith("KeyError at ")
    assert "test_serve.py:" in told
    assert CANARY not in told
    assert fault_without_words(None) == "unknown"
