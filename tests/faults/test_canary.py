"""Marks in everything a patient sends are found nowhere afterwards: not in the database nor in any log."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from survey_engine.cli.walking import Connection, Patient, Reply
from survey_engine.records.scrubbing import scrub
from survey_engine.records.store import Store
from tests.browser.serving import make_database
from tests.faults.killing import KillableServer

AGENT = "CanaryAgentZQX"
ANSWER = "CanaryAnswerZQX"
UNSENT = "CanaryUnsentZQX"
ADDRESS = "203.0.113.77"


def places(folder: Path, begun: float) -> dict[str, bytes]:
    """Every file the server wrote, or could have: its own folder, and what is new in the temporary folder."""
    found = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in Path(tempfile.gettempdir()).iterdir():
        if path.is_file() and path.stat().st_mtime >= begun and path.stat().st_size < 50_000_000:
            found[str(path)] = path.read_bytes()
    return found


class Marked(Connection):
    """A browser with a mark for a name, that remembers the last page."""

    last = b""

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Send one request."""
        reply = super().__call__(method, path, {**headers, "User-Agent": AGENT}, body)
        self.last = reply.body
        return reply


def raw(port: int, method: str, path: str, body: bytes = b"") -> int:
    """One request as an attacker or a broken client sends it; returns its status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "User-Agent": AGENT,
        "X-Forwarded-For": ADDRESS,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_nothing_a_patient_sends_is_found_in_clear(tmp_path: Path) -> None:
    begun = datetime.now(UTC).timestamp()
    database = tmp_path / "survey.sqlite"
    codes = make_database(database, 2, datetime.now(UTC).date())
    with (tmp_path / "server.log").open("wb") as log:
        server = KillableServer(tmp_path, database, log)
        server.start()
        try:
            marks = _walk(server, codes)
        finally:
            server.kill()
    assert (tmp_path / "server.log").exists()
    found = places(tmp_path, begun)
    assert any(b"Northfield" in content for content in found.values())  # what is kept in clear is found
    _no_mark_in(found, marks)
    store = Store(f"sqlite:///{database}")
    scrub(store.engine)
    store.close()
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM response").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM draft").fetchone() == (1,)
    connection.close()
    _no_mark_in(places(tmp_path, begun), marks)


def _walk(server: KillableServer, codes: list[str]) -> list[str]:
    """One patient sends, one stops with a draft, and a stranger tries what a log likes to keep."""
    sender = Patient(Marked(server.base))
    sender.enter(codes[0])
    sender.begin()
    sender.answer_pages({"best_thing": ANSWER})
    sender.send()
    connection = Marked(server.base)
    stopper = Patient(connection)
    stopper.enter(codes[1])
    stopper.begin()
    stopper.open("/stop")
    return_code = re.search(r"(?<!\d)\d{3} \d{3} \d{4}", connection.last.decode())
    assert return_code
    stopper.open("/q/p02")
    form = stopper.form("/q/")
    stopper.submit(form.action, [*form.filled(), ("action", "next"), (UNSENT, UNSENT)])
    for patient in (sender, stopper):
        patient.transport.close()  # type: ignore[attr-defined] # it is a Connection
    assert raw(server.port, "GET", f"/{UNSENT}") == 404
    assert raw(server.port, "POST", "/start", f"code={codes[1]}".encode()) == 400
    assert raw(server.port, "POST", f"/q/p01?{UNSENT}", f"best_thing={ANSWER}".encode()) == 403
    assert raw(server.port, "POST", "/q/p01", ANSWER.encode() * 700_000) == 413
    assert raw(server.port, UNSENT, "/i") in (400, 405)
    shown = [one for code in codes for one in (code, code.replace("-", ""), code.replace("-", "")[:-1])]
    code = return_code.group(0)
    return [*shown, code, code.replace(" ", ""), AGENT, ANSWER, UNSENT, ADDRESS]


def _no_mark_in(found: dict[str, bytes], marks: list[str]) -> None:
    hits = [
        f"{mark} in {path}"
        for path, content in found.items()
        for mark in marks
        if mark.encode() in content or mark.encode("utf-16-le") in content
    ]
    assert not hits
