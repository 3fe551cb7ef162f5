"""What the house holds for its doors while it stands: settings, database, questionnaires, clock, lanes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from flask import current_app

from survey_engine.questionnaire.loading import Catalogue
from survey_engine.settings import Settings

if TYPE_CHECKING:
    from survey_engine.records.store import Store
    from survey_engine.web.lanes import Lanes
    from survey_engine.web.translations import Languages

KEY = "survey_engine"


@dataclass(frozen=True, slots=True)
class House:
    """One for each application; never changed after the start."""

    settings: Settings
    catalogue: Catalogue
    store: Store
    lanes: Lanes
    clock: Callable[[], datetime]  # aware, UTC
    random: Callable[[int], bytes]
    languages: Languages


def house() -> House:
    """The house of the request under way."""
    return cast(House, cast(Any, current_app.extensions)[KEY])
