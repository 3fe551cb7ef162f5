"""Makes a demonstration: hospitals, a closed wave with its opened answers, and an open wave to try."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.demo_people import Ward, invite_and_answer
from survey_engine.cli.installation import Installation
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records import waves
from survey_engine.records.waves import Phase, Posting

HOSPITALS: Final = {
    code: f"{code.title()} Hospital (demonstration)"
    for code in ("BIRCH", "HAZEL", "ROWAN", "ASPEN", "MAPLE", "LARCH")
}
QUESTIONNAIRE: Final = "sbc_patient"
VERSION: Final = 1

# Large and small hospitals, good and poor ones, so that every rule of disclosure has something to do.
CLOSED_WARDS: Final = (
    Ward("BIRCH", 40, 0.85),
    Ward("HAZEL", 33, 0.75),
    Ward("ROWAN", 26, 0.55),
    Ward("ASPEN", 18, 0.70),
    Ward("MAPLE", 15, 0.60),
    Ward("LARCH", 12, 0.80),
)
# A wave under 10 answers is not opened: with these, the open one can be closed and opened at once.
OPEN_WARDS: Final = (Ward("BIRCH", 12, 0.85), Ward("HAZEL", 10, 0.75))

OPENED_BEFORE: Final = timedelta(days=7)
OPEN_FOR: Final = timedelta(days=42)
CLOSED_WAVE_OPENED_BEFORE: Final = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one patient's letter says."""

    ref: str
    code: str
    link: str


def make(folder: DemoFolder, say: Callable[[str], None]) -> None:
    """Make the whole demonstration in a folder that is not there yet."""
    folder.run("init")
    folder.run("keygen", "--out", folder.path / "charity")
    for code, name in HOSPITALS.items():
        folder.run("hospital", "add", code, name)
    with Installation.at(folder.outside()) as installation:
        versions = [(one.id, one.version) for one in installation.catalogue]
    for questionnaire, version in versions:
        folder.run("questionnaire", "publish", questionnaire, version)
    closed = "DEMO-1"
    open_wave(folder, closed, opened_before=CLOSED_WAVE_OPENED_BEFORE)
    invite_and_answer(folder.outside(), closed, CLOSED_WARDS, closed)
    folder.run("wave", "close", closed, "--yes")
    say(f"Wave {closed}: {sum(ward.answers for ward in CLOSED_WARDS)} invented answers, closed.")
    folder.run(*opening(folder, closed))
    say(f"Wave {closed}: opened into {folder.bundle(closed).name}.")
    open_next_wave(folder)


def open_wave(folder: DemoFolder, code: str, *, opened_before: timedelta = OPENED_BEFORE) -> None:
    """Open a wave of the patient survey."""
    opens = folder.today - opened_before
    folder.run(
        *("wave", "open", code, "--questionnaire", QUESTIONNAIRE, "--version", VERSION),
        *("--opens", f"{opens}", "--closes", f"{opens + OPEN_FOR}", "--posting", Posting.SEALED.value),
        *("--recipients", folder.path / "charity" / "recipients.txt"),
    )


def open_next_wave(folder: DemoFolder) -> str:
    """Open the wave after the last, with some answers in it already; returns its code."""
    with Installation.at(folder.outside()) as installation, installation.reading() as session:
        code = f"DEMO-{len(waves.list_waves(session)) + 1}"
    open_wave(folder, code)
    invite_and_answer(folder.outside(), code, OPEN_WARDS, code)
    folder.run("scrub")
    return code


def wave_to_try(folder: DemoFolder) -> str:
    """Return the code of a wave that patients can start today; opens another where the last has ended."""
    now = folder.clock()
    with Installation.at(folder.outside()) as installation, installation.reading() as session:
        found = [one.id for one in waves.list_waves(session) if waves.phase(one, now) is Phase.OPEN]
    return found[-1] if found else open_next_wave(folder)


def asked(folder: DemoFolder) -> Questionnaire:
    """The version of the patient survey that the demonstration asks."""
    with Installation.at(folder.outside()) as installation:
        return installation.catalogue.get(QUESTIONNAIRE, VERSION)


def issue(folder: DemoFolder, wave: str, hospital: str, count: int) -> list[Letter]:
    """Issue fresh codes by the real command; its file is read and deleted."""
    with tempfile.TemporaryDirectory(dir=folder.path) as place:
        file = Path(place) / "codes.csv"
        folder.run("codes", "issue", "--wave", wave, "--hospital", hospital, "--count", count, "--out", file)
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return [Letter(row["ref"], row["code"], row["link"]) for row in csv.DictReader(stream)]


def closing(wave: str) -> tuple[str, ...]:
    """The words of the command that closes a wave."""
    return ("wave", "close", wave, "--yes")


def opening(folder: DemoFolder, wave: str) -> tuple[str | Path, ...]:
    """The words of the command that opens a closed wave's answers."""
    return ("open", "--wave", wave, "--identity", folder.charity_key, "--out", folder.bundle(wave))
