"""An accessible, anonymous survey engine. `create_app` hangs the doors on the house, nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from survey_engine.settings import Settings
    from survey_engine.web.gallery import Exhibit


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: Callable[[int], bytes] = os.urandom,
    wait_seconds: float = 10.0,
    exhibits: Sequence[Exhibit] = (),
) -> Flask:
    """Build the web application.

    `clock` gives the moment (aware), `random` that many random bytes, and `wait_seconds` is how long a person
    waits for a slow derivation before a page asks her to try again. `exhibits` hang a developer's gallery.
    """
    # Imported here, so that the thinking rooms can be used without Flask.
    from survey_engine.charity.door import hang_charity
    from survey_engine.hospital.door import hang_hospital
    from survey_engine.patient.door import hang_patient
    from survey_engine.staff.door import hang_staff
    from survey_engine.web.access import hang_access
    from survey_engine.web.building import build, hang_probes
    from survey_engine.web.gallery import hang_gallery

    app = build(settings, clock=clock, random=random, wait_seconds=wait_seconds)
    hang_probes(app)
    if exhibits:
        hang_gallery(app, exhibits)
    hang_hospital(app)
    hang_charity(app)
    hang_access(app, {**hang_patient(app), **hang_staff(app)})
    return app
