"""Makes a demonstration: hospitals, two closed waves with their opened answers, and an open wave to try."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from survey_engine.cli.demo_comments import review
from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.demo_keys import ready_for_waves
from survey_engine.cli.demo_people import Ward, invite_and_answer
from survey_engine.cli.demo_pledge import look_back, promise
from survey_engine.cli.demo_representative import looks_at_it
from survey_engine.cli.demo_staff import CHARITY_EMAIL, READER_EMAIL, demo_accounts
from survey_engine.cli.installation import Installation
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records import waves
from survey_engine.records.waves import Phase, Posting

HOSPITALS: Final = {
    code: f"{code.title()} Hospital (demonstration)"
    for code in ("BIRCH", "HAZEL", "ROWAN", "ASPEN", "MAPLE", "LARCH")
}
QUESTIONNAIRE: Final = "sbc_patient"
VERSION: Final = 2  # of the wave to try


@dataclass(frozen=True, slots=True)
class PastWave:
    """A wave that was closed and released. `began`: days ago."""

    code: str
    version: int
    began: int
    wards: tuple[Ward, ...]


_LEAST: Final = 30  # invitations, under which a hospital has no report of its own
# Large and small hospitals, good and poor ones, so that every rule of disclosure has something to do. LARCH
# is under every threshold. In the second wave most hospitals are a little better.
PAST_WAVES: Final = (
    PastWave(
        "DEMO-1",
        1,
        330,
        (
            Ward("BIRCH", 60, 0.72, _LEAST),
            Ward("HAZEL", 45, 0.68, _LEAST),
            Ward("ROWAN", 40, 0.50, _LEAST),
            Ward("ASPEN", 25, 0.70, _LEAST),
            Ward("MAPLE", 12, 0.60, _LEAST),
            Ward("LARCH", 7, 0.80, 9),
        ),
    ),
    PastWave(
        "DEMO-2",
        2,
        56,
        (
            Ward("BIRCH", 120, 0.82, _LEAST),
            Ward("HAZEL", 80, 0.72, _LEAST),
            Ward("ROWAN", 75, 0.58, _LEAST),
            Ward("ASPEN", 45, 0.72, _LEAST),
            Ward("MAPLE", 12, 0.64, _LEAST),
            Ward("LARCH", 7, 0.80, 9),
        ),
    ),
)
# A wave under 10 answers is not opened: with these, the open one can be closed and opened at once.
OPEN_WARDS: Final = (Ward("BIRCH", 12, 0.85), Ward("HAZEL", 10, 0.75))

OPENED_BEFORE: Final = 7  # days
OPEN_FOR: Final = 42  # days
_MADE_BEFORE: Final = 340  # days: keys, hospitals and questionnaires
_CLOSED_AFTER: Final = OPEN_FOR + 8  # days: the last day, and the week's grace


@dataclass(frozen=True, slots=True)
class Letter:
    """What one patient's letter says."""

    ref: str
    code: str
    link: str


def make(folder: DemoFolder, say: Callable[[str], None]) -> None:
    """Make the whole demonstration in a folder that is not there yet."""
    _begin(folder.before(_MADE_BEFORE))
    first, second = PAST_WAVES
    _past_wave(folder, first, say)
    promise(folder, say)
    _past_wave(folder, second, say)
    demo_accounts(folder, next(iter(HOSPITALS)))
    count = review(folder, second.code, CHARITY_EMAIL, READER_EMAIL)
    say(f"Wave {second.code}: {count} comments read by one person and released by another.")
    look_back(folder, say)
    looks_at_it(folder, say)
    open_next_wave(folder)


def _begin(folder: DemoFolder) -> None:
    """Keys, hospitals, and every questionnaire published."""
    folder.run("init")
    folder.run("keygen", "--out", folder.path / "charity")
    for code, name in HOSPITALS.items():
        folder.run("hospital", "add", code, name)
    with Installation.at(folder.outside()) as installation:
        versions = [(one.id, one.version) for one in installation.catalogue]
    for questionnaire, version in versions:
        folder.run("questionnaire", "publish", questionnaire, version)
    demo_accounts(folder, next(iter(HOSPITALS)))  # the one admin may put the first keys in force alone
    ready_for_waves(folder)


def _past_wave(folder: DemoFolder, past: PastWave, say: Callable[[str], None]) -> None:
    """A wave as it was: opened, answered, closed, and released the day after."""
    then = folder.before(past.began)
    open_wave(then, past.code, version=past.version, opened_before=0)
    invite_and_answer(then.outside(), past.code, past.wards, past.code)
    folder.before(past.began - _CLOSED_AFTER).run(*closing(past.code))
    count = sum(ward.answers for ward in past.wards)
    say(f"Wave {past.code}: {count} invented answers on version {past.version}, closed.")
    folder.before(past.began - _CLOSED_AFTER - 1).run(*opening(folder, past.code))
    say(f"Wave {past.code}: opened into {folder.bundle(past.code).name}, and released.")


def open_wave(
    folder: DemoFolder, code: str, *, version: int = VERSION, opened_before: int = OPENED_BEFORE
) -> None:
    """Open a wave of the patient survey; opened_before: days ago."""
    opens = folder.today - timedelta(days=opened_before)
    closes = opens + timedelta(days=OPEN_FOR)
    folder.run(
        *("wave", "open", code, "--questionnaire", QUESTIONNAIRE, "--version", version),
        *("--opens", f"{opens}", "--closes", f"{closes}", "--posting", Posting.SEALED.value),
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
