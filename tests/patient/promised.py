"""A hospital with a published pledge: every status, and every sentence that can stand beside a figure."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from survey_engine.analysis.pledge import Action, Pledge, Review, Status, with_baselines
from survey_engine.analysis.released import ReleasedScore
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import hospitals, pledges, publishing, released_scores, waves
from survey_engine.records.pledge_history import Hand
from survey_engine.records.pledges import mark_of
from survey_engine.records.store import Session
from tests.analysis.pledged import BAND, NURSE, STANDARD
from tests.analysis.released import release
from tests.patient.survey import CHARITY, HOSPITAL, MASTER_KEY, RECOVERY, WAVE, OpenSurvey

LATER = "W2"
SMALL = "ZZZ"
TODAY = date(2026, 11, 10)
PLAN = replace(
    NURSE, code="told_info", words="Were you told where to find more help?", percent=60, shown="60 %"
)
GONE = replace(NURSE, code="told_clear", words="Was it explained clearly?")
# What the next survey says of each: better, too few to say, a range in words.
AFTER = (
    replace(
        NURSE, wave=LATER, shown="85 %", percent=85, low=72, high=93, interval="72 % to 93 %", base="about 45"
    ),
    replace(PLAN, wave=LATER, shown="64 %", percent=64, low=48, high=78, interval="48 % to 78 %"),
    replace(BAND, wave=LATER),
)
ACTIONS = (
    Action(
        "", "It is hard to reach a nurse.", "We will have a nurse by the telephone each morning.",
        questions=("nurse_has",), owner="Lead nurse", due=date(2027, 3, 31), status=Status.DONE,
        we_did="A nurse has been there since March.\nWe count the calls.", evidence="ROTA-SECRET",
        reviews=(Review(6, TODAY, Status.STARTED, "NOTE-SECRET"),),
    ),
    Action(
        "", "The wait for results is long.", "We will say when results come.",
        questions=("told_info", "plan_have"), standards=("IS1",), owner="Clinic manager",
        due=date(2027, 6, 30), status=Status.DELAYED, reason="The new system comes later.",
    ),
    Action(
        "", "We want a quiet room.", "We will look for one.", questions=("told_clear",), owner="Matron",
        due=date(2027, 9, 30), status=Status.DROPPED, reason="There is no room in this building.",
    ),
    Action("", "Parking is dear.", "We will ask the trust.", owner="Matron", due=date(2027, 9, 30)),
)  # fmt: skip


def promise(survey: OpenSurvey, *, later: bool = True) -> Pledge:
    """Publish a pledge; `later`: the next survey is out too, and in it one question is withheld."""
    with survey.store.writing() as db:
        hospitals.add_hospital(db, SMALL, "Southfield Hospital")
        out(db, WAVE, (NURSE, PLAN, BAND, GONE, STANDARD))
        pledges.begin(db, HOSPITAL, WAVE)
        hand = Hand("hospital", TODAY)
        heading = Pledge(HOSPITAL, WAVE, "Our pledge to you", agreed_patients=5, agreed_staff=7)
        pledges.save_heading(db, heading, hand)
        figures = released_scores.scores(db, HOSPITAL)
        chance = random.Random(23).randbytes
        for action in ACTIONS:
            pledges.add_action(db, HOSPITAL, WAVE, with_baselines(action, figures, WAVE), hand, chance)
        kept = pledges.find(db, HOSPITAL, WAVE)
        assert kept is not None
        shown = pledges.publish(db, HOSPITAL, WAVE, Hand("charity", TODAY), before=mark_of(kept.pledge))
        if later:
            open_later(db)
            out(db, LATER, AFTER)
    return shown


def out(db: Session, wave: str, scores: tuple[ReleasedScore, ...]) -> None:
    """Release the public figures of the one hospital, and none of the small one."""
    release(db, wave, {HOSPITAL: scores, SMALL: ()})


def open_later(db: Session, version: int = 1) -> None:
    """A second wave, a year on."""
    if version > 1:
        publishing.publish(db, Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", version))
    new = waves.NewWave(
        id=LATER,
        questionnaire="sbc_patient",
        version=version,
        opens_on=date(2027, 11, 1),
        closes_on=date(2027, 11, 30),
        entry_until=date(2027, 12, 28),
        posting=waves.Posting.SEALED,
        recipients=(CHARITY.recipient, RECOVERY.recipient),
    )
    waves.open_wave(db, new, MASTER_KEY, random.Random(29).randbytes)
