"""Figures and pledges that tests share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from survey_engine.analysis.pledge import Action, Pledge
from survey_engine.analysis.released import Measured, ReleasedScore

NURSE = ReleasedScore(
    wave="W1",
    kind=Measured.QUESTION,
    code="nurse_has",
    words="Do you have a specialist nurse?",
    shown="42 %",
    base="about 35",
    interval="27 % to 59 %",
    percent=42,
    low=27,
    high=59,
)
BAND = replace(
    NURSE,
    code="plan_have",
    words="Do you have a plan of your care?",
    shown="over half",
    base="10 to 19",
    interval="",
    percent=None,
    low=None,
    high=None,
)
STANDARD = replace(
    NURSE, kind=Measured.STANDARD, code="IS1", words="A nurse who knows", shown="55 %", base="", percent=55
)
ACTION = Action(
    id="ab" * 16,
    you_said="It is hard to reach a nurse.",
    we_will="We will have a nurse by the telephone each morning.",
    standards=("IS1",),
    questions=("nurse_has",),
    baselines=(NURSE,),
    owner="Lead nurse",
    due=date(2027, 9, 30),
)
PLEDGE = Pledge("RXQ", "W1", "Our pledge", (ACTION,), agreed_patients=5, agreed_staff=7)
