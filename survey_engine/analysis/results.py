"""Counts, bases and scores per question and hospital. Raw: nothing here may be shown before disclosure.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from survey_engine.analysis.bands import band
from survey_engine.analysis.passes import OnPath, pass_over
from survey_engine.questionnaire.answers import Response, Value
from survey_engine.questionnaire.bands import Band
from survey_engine.questionnaire.definition import DATED, Kind, Question, QuestionId, Questionnaire, Score
from survey_engine.questionnaire.modes import Unclear


@dataclass(slots=True)
class Count:
    """What was counted of one question, in one hospital or in several together. All are numbers of people.

    eligible: the path reached the question; answered: of these, gave any answer; positive and negative: chose
    an option that counts for or against the care; options: how often each option (or band) was chosen;
    total: the sum of the scale's numbers among the scored.
    """

    options: dict[str, int]
    eligible: int = 0
    answered: int = 0
    positive: int = 0
    negative: int = 0
    total: int = 0

    @property
    def scored(self) -> int:
        """The base of a score: P + N. "Not sure", "did not need" and "does not apply" are out of it."""
        return self.positive + self.negative

    @property
    def percent(self) -> float | None:
        """Percent positive, 100 P / (P + N); None without a base."""
        return 100 * self.positive / self.scored if self.scored else None

    def add(self, other: Count) -> None:
        """Adds the count of another hospital for the same question."""
        self.eligible += other.eligible
        self.answered += other.answered
        self.positive += other.positive
        self.negative += other.negative
        self.total += other.total
        for option, count in other.options.items():
            self.options[option] = self.options.get(option, 0) + count


@dataclass(frozen=True, slots=True)
class Results:
    """The raw counts of one wave. `responses` and the keys of `counts` name hospitals by code.

    A hospital that was invited is in both also where nobody of it answered.
    """

    questionnaire: Questionnaire
    responses: Mapping[str, int]
    counts: Mapping[tuple[str, QuestionId], Count]
    modes: Mapping[str, int] = field(default_factory=dict)
    partial: int = 0
    unclear: Mapping[Unclear, int] = field(default_factory=dict)  # entries on paper that give no answer

    @property
    def hospitals(self) -> tuple[str, ...]:
        """Codes of the hospitals, in order."""
        return tuple(sorted(self.responses))

    @property
    def size(self) -> int:
        """The number of responses of the whole wave."""
        return sum(self.responses.values())

    def count(self, hospital: str, question: QuestionId) -> Count:
        """The count of one question in one hospital."""
        return self.counts[hospital, question]


class ResultsCounter:
    """Counts every question that takes a choice, one response at a time (passes.py)."""

    def __init__(self, questionnaire: Questionnaire, opens_on: date, hospitals: Iterable[str] = ()) -> None:
        self._questionnaire, self._opens_on = questionnaire, opens_on
        self._sizes: Counter[str] = Counter()
        self._modes: Counter[str] = Counter()
        self._unclear: Counter[Unclear] = Counter()
        self._partial = 0
        self._counts: dict[tuple[str, QuestionId], Count] = {}
        for hospital in hospitals:
            self._know(hospital)

    def _know(self, hospital: str) -> None:
        if hospital not in self._sizes:
            self._sizes[hospital] = 0
            self._counts |= {(hospital, q.id): empty_count(q) for q in self._questionnaire.asked()}

    def add(self, response: Response, on_path: OnPath) -> None:
        """Takes one response."""
        self._know(response.hospital)
        self._sizes[response.hospital] += 1
        self._modes[response.mode] += 1
        self._partial += response.partial
        self._unclear.update(response.unclear.values())
        for question, value in on_path:
            add_answer(self._counts[response.hospital, question.id], question, value, self._opens_on)

    def results(self) -> Results:
        """What was counted so far."""
        return Results(
            self._questionnaire, dict(self._sizes), self._counts, dict(self._modes), self._partial,
            dict(self._unclear),
        )  # fmt: skip


def count_results(
    responses: Iterable[Response],
    questionnaire: Questionnaire,
    opens_on: date,
    hospitals: Iterable[str] = (),
) -> Results:
    """Counts every question that takes a choice, in one pass over the responses.

    Routing is worked out again from the answers, so an answer off the path counts nowhere. `opens_on` is the
    wave's opening day, to which months and years are related (bands.py). Texts are counted by answered only.
    `hospitals` are codes of those invited: one without any answer is counted with zeros.
    """
    counter = ResultsCounter(questionnaire, opens_on, hospitals)
    pass_over(responses, questionnaire, [counter])
    return counter.results()


def empty_count(question: Question) -> Count:
    """A count with a zero for every option, or for every band of a month."""
    if question.kind in DATED:
        return Count({name.value: 0 for name in Band} | {option.id: 0 for option in question.options})
    return Count({option.id: 0 for option in question.options})


def add_answer(count: Count, question: Question, value: Value | None, opens_on: date) -> None:
    """Counts what one person, who could see the question, answered to it."""
    count.eligible += 1
    if not value:
        return
    count.answered += 1
    chosen = (value,) if isinstance(value, str) else value
    for name in chosen:
        option = question.option(name)
        if option is not None:
            count.options[option.id] += 1
        elif question.kind in DATED:
            count.options[band(name, opens_on).value] += 1
    _add_score(count, question, chosen)


def _add_score(count: Count, question: Question, chosen: tuple[str, ...]) -> None:
    """One person is one in the base: of several scored choices a negative one decides."""
    scores = {option.score for name in chosen if (option := question.option(name)) is not None}
    if Score.NEGATIVE in scores:
        count.negative += 1
    elif Score.POSITIVE in scores:
        count.positive += 1
    else:
        return
    if question.kind is Kind.SCALE and chosen[0].lstrip("-").isdecimal():
        count.total += int(chosen[0])
