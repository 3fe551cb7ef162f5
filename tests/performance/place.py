"""A folder with one open wave and nothing else: what is measured, without a demonstration's answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.demo_making import Letter, asked, issue, open_wave
from survey_engine.cli.demo_people import Person, Ward, people
from survey_engine.cli.demo_server import free_port
from survey_engine.cli.recipients import recipients_text
from survey_engine.sealing.envelope import new_identity

HOSPITAL = "BIRCH"
WAVE = "BENCH-1"
SEED = "bench"


@contextmanager
def open_place(folder: Path) -> Iterator[DemoFolder]:
    """Make keys, a database, one hospital and one open wave."""
    with DemoFolder(folder / "place", free_port()).being_made() as place:
        place.run("init")
        text = recipients_text(new_identity(), new_identity())
        (place.path / "charity" / "recipients.txt").write_text(text, "utf-8")
        place.run("hospital", "add", HOSPITAL, "Birch Hospital")
        questionnaire = asked(place)
        place.run("questionnaire", "publish", questionnaire.id, questionnaire.version)
        open_wave(place, WAVE)
        yield place


def invited(place: DemoFolder, count: int) -> tuple[list[Letter], list[Person]]:
    """Issue codes, and invent the people who will use them."""
    return issue(place, WAVE, HOSPITAL, count), list(people(asked(place), [Ward(HOSPITAL, count, 0.7)], SEED))
