"""A wave that was closed here, and the bundle that somebody made of it on another computer."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.opening import open_envelopes
from survey_engine.records import responses
from survey_engine.web.closed_wave import wave_facts
from tests.patient.survey import CHARITY, WAVE, Clock, OpenSurvey, prepare_database
from tests.staff.crowd import crowd_and_close, patient_questionnaire

NAMES = ("manifest.json", "findings.json", "findings_public.json")


@dataclass(frozen=True)
class Closed:
    """A closed wave, and its bundle."""

    database: Path
    bundle: Path

    def files(self) -> dict[str, bytes]:
        """The three that come in."""
        return {name: (self.bundle / name).read_bytes() for name in NAMES}

    def server(self, folder: Path) -> OpenSurvey:
        """A server with a copy of the database, which knows nothing of the bundle."""
        copy = Path(shutil.copy(self.database, folder / "survey.sqlite"))
        return OpenSurvey(copy, [], [], Clock(), random.Random(17))


def opened_elsewhere(folder: Path) -> Closed:
    """181 answers of four hospitals, opened on another computer."""
    codes, refs = prepare_database(folder / "survey.sqlite")
    survey = OpenSurvey(folder / "survey.sqlite", codes, refs, Clock(), random.Random(3))
    crowd_and_close(survey)
    asked = patient_questionnaire()
    with survey.store.reading() as db:
        facts = wave_facts(db, WAVE)
        opened = open_envelopes(responses.envelopes(db, WAVE), facts, CHARITY.secret, asked)
    write_bundle(opened, asked, facts, folder / "bundle", identity_secret=CHARITY.secret)
    survey.store.engine.dispose()
    return Closed(folder / "survey.sqlite", folder / "bundle")
