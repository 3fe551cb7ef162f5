"""Rows of small hospitals under one name, from which no shown figure can be subtracted to find another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from survey_engine.analysis.flags import Standing, Treatment
from survey_engine.analysis.passes import OnPath
from survey_engine.analysis.policy import Policy
from survey_engine.analysis.rows import told_in
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Question, QuestionId


class RowCounter:
    """Counts what decides about rows, one response at a time (passes.py).

    sizes: responses by hospital; told: by hospital, how often each question that may stand in rows is not
    blank there.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions = frozenset(question.id for question in questions)
        self.sizes: Counter[str] = Counter()
        self.told: dict[str, Counter[QuestionId]] = {}

    def add(self, response: Response, on_path: OnPath) -> None:
        """Takes one response."""
        self.sizes[response.hospital] += 1
        told = self.told.setdefault(response.hospital, Counter())
        told.update(told_in(on_path, self._questions))


def blanked_when_merged(
    counted: RowCounter,
    questions: Sequence[Question],
    known: Mapping[QuestionId, Standing],
    merged: Collection[str],
    policy: Policy,
) -> frozenset[QuestionId]:
    """The questions that must be blank in the rows of the `merged` hospitals.

    results.csv shows the score of a merged hospital with 10 scored answers or more. The merged rows less
    those leave the hospitals that are not shown: where they are fewer than 3, give fewer than 10 answers
    together, or one of them over half of these, the question is blank (rule 3 of disclosure control, for the
    two files read side by side).
    """
    return frozenset(
        question.id
        for question in questions
        if _leaves_few([counted.told[name][question.id] for name in merged], known[question.id], policy)
    )


def _leaves_few(bases: Sequence[int], standing: Standing, policy: Policy) -> bool:
    """Whether few are left when the hospitals whose own figure is shown are taken away."""
    is_scored = standing.treatment is Treatment.EVALUATIVE
    hidden = [base for base in bases if base and not (is_scored and base >= policy.group)]
    return bool(hidden) and not policy.hide_each_other(hidden)
