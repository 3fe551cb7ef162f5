"""A survey whose wave was released: what the screens of results, priorities and pledges show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from survey_engine.analysis.findings_json import findings_to_json
from survey_engine.analysis.policy import Audience
from survey_engine.records.releases import Released, record_release
from tests.analysis.found import findings, mixed
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey

SIZES = {HOSPITAL: 40, "AAA": 60, "BBB": 50, "CCC": 45, "XXX": 7}


def release(survey: OpenSurvey) -> OpenSurvey:
    """Put made-up findings of the survey's wave into its ledger."""
    both = [
        replace(findings(mixed(SIZES), audience, invited={"XXX": 12}), wave=WAVE)
        for audience in (Audience.HOSPITAL, Audience.PUBLIC)
    ]
    texts = [findings_to_json(one) for one in both]
    with survey.store.writing() as db:
        record_release(
            db, Released(WAVE, "by-hospital", both[0].policy, "d" * 64, date(2027, 3, 8), "{}", *texts)
        )
    return survey
