"""Public releases with just the figures that a test wants, made as the gate makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import (
    AskedQuestion,
    Findings,
    FoundHospital,
    QuestionFinding,
    StandardFinding,
)
from survey_engine.analysis.findings_json import findings_to_json
from survey_engine.analysis.flags import Treatment
from survey_engine.analysis.gate_key import GATE_KEY
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.released import Measured, ReleasedScore
from survey_engine.questionnaire.definition import AnsweredBy, Kind, QuestionId
from survey_engine.records.releases import Released, record_release
from survey_engine.records.store import Session

Scores = Mapping[str, Sequence[ReleasedScore]]  # hospital code -> its figures; one without any is too small


def release(session: Session, wave: str, scores: Scores) -> None:
    """Put a release into the ledger, as the charity's own does."""
    text = findings_to_json(public_findings(wave, scores))
    today = date(2026, 12, 29)
    record_release(session, Released(wave, "by-hospital", "2026-1", "d" * 64, today, "{}", "", text))


def public_findings(wave: str, scores: Scores, audience: Audience = Audience.PUBLIC) -> Findings:
    """What the public may see of a wave."""
    asked = {one.code: one.words for figures in scores.values() for one in figures if _is_question(one)}
    of_questions = [(h, one) for h, figures in scores.items() for one in figures if _is_question(one)]
    of_standards = [(h, one) for h, figures in scores.items() for one in figures if not _is_question(one)]
    return Findings(
        audience=audience, policy="2026-1", wave=wave, opens_on=date(2026, 11, 1),
        closes_on=date(2026, 11, 30) if wave == "W1" else date(2027, 11, 30), posting="sealed",
        questionnaire="sbc_patient", version=1,
        title="A survey", answered_by=AnsweredBy.PATIENTS, standards_list="sbc_2024", short_form=False,
        responses=80, invited=None, rate=None, modes=(),
        hospitals=tuple(FoundHospital(one, one, bool(scores[one]), None, None, None) for one in scores),
        asked=tuple(_asked(code, words, at) for at, (code, words) in enumerate(asked.items(), start=1)),
        questions=tuple(QuestionFinding(h, QuestionId(one.code), _figure(one)) for h, one in of_questions),
        standards=tuple(_standard(h, one) for h, one in of_standards), votes=(), notes=(), key=GATE_KEY,
    )  # fmt: skip


def _is_question(score: ReleasedScore) -> bool:
    return score.kind is Measured.QUESTION


def _asked(code: str, words: str, position: int) -> AskedQuestion:
    return AskedQuestion(
        id=QuestionId(code), position=position, section="part", section_title="A part", kind=Kind.SINGLE,
        treatment=Treatment.EVALUATIVE, text=words, short_title="Short", standards=(), options=(),
        is_scored=True, is_vote=False, shared=False, core=False,
    )  # fmt: skip


def _figure(score: ReleasedScore) -> Figure:
    base = score.base.removeprefix("about ")
    return Figure(
        base=int(base) if base.isdecimal() else None,
        base_words="" if base.isdecimal() else base,
        percent=score.percent,
        score=score.shown if score.percent is None else str(score.percent),
        low=score.low,
        high=score.high,
    )


def _standard(hospital: str, one: ReleasedScore) -> StandardFinding:
    return StandardFinding(
        hospital, one.code, one.words, "A group", (), (), one.percent, one.low, one.high, "", "", None
    )
