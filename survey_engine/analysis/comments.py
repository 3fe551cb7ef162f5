"""What people wrote, each text by itself: joined to no row, no language, no mode, no order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from survey_engine.analysis.flags import Standing, standings
from survey_engine.analysis.passes import OnPath, pass_over
from survey_engine.analysis.policy import CHARITY, Policy
from survey_engine.analysis.shuffling import NewShuffle, Record
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Kind, QuestionId, Questionnaire

NOT_REVIEWED = "not yet reviewed, charity only"

LEAST_WITH_HOSPITAL = 10  # comments on one question from one hospital, before the hospital is named
_LEAST_UNNAMED = 2  # one unnamed hospital among named ones could be named by anybody

_MADE_HERE = object()


@dataclass(frozen=True, slots=True)
class Comment:
    """One text as it was written. hospital is empty where too few people of it wrote on that question."""

    question: QuestionId
    hospital: str
    text: str
    status: str = NOT_REVIEWED


@dataclass(frozen=True, slots=True)
class _Part:
    """The texts of one question with their hospitals, and the hospitals that are named."""

    question: QuestionId
    named: frozenset[str]
    texts: Collection[Record]


@dataclass(frozen=True, slots=True)
class _Rows(Collection[Comment]):
    """The comments of every question, made anew each time they are gone through."""

    parts: tuple[_Part, ...]

    def __len__(self) -> int:
        return sum(len(part.texts) for part in self.parts)

    def __iter__(self) -> Iterator[Comment]:
        for part in self.parts:
            for hospital, text in part.texts:
                yield Comment(part.question, hospital if hospital in part.named else "", text)

    def __contains__(self, comment: object) -> bool:
        return any(one == comment for one in self)


@dataclass(frozen=True, slots=True)
class Comments:
    """All texts of a wave, unreviewed. Only a CommentCollector makes it."""

    rows: Collection[Comment]
    token: object

    def __post_init__(self) -> None:
        if self.token is not _MADE_HERE:
            raise TypeError("only comments.CommentCollector makes Comments")


class CommentCollector:
    """Collects every text on its path, one response at a time (passes.py); each question's apart."""

    def __init__(
        self, questionnaire: Questionnaire, new_shuffle: NewShuffle, policy: Policy = CHARITY
    ) -> None:
        self._known, self._policy = standings(questionnaire), policy
        self._texts = {
            question.id: new_shuffle() for question in questionnaire.asked() if question.kind is Kind.TEXT
        }
        self._sizes: dict[QuestionId, Counter[str]] = {name: Counter() for name in self._texts}

    def add(self, response: Response, on_path: OnPath) -> None:
        """Takes one response."""
        for question, value in on_path:
            if question.kind is Kind.TEXT and isinstance(value, str) and value.strip():
                self._texts[question.id].add((response.hospital, value))
                self._sizes[question.id][response.hospital] += 1

    def comments(self) -> Comments:
        """All texts, shuffled question by question. Nothing can be added after."""
        parts = []
        for name, texts in self._texts.items():
            may_name = self._policy.names_comments and _may_be_named(self._known[name])
            named = frozenset(_named(self._sizes[name]) if may_name else ())
            parts.append(_Part(name, named, texts.shuffled()))
        return Comments(_Rows(tuple(parts)), _MADE_HERE)


def collect_comments(
    responses: Iterable[Response],
    questionnaire: Questionnaire,
    new_shuffle: NewShuffle,
    policy: Policy = CHARITY,
) -> Comments:
    """Every text on its path, question by question, each question's in an order of its own.

    Rule 5: with the hospital only where at least 10 people of it wrote on that question. Where this would
    leave one hospital alone without its name, the smallest named one loses its name too. Never with the
    hospital where the question carries or inherits a flag, or was asked on the promise "never for one
    hospital": that somebody wrote there is then itself something to protect. And never where the policy says
    so, as for staff. `new_shuffle` is called once for each question.
    """
    collector = CommentCollector(questionnaire, new_shuffle, policy)
    pass_over(responses, questionnaire, [collector])
    return collector.comments()


def _may_be_named(standing: Standing) -> bool:
    return not (standing.carried or standing.promised_pooled)


def _named(sizes: Counter[str]) -> set[str]:
    named = {hospital for hospital, size in sizes.items() if size >= LEAST_WITH_HOSPITAL}
    if named and 0 < len(sizes) - len(named) < _LEAST_UNNAMED:
        named.remove(min(named, key=lambda hospital: (sizes[hospital], hospital)))
    return named
