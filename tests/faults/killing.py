"""Kill the server with -9 in the middle of Sends, start it again, and count what is in the box."""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from survey_engine.cli.walking import Connection, Patient, WalkError
from survey_engine.records import responses
from survey_engine.records.store import Store
from survey_engine.sealing.envelope import open_envelope
from tests.browser.serving import make_database
from tests.patient.survey import CHARITY, MASTER_KEY, SECRET_KEY, WAVE

SENDING_TOGETHER: Final = 4
LATEST_KILL_SECONDS: Final = 0.06  # after the Sends began; a Send takes about a third of that
START_SECONDS: Final = 60


class KillableServer:
    """The production server in a process group of its own, on one port for all its lives."""

    def __init__(self, folder: Path, database: Path, log: int | IO[bytes] = subprocess.DEVNULL) -> None:
        """Keys go into `folder`; `database` is a file with an open wave; `log` takes all that it prints."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.port}"
        (folder / "secret.key").write_bytes(base64.b64encode(SECRET_KEY))
        (folder / "master.key").write_bytes(base64.b64encode(MASTER_KEY))
        own = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_ENGINE_")}
        self.environment: Mapping[str, str] = own | {
            "SURVEY_ENGINE_DATABASE_URL": f"sqlite:///{database}",
            "SURVEY_ENGINE_SECRET_KEY_FILE": str(folder / "secret.key"),
            "SURVEY_ENGINE_MASTER_KEY_FILE": str(folder / "master.key"),
            "SURVEY_ENGINE_BASE_URL": self.base,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = log

    def start(self) -> None:
        """Start, and come back once it is ready."""
        command = "from survey_engine.cli.main import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            connection = Connection(self.base)
            try:
                if connection("GET", "/readyz", {}, None).status == 200:
                    return
            except WalkError:
                time.sleep(0.05)  # nothing tells us that a port will listen
            finally:
                connection.close()
        raise AssertionError("the server did not become ready")

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut does."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Outcome:
    """What a drill saw."""

    patients: int
    kills: int = 0
    acknowledged: int = 0  # thank-yous that arrived before the kill
    cut_off: int = 0  # Sends whose answer never arrived
    found_sent: int = 0  # cut off, and yet stored: the second Send found the code used
    stored: dict[str, int] = field(default_factory=dict)  # by the mark each patient wrote


def drill(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill the server `kills` times, each while four patients press Send; each then presses Send again."""
    chance = random.Random(seed)
    database = folder / "survey.sqlite"
    codes = make_database(database, kills * SENDING_TOGETHER, datetime.now(UTC).date())
    server = KillableServer(folder, database)
    outcome = Outcome(patients=len(codes))
    server.start()
    for _number in range(kills):
        patients = [_ready_to_send(server.base, codes.pop()) for _patient in range(SENDING_TOGETHER)]
        with ThreadPoolExecutor(SENDING_TOGETHER) as pool:
            sending = [pool.submit(_send, patient) for patient in patients]
            time.sleep(chance.uniform(0, LATEST_KILL_SECONDS))
            server.kill()
            thanked = [one.result() for one in sending]
        outcome.kills += 1
        outcome.acknowledged += sum(thanked)
        outcome.cut_off += thanked.count(False)
        before = len(_stored(database))
        server.start()
        for patient, done in zip(patients, thanked, strict=True):
            if not done:
                assert _send(patient), "a second Send after a kill was not thanked"
        for patient in patients:
            patient.transport.close()  # type: ignore[attr-defined] # it is a Connection
        outcome.found_sent += before + thanked.count(False) - len(_stored(database))
    server.kill()
    outcome.stored = _stored(database)
    return outcome


def _ready_to_send(base: str, code: str) -> Patient:
    patient = Patient(Connection(base))
    patient.enter(code)
    patient.begin()
    patient.answer_pages({"best_thing": f"mark {code}"})
    return patient


def _send(patient: Patient) -> bool:
    """Press Send; whether the thank-you's redirect arrived."""
    form, cookies = patient.form("/send"), dict(patient._cookies)
    try:
        patient.submit("/send", [*form.filled(), ("action", "send")])
    except WalkError:
        patient._cookies = cookies
        return False
    return patient.place == "/done"


def _stored(database: Path) -> dict[str, int]:
    """How often each patient's mark is in the box."""
    store = Store(f"sqlite:///{database}")
    found: dict[str, int] = {}
    with store.reading() as db:
        for envelope in responses.envelopes(db, WAVE):
            answers = json.loads(open_envelope(envelope.sealed, CHARITY.secret))["answers"]
            found[answers["best_thing"]] = found.get(answers["best_thing"], 0) + 1
    store.close()
    return found
