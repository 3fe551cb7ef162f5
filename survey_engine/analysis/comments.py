"""What people wrote, each text by itself: joined to no row, no language, no mode, no order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from survey_engine.analysis.flags import Standing, standings
from survey_engine.analysis.policy import CHARITY, Policy
from survey_engine.analysis.results import reached
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Kind, QuestionId, Questionnaire

NOT_REVIEWED = "not yet reviewed, charity only"

LEAST_WITH_HOSPITAL = 10  # comments on one question from one hospital, before the hospital is named
_LEAST_UNNAMED = 2  # one unnamed hospital among named ones could be named by anybody

_MADE_HERE = object()

Shuffle = Callable[[list["Comment"]], None]


@dataclass(frozen=True, slots=True)
class Comment:
    """One text as it was written. hospital is empty where too few people of it wrote on that question."""

    question: QuestionId
    hospital: str
    text: str
    status: str = NOT_REVIEWED


@dataclass(frozen=True, slots=True)
class Comments:
    """All texts of a wave, unreviewed. Only `collect_comments` makes it."""

    rows: tuple[Comment, ...]
    token: object

    def __post_init__(self) -> None:
        if self.token is not _MADE_HERE:
            raise TypeError("only comments.collect_comments makes Comments")


def collect_comments(
    responses: Iterable[Response],
    questionnaire: Questionnaire,
    shuffle: Shuffle,
    policy: Policy = CHARITY,
) -> Comments:
    """Every text on its path, question by question, each question's in an order of its own from `shuffle`.

    Rule 5: with the hospital only where at least 10 people of it wrote on that question. Where this would
    leave one hospital alone without its name, the smallest named one loses its name too. Never with the
    hospital where the question carries or inherits a flag, or was asked on the promise "never for one
    hospital": that somebody wrote there is then itself something to protect. And never where the policy says
    so, as for staff.
    """
    known = standings(questionnaire)
    texts: dict[QuestionId, list[tuple[str, str]]] = {
        question.id: [] for question in questionnaire.asked() if question.kind is Kind.TEXT
    }
    for response in responses:
        for question, value in reached(response, questionnaire):
            if question.kind is Kind.TEXT and isinstance(value, str) and value.strip():
                texts[question.id].append((response.hospital, value))
    rows: list[Comment] = []
    for name, written in texts.items():
        sizes = Counter(hospital for hospital, _ in written)
        named = _named(sizes) if policy.names_comments and _may_be_named(known[name]) else set()
        comments = [Comment(name, hospital if hospital in named else "", text) for hospital, text in written]
        shuffle(comments)
        rows.extend(comments)
    return Comments(tuple(rows), _MADE_HERE)


def _may_be_named(standing: Standing) -> bool:
    return not (standing.carried or standing.promised_pooled)


def _named(sizes: Counter[str]) -> set[str]:
    named = {hospital for hospital, size in sizes.items() if size >= LEAST_WITH_HOSPITAL}
    if named and 0 < len(sizes) - len(named) < _LEAST_UNNAMED:
        named.remove(min(named, key=lambda hospital: (sizes[hospital], hospital)))
    return named
