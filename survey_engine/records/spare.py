"""Spare codes, as the audit chain counts them: made for forms without a code, and held by no hospital."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy.orm import Session

from survey_engine.records import audit

EVENT: Final = "spare codes made"


def spare_codes_made(session: Session, wave: str, hospital: str) -> int:
    """Return how many spare codes of a hospital were made in a wave, as what staff did tells."""
    noted = (json.loads(one.details) for one in audit.entries(session) if one.event == EVENT)
    return sum(int(one["count"]) for one in noted if (one["wave"], one["hospital"]) == (wave, hospital))
