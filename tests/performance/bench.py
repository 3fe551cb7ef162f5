"""`python3 dev.py bench`: what one patient costs the server, beside the floor, in the same run.

Absolute times belong to the machine they were taken on, so the verdict rests on ratios: rounds of surveys
and rounds of the floor alternate, and the median of the rounds' ratios counts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from survey_engine import create_app
from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.demo_server import free_port, running_server
from survey_engine.settings import Settings
from tests.performance import release
from tests.performance.derivations import count_derivations
from tests.performance.first_visit import Visit, first_visit
from tests.performance.floor import running_floor
from tests.performance.loads import Round, floor_round, survey_round
from tests.performance.place import invited, open_place
from tests.performance.processes import can_measure

MOST_FLOOR_UNITS = 1.2
MOST_BYTES = 30 * 1024
MOST_REQUESTS = 4
DERIVATIONS = {"start": 2, "pages": 0, "most on one page": 0, "resume": 2, "send": 0}


@dataclass(frozen=True)
class Pair:
    """A round of surveys, and the rounds of the floor just before and after it."""

    survey: Round
    floors: tuple[Round, Round]

    @property
    def ratio(self) -> float:
        """Floor units of one page cycle."""
        return self.survey.cpu_per_cycle / (sum(one.cpu_per_cycle for one in self.floors) / 2)


def measure(folder: DemoFolder, rounds: int, patients: int) -> tuple[list[Pair], Visit]:
    """Alternate rounds of the floor and of the surveys, both servers running all the time."""
    letters, persons = invited(folder, (rounds + 1) * patients)
    port = free_port()
    floor_url = f"http://127.0.0.1:{port}"
    with running_server(folder) as survey_pid, running_floor(folder.path, port) as floor_pid:
        visit = first_visit(folder.base_url)

        def survey(number: int) -> Round:
            mine = slice(number * patients, (number + 1) * patients)
            return survey_round(folder.base_url, survey_pid, letters[mine], persons[mine])

        cycles = survey(0).cycles  # to warm up
        floors = [floor_round(floor_url, floor_pid, patients, cycles)]
        surveys = []
        for number in range(1, rounds + 1):
            surveys.append(survey(number))
            floors.append(floor_round(floor_url, floor_pid, patients, cycles))
    pairs = [Pair(one, (floors[i], floors[i + 1])) for i, one in enumerate(surveys)]
    return pairs, visit


def figures(
    pairs: Sequence[Pair], visit: Visit, derivations: dict[str, int], patients: int
) -> dict[str, Any]:
    """Every figure, by name, and whether each budget is kept."""
    surveys, floors = [pair.survey for pair in pairs], [pair.floors[1] for pair in pairs]
    cycle, unit = median(one.cpu_per_cycle for one in surveys), median(one.cpu_per_cycle for one in floors)
    response = median(one.whole_cpu / patients for one in surveys)
    ours, theirs = _percentiles(surveys), _percentiles(floors)
    ratio = median(pair.ratio for pair in pairs)
    return {
        "rounds": len(pairs),
        "patients side by side": patients,
        "page cycles": sum(one.cycles for one in surveys),
        "cpu ms per page cycle": round(cycle * 1000, 2),
        "cpu ms per floor unit": round(unit * 1000, 2),
        "floor units per page cycle": round(ratio, 2),
        "floor units per page cycle, least and most": [
            round(extreme(pair.ratio for pair in pairs), 2) for extreme in (min, max)
        ],
        "cpu ms per response": round(response * 1000, 1),
        "floor units per response": round(response / unit, 1),
        "responses per second": round(median(patients / one.wall for one in surveys), 2),
        "page cycle ms, p50 and p95": [round(one * 1000, 1) for one in ours],
        "floor unit ms, p50 and p95": [round(one * 1000, 1) for one in theirs],
        "page cycle to floor unit, p50 and p95": [round(a / b, 2) for a, b in zip(ours, theirs, strict=True)],
        "first visit bytes": visit.bytes,
        "first visit requests": visit.requests,
        "first visit parts": visit.parts,
        "slow derivations": derivations,
        "budgets": {
            f"a page cycle at most {MOST_FLOOR_UNITS} floor units": ratio <= MOST_FLOOR_UNITS,
            f"a first visit at most {MOST_BYTES // 1024} KB in {MOST_REQUESTS} requests": (
                visit.bytes <= MOST_BYTES and visit.requests <= MOST_REQUESTS
            ),
            "two slow derivations at start or resume, none elsewhere": derivations == DERIVATIONS,
        },
    }


def _percentiles(rounds: Sequence[Round]) -> tuple[float, float]:
    parts = quantiles([one for each in rounds for one in each.seconds], n=20)
    return parts[9], parts[18]


def report(found: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = [f"{name}: {_shown(value)}" for name, value in found.items() if name != "budgets"]
    lines += [f"{'kept' if kept else 'NOT KEPT'}: {name}" for name, kept in found["budgets"].items()]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 where a budget is not kept, 2 where this machine cannot measure."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON for a script to read")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each load")
    parser.add_argument("--patients", type=int, default=4, choices=range(1, 17), help="patients side by side")
    parser.add_argument("--release", type=int, nargs="+", metavar="N", help="measure bundles of N answers")
    chosen = parser.parse_args(arguments)
    if chosen.release:
        return release.report(chosen.release, as_json=chosen.json)
    if not can_measure():
        print(
            "bench: this machine has no /proc, where processor time is read. Run it on Linux.",
            file=sys.stderr,
        )
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="survey-engine-bench-") as place,
        open_place(Path(place)) as folder,
    ):
        (letter,), (person,) = invited(folder, 1)
        app = create_app(Settings.from_environment(folder.environ()))
        answers = {str(name): value for name, value in person.answers.items()}
        derivations = count_derivations(app, folder.base_url, letter.code, answers)
        pairs, visit = measure(folder, chosen.rounds, chosen.patients)
    found = figures(pairs, visit, derivations, chosen.patients)
    print(json.dumps(found, indent=2) if chosen.json else report(found))
    return 0 if all(found["budgets"].values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
