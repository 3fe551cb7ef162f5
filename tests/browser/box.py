"""What the charity finds in the box, and what the tables hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from survey_engine.records import responses
from survey_engine.records.store import Store
from survey_engine.sealing.envelope import open_envelope
from tests.patient.survey import CHARITY, WAVE


def answers_in(database: Path) -> list[dict[str, Any]]:
    """The answers of every envelope, opened with the charity's key."""
    store = Store(f"sqlite:///{database}")
    with store.reading() as db:
        sealed = [one.sealed for one in responses.envelopes(db, WAVE)]
    store.engine.dispose()
    return [dict(json.loads(open_envelope(one, CHARITY.secret))["answers"]) for one in sealed]


def answers_saying(database: Path, words: str) -> list[dict[str, Any]]:
    """The answers whose best thing is `words`: each test writes its own, and finds its own."""
    return [answers for answers in answers_in(database) if answers.get("best_thing") == words]
