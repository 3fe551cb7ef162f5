"""A file of very many sealed answers, some spoiled, opened by the real command in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from survey_engine.cli.recipients import recipients_text
from survey_engine.exchange.envelopes import write_envelopes
from survey_engine.exchange.wave_facts import HospitalTally, WaveFacts
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import load_questionnaire
from survey_engine.sealing.counted import Hashes
from survey_engine.sealing.envelope import (
    Envelope,
    Identity,
    hash_of,
    new_identity,
    seal_envelope,
)
from tests.faults.quick_key import quick_key_file
from tests.performance.release import HOSPITALS, plaintexts

PASSPHRASE = "kettle violin harbour moss"
MOST_MEGABYTES = 260
SPOILED_WORDS = (  # one altered, one twice, one copied under another id; the altered one and one taken away
    "Refused 1: does not open with this key",
    "Refused 1: has the id of another envelope",
    "Refused 1: was sealed under another id",
    "Warning: 2 of the answers counted at close",
)


@dataclass(frozen=True)
class Opening:
    """What the command did: its exit code, what it said on stderr, its largest memory in MB."""

    exit_code: int
    said: str
    peak: int


def opened(folder: Path, size: int) -> Opening:
    """Seal `size` answers, spoil some of them in their file, and open it."""
    key, recovery = new_identity(), new_identity()
    (folder / "charity.key").write_bytes(quick_key_file(key.secret, PASSPHRASE))
    (folder / "recipients.txt").write_text(recipients_text(key, recovery), "utf-8")
    (folder / "passphrase.txt").write_text(PASSPHRASE, "utf-8")
    file = folder / "sealed.envelopes"
    with TemporaryFile(dir=folder) as box:
        facts = _sealed(box, size, key, recovery)
        write_envelopes(file, facts, _spoiled(_in(box, size), size))
    return _run(folder, file)


def _sealed(box: IO[bytes], size: int, key: Identity, recovery: Identity) -> WaveFacts:
    """Write envelopes into a file, one after another, and give the facts of their wave."""
    asked = load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / "2.yaml")
    recipients, hashes = (key.recipient, recovery.recipient), bytearray()
    for plaintext, row in plaintexts(asked, size):
        made = replace(row, sealed=seal_envelope(plaintext, recipients, asked.plaintext_bytes))
        hashes += hash_of(made)
        for part in (made.id, made.hospital.encode(), len(made.sealed).to_bytes(4), made.sealed):
            box.write(part)
    step = len(hashes) // size
    counted = Hashes.of(bytes(hashes[place : place + step]) for place in range(0, len(hashes), step))
    return WaveFacts(
        "BENCH", asked.id, asked.version, HOSPITALS, "sealed", date(2026, 6, 1), date(2026, 7, 31),
        recipients, counted.digest, counted,
        tuple(HospitalTally(name, size, 0, 0, size // 20) for name in HOSPITALS),
    )  # fmt: skip


def _in(box: IO[bytes], size: int) -> Iterator[Envelope]:
    box.seek(0)
    for _ in range(size):
        own, hospital = box.read(16), box.read(3).decode()
        yield Envelope(own, hospital, box.read(int.from_bytes(box.read(4))))


def _spoiled(envelopes: Iterator[Envelope], size: int) -> Iterator[Envelope]:
    """One in the middle altered, the next taken away, the next twice, and one more at the end."""
    last = next(envelopes)
    yield last
    for number, envelope in enumerate(envelopes, 1):
        last = envelope
        if number == size // 2:
            yield replace(envelope, sealed=envelope.sealed[:-1] + bytes([envelope.sealed[-1] ^ 1]))
        elif number != size // 2 + 1:
            yield envelope
        if number == size // 2 + 2:
            yield envelope
    yield replace(last, id=b"\xff" * 16)


def _run(folder: Path, file: Path) -> Opening:
    """`survey-engine open` on a computer that is not the server."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_ENGINE_")}
    peak = folder / "peak.txt"
    command = (sys.executable, "-m", "tests.performance.measured_command", peak)
    words = ("open", "--wave", "BENCH", "--identity", folder / "charity.key", "--envelopes", file)
    done = subprocess.run(
        [*map(str, (*command, *words)), "--out", str(folder / "bundle.zip")],
        env=own | {"SURVEY_ENGINE_PASSPHRASE_FILE": str(folder / "passphrase.txt")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return Opening(done.returncode, done.stderr, int(peak.read_text("utf-8")))
