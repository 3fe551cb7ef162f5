"""The same question in an earlier wave, only where the versions between say that it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from survey_engine.analysis.crosswalk import Join
from survey_engine.analysis.differences import difference
from survey_engine.analysis.findings import Earlier, Findings, QuestionFinding
from survey_engine.questionnaire.definition import Comparison, QuestionId

_SAME_WORDS = "The question was asked in the same way."
_CAUTION = "Compare with caution."


def beside_earlier(findings: Findings, earlier: Findings, joins: Sequence[Join]) -> Findings:
    """The findings with those of an earlier wave beside each question that compares.

    Both are past the gate and for one audience, so nothing new is told. `joins` is the crosswalk up to the
    version of `findings`. Where the two waves asked different versions, every join between them must say
    "same" or "with caution", and the worst of them holds. Raises ValueError for another audience.
    """
    if earlier.audience is not findings.audience:
        raise ValueError("the earlier findings are for another audience")
    if earlier.questionnaire != findings.questionnaire:
        return findings
    rows = tuple(replace(row, earlier=_earlier(row, findings, earlier, joins)) for row in findings.questions)
    return replace(findings, questions=rows)


def _earlier(
    row: QuestionFinding, findings: Findings, earlier: Findings, joins: Sequence[Join]
) -> Earlier | None:
    found = lineage(row.question, earlier.version, findings.version, joins)
    if found is None:
        return None
    name, comparison, words = found
    before = earlier.found(row.hospital, name)
    if before is None or not before.figure.is_shown:
        return None
    asked = earlier.question(name)
    if asked is None or not asked.is_scored:
        return None
    return Earlier(
        earlier.wave, name, comparison, words, before.figure, difference(row.figure, before.figure)
    )


def lineage(
    question: QuestionId, earlier_version: int, version: int, joins: Sequence[Join]
) -> tuple[QuestionId, Comparison, str] | None:
    """The question's id in an earlier version, how the two compare, and why; None where they do not."""
    if earlier_version > version:
        return None
    whole = {(join.version, join.question): join for join in joins if join.question and not join.code}
    name, worst, reasons = question, Comparison.SAME, list[str]()
    while version > earlier_version:
        join = whole.get((version, name))
        if join is None or join.earlier is None or join.comparison not in _COMPARES:
            return None
        worst = max(worst, Comparison(join.comparison), key=list(Comparison).index)
        reasons.append(join.why)
        name, version = join.earlier, join.earlier_version
    words = " ".join(part for part in (_CAUTION, *reasons) if part)
    return name, worst, words if worst is Comparison.WITH_CAUTION else _SAME_WORDS


_COMPARES = (Comparison.SAME.value, Comparison.WITH_CAUTION.value)
