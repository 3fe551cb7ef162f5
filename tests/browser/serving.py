"""Two servers for the browser: gunicorn as in production, and one in this process with a clock to move."""

from __future__ import annotations

import base64
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import hospitals, invitations, publishing, waves
from survey_engine.records.database import upgrade
from survey_engine.records.store import Store
from survey_engine.sealing.codes import read_code, show_code, sign_link
from tests.patient.survey import CHARITY, HOSPITAL, MASTER_KEY, RECOVERY, SECRET_KEY, WAVE

CODES = 32
START_SECONDS = 60
ORGANISATION = """
name = "The Charity"
controller = "The Charity"
data_protection_contact = "help@charity.example"
helplines = [
  {name = "The Charity's nurses", phone = "0800 000 0000", hours = "9am to 5pm"},
  {name = "A listening line", phone = "0800 000 0001"},
]
"""


@dataclass
class Served:
    """A survey with an open wave behind an address."""

    base: str
    database: Path
    codes: list[str] = field(default_factory=list)

    def new_code(self) -> str:
        """A code that no other test has used, as the letter shows it."""
        return self.codes.pop()

    def link(self, code: str) -> str:
        """The link of the letter with this code."""
        return f"{self.base}/i#{code}.{sign_link(read_code(code), [SECRET_KEY])}"


def make_database(path: Path, codes: int, today: date) -> list[str]:
    """A wave that opened yesterday and closes in a month, with one hospital; returns its codes as shown."""
    url = f"sqlite:///{path}"
    upgrade(url)
    store = Store(url)
    chance = random.Random(3)
    with store.writing() as db:
        publishing.publish(db, Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1))
        hospitals.add_hospital(db, HOSPITAL, "Northfield Hospital")
        new = waves.NewWave(
            id=WAVE,
            questionnaire="sbc_patient",
            version=1,
            opens_on=today - timedelta(days=1),
            closes_on=today + timedelta(days=30),
            entry_until=today + timedelta(days=58),
            posting=waves.Posting.SEALED,
            recipients=(CHARITY.recipient, RECOVERY.recipient),
        )
        waves.open_wave(db, new, MASTER_KEY, chance.randbytes)
        issued = invitations.issue(db, WAVE, HOSPITAL, codes, MASTER_KEY, chance.randbytes)
    store.engine.dispose()
    return [show_code(one.code) for one in issued]


@contextmanager
def serve_as_in_production(folder: Path, database: Path, languages: str = "en") -> Iterator[str]:
    """The command a person would type, on a free port; yields its address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    (folder / "secret.key").write_bytes(base64.b64encode(SECRET_KEY))
    (folder / "master.key").write_bytes(base64.b64encode(MASTER_KEY))
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY_FILE": str(folder / "secret.key"),
        "MASTER_KEY_FILE": str(folder / "master.key"),
        "ORGANISATION_FILE": str(folder / "organisation.toml"),
        "BASE_URL": base,
        "LANGUAGES": languages,
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_ENGINE_")}
    command = [sys.executable, "-c", "from survey_engine.cli.main import main; main()", "serve"]
    server = subprocess.Popen(
        [*command, "--port", str(port)],
        env=own | {f"SURVEY_ENGINE_{name}": value for name, value in settings.items()},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(f"{base}/readyz", server)
        yield base
    finally:
        server.terminate()
        server.wait(START_SECONDS)


@contextmanager
def serve_here(application: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI application from a thread of this process; yields its address."""

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, *_: object, **__: object) -> None:
            """Say nothing."""

    server = make_server("127.0.0.1", 0, _closing(application), threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _closing(application: Callable[..., Any]) -> Callable[..., Any]:
    """Close a file as soon as it is sent: werkzeug leaves it open where a browser hangs up at that moment."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        body = application(environ, start_response)
        try:
            yield from body
        finally:
            if hasattr(body, "close"):
                body.close()

    return answer


def copy_of(database: Path, folder: Path) -> Path:
    """A copy of a database nobody has open."""
    return Path(shutil.copy(database, folder / "survey.sqlite"))


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return once the address answers; fail where the server ends or is too slow."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        assert server.poll() is None, "the server ended before it was ready"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.05)  # nothing tells us that a port will listen
    raise AssertionError("the server did not become ready")
