"""`python3 dev.py bench --release N ...`: what it costs to make a bundle of N answers, and how much memory.

The answers are invented and made straight into the plaintext of envelopes, so that the age format is not
measured. Each N runs in a process of its own, whose largest memory the kernel tells. Every figure stands
beside a floor: one plain csv.writer loop over rows like those of the bundle, before and after.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from survey_engine.exchange.bundle import Bundle, write_bundle
from survey_engine.exchange.kept_responses import keep_responses
from survey_engine.exchange.opening import Opened, read_plaintext
from survey_engine.exchange.wave_facts import HospitalTally, WaveFacts
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Response, to_json, to_payload
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import load_questionnaire
from survey_engine.questionnaire.synthetic import as_sent, synthetic_answers
from survey_engine.sealing.envelope import Envelope, new_identity
from tests.performance.processes import peak_of_this_process

T = TypeVar("T")
HOSPITALS = {f"H{number:02}": f"Hospital {number}" for number in range(20)}
PEOPLE = 200  # different ones, who come again and again


class Stages:
    """When each stage of the work began, by the clock and in processor seconds."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, float, float]] = []
        self.peaks: dict[str, int] = {}  # MB, when a stage began

    def __call__(self, things: Iterable[T], what: str, length: int, /) -> Iterable[T]:
        """Passes things through, and notes when the first is asked for."""
        self.note(what)
        yield from things

    def note(self, what: str) -> None:
        """A stage begins."""
        self.begun.append((what, time.perf_counter(), time.process_time()))
        self.peaks[what] = peak_of_this_process()

    def took(self) -> dict[str, tuple[float, float]]:
        """Seconds by the clock and of the processor, by stage; the last one noted is the end."""
        pairs = zip(self.begun, self.begun[1:], strict=False)
        return {one[0]: (after[1] - one[1], after[2] - one[2]) for one, after in pairs}


def plaintexts(questionnaire: Questionnaire, size: int) -> Iterator[tuple[bytes, Envelope]]:
    """What `size` envelopes hold, each with the row it would be filed under."""
    rng = Random(2026)
    sent = [as_sent(questionnaire, synthetic_answers(questionnaire, rng, 0.7)) for _ in range(PEOPLE)]
    names = list(HOSPITALS)
    about = (questionnaire.id, questionnaire.version, questionnaire.content_hash, "BENCH")
    for number in range(size):
        hospital, own = names[number % len(names)], number.to_bytes(16)
        response = Response(*about, hospital, "en", "web", False, True, sent[number % PEOPLE], own.hex())
        yield to_json(to_payload(response)), Envelope(own, hospital, b"")


def measure(size: int, folder: Path) -> dict[str, Any]:
    """Make a bundle of `size` answers in a folder, and tell what it took."""
    questionnaire = load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / "2.yaml")
    key, recovery, stages = new_identity(), new_identity(), Stages()
    facts = WaveFacts(
        "BENCH", questionnaire.id, questionnaire.version, HOSPITALS, "sealed", date(2026, 6, 1),
        date(2026, 7, 31), (key.recipient, recovery.recipient), "",
        tally=tuple(HospitalTally(name, size // 10, 0, 0, size // 20) for name in HOSPITALS),
    )  # fmt: skip
    before = peak_of_this_process()
    stages.note("Reading what envelopes hold")
    read = (read_plaintext(one, row, facts, questionnaire) for one, row in plaintexts(questionnaire, size))
    responses = (one for one in read if isinstance(one, Response))
    kept = keep_responses(responses, questionnaire, facts.code, None, folder)
    bundle = write_bundle(
        Opened(kept, ()), questionnaire, facts, folder / "out", identity_secret=key.secret, watch=stages
    )
    stages.note("end")
    peak = peak_of_this_process()
    floors = [_floor(bundle, folder / f"floor-{number}.csv") for number in range(2)]
    return {
        "answers": size,
        "peak MB": peak,
        "of these before the first answer": before,
        "and before the files for statistics programs": stages.peaks["Writing responses.parquet"],
        "floor rows per second": round(size / (sum(floors) / 2)),
        "stages": {
            what: {
                "rows per second": round(size / wall),
                "times the floor's time": round(wall / (sum(floors) / 2), 1),
                "cpu microseconds a row": round(1e6 * cpu / size, 1),
            }
            for what, (wall, cpu) in stages.took().items()
        },
    }


def _floor(bundle: Bundle, path: Path) -> float:
    """Seconds of one plain csv.writer loop over as many rows, which are in memory already."""
    rows = list(islice(bundle.release.rows, PEOPLE))
    started = time.perf_counter()
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for row in islice(cycle(rows), len(bundle.release.rows)):
            writer.writerow(row)
    return time.perf_counter() - started


def measured_apart(size: int) -> dict[str, Any]:
    """The figures of one size, from a process of its own."""
    with tempfile.TemporaryDirectory(prefix="survey-engine-bench-") as folder:
        command = [sys.executable, "-m", "tests.performance.release", str(size), folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def report(sizes: Sequence[int], *, as_json: bool) -> int:
    """Measure each size and print."""
    found = []
    for size in sizes:
        found.append(measured_apart(size))
        if not as_json:
            print(_lines(found[-1]), flush=True)
    if as_json:
        print(json.dumps(found, indent=2))
    return 0


def _lines(found: dict[str, Any]) -> str:
    lines = [f"{name}: {value}" for name, value in found.items() if name != "stages"]
    for what, figures in found["stages"].items():
        lines.append(f"  {what}: " + ", ".join(f"{number} {name}" for name, number in figures.items()))
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), Path(sys.argv[2]))))
