"""The real server as `serve` starts it: it answers, writes nothing of a request, and stops when asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
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
    person.settings["SURVEY_ENGINE_BASE_URL"] = f"http://127.0.0.1:{port}"
    person.does("init")
    output = tmp_path / "output.txt"
    command = [sys.executable, "-c", "from survey_engine.cli.main import main; main()", "serve"]
    environ = {**person.settings, "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    with (
        output.open("wb") as stream,
        subprocess.Popen(command, env=environ, cwd=tmp_path, stdout=stream, stderr=stream) as server,
    ):
        try:
            assert answer_of(port) == 200
            ask_nonsense(port)
        finally:
            server.terminate()
        assert server.wait(30) == 0
    said = output.read_text()
    assert "listening on" in said
    assert CANARY not in said
    assert said.count("\n") == 1


def answer_of(port: int) -> int:
    """The status of a page, asked for until the server is up."""
    for _ in range(120):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
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
