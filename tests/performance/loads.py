"""The two loads: surveys walked by several patients side by side, and as many cycles of the floor."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from survey_engine.cli.demo_making import Letter
from survey_engine.cli.demo_people import Person
from survey_engine.cli.walking import Connection, Patient
from tests.performance.processes import cpu_seconds


@dataclass(frozen=True)
class Round:
    """What one round of one load took of the server: CPU seconds, and wall seconds of each page cycle."""

    cycles: int
    cycle_cpu: float  # of all page cycles together: POST, redirect, GET
    whole_cpu: float  # of all the round
    wall: float  # of all the round
    seconds: Sequence[float] = field(repr=False)

    @property
    def cpu_per_cycle(self) -> float:
        """CPU seconds of one page cycle."""
        return self.cycle_cpu / self.cycles


def survey_round(base_url: str, pid: int, letters: Sequence[Letter], people: Sequence[Person]) -> Round:
    """Let each person answer a whole survey, side by side; nobody turns a page before all have begun."""
    patients = [Patient(Connection(base_url)) for _person in people]

    def begin(number: int) -> None:
        signature = letters[number].link.partition("#")[2].partition(".")[2]
        patients[number].enter(letters[number].code, signature)
        patients[number].begin()

    def answer(number: int) -> None:
        patients[number].answer_pages({str(key): value for key, value in people[number].answers.items()})

    before, started = cpu_seconds(pid), time.perf_counter()
    _side_by_side(begin, len(people))
    begun = cpu_seconds(pid)
    _side_by_side(answer, len(people))
    answered = cpu_seconds(pid)
    _side_by_side(lambda number: patients[number].send(), len(people))
    after, ended = cpu_seconds(pid), time.perf_counter()
    seconds = [one for patient in patients for one in patient.page_seconds]
    _hang_up(patients)
    return Round(len(seconds), answered - begun, after - before, ended - started, seconds)


def floor_round(base_url: str, pid: int, people: int, cycles: int) -> Round:
    """Press Continue on the floor's page `cycles` times, by as many people side by side."""
    patients = [Patient(Connection(base_url)) for _person in range(people)]
    answers = {f"q{number}": f"o{number - 1}" for number in range(1, 6)}

    def answer(number: int) -> None:
        patients[number].open("/")
        for _cycle in range(number, cycles, people):
            patients[number].submit("/", patients[number].form("/").answered(answers), timed=True)

    before, started = cpu_seconds(pid), time.perf_counter()
    _side_by_side(answer, people)
    after, ended = cpu_seconds(pid), time.perf_counter()
    seconds = [one for patient in patients for one in patient.page_seconds]
    _hang_up(patients)
    return Round(len(seconds), after - before, after - before, ended - started, seconds)


def _side_by_side(act: Callable[[int], None], count: int) -> None:
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(act, range(count)))


def _hang_up(patients: Sequence[Patient]) -> None:
    for patient in patients:
        if isinstance(patient.transport, Connection):
            patient.transport.close()
