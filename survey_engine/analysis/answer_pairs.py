"""How answers to two questions of one standard go together: what its interval needs, in constant memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey_engine.analysis.flags import Treatment, standings
from survey_engine.analysis.passes import OnPath, reached
from survey_engine.questionnaire.answers import Response, Value
from survey_engine.questionnaire.definition import QuestionId, Questionnaire, Score

_GOOD, _BAD, _NEITHER = "+", "-", "."
_MARKS = {Score.POSITIVE: _GOOD, Score.NEGATIVE: _BAD}
_MOST_PATTERNS = 2000  # kept before they are added up: more would grow with the number of people

Pair = tuple[QuestionId, QuestionId]


@dataclass(slots=True)
class PairSums:
    """Of one hospital and standard. people: who gave a scored answer to any of its questions.

    both: for each pair of questions, how many gave a scored answer to both, of these how many a good one to
    the first, to the second, and to both. A question paired with itself gives its own base and good answers.
    """

    people: int = 0
    both: dict[Pair, list[int]] = field(default_factory=dict)

    def add(self, other: PairSums) -> None:
        """Adds the sums of another hospital."""
        self.people += other.people
        for pair, numbers in other.both.items():
            mine = self.both.setdefault(pair, [0, 0, 0, 0])
            self.both[pair] = [one + more for one, more in zip(mine, numbers, strict=True)]

    def variance(self, questions: Sequence[QuestionId]) -> float:
        """The squared standard error of the mean of these questions' percentages, as a fraction.

        u_i = (1/Q) sum_q scored_iq (y_iq - p_q) / n_q for each person, and SE^2 = n/(n-1) sum u_i^2: the
        linearised mean of ratios, with answers of one person taken as they go together. Source: Woodruff RS
        (1971), J Am Stat Assoc 66:411-414. The sum of squares is written as a sum over pairs of questions, so
        no person's answers need to be kept. Needs two people or more, and a base for each question.
        """
        total = sum(self._term(first, second) for first in questions for second in questions)
        return self.people / (self.people - 1) * max(0.0, total) / len(questions) ** 2

    def _term(self, first: QuestionId, second: QuestionId) -> float:
        scored, one, other, good = self.both.get((first, second), (0, 0, 0, 0))
        base, positive = self.both[(first, first)][:2]
        base_2, positive_2 = self.both[(second, second)][:2]
        share, share_2 = positive / base, positive_2 / base_2
        return (good - share_2 * one - share * other + share * share_2 * scored) / (base * base_2)


class AnswerPairs:
    """Takes responses one by one, for the questions without a flag that count in a hospital's standards."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        known = standings(questionnaire)
        self._groups: dict[str, tuple[QuestionId, ...]] = {}
        for question in questionnaire.asked():
            if known[question.id].treatment is Treatment.EVALUATIVE and not question.shared:
                for standard in question.standards:
                    self._groups[standard] = (*self._groups.get(standard, ()), question.id)
        self._marks = {
            question.id: {str(option.id): _MARKS.get(option.score, _NEITHER) for option in question.options}
            for question in questionnaire.asked()
            if any(question.id in group for group in self._groups.values())
        }
        self._patterns: dict[tuple[str, str], Counter[str]] = {}
        self._sums: dict[tuple[str, str], PairSums] = {}

    def add(self, response: Response, on_path: OnPath) -> None:
        """Takes one response, and the questions on its path with what was answered."""
        marks = self._marks
        signs = {
            question.id: _sign(marks[question.id], value)
            for question, value in on_path
            if value and question.id in marks
        }
        for standard, questions in self._groups.items():
            pattern = "".join(signs.get(name, _NEITHER) for name in questions)
            place = (response.hospital, standard)
            patterns = self._patterns.setdefault(place, Counter())
            patterns[pattern] += 1
            if len(patterns) > _MOST_PATTERNS:
                self._add_up(place)

    def take(self, responses: Iterable[Response], questionnaire: Questionnaire) -> AnswerPairs:
        """Takes many responses; gives itself."""
        for response in responses:
            self.add(response, reached(response, questionnaire))
        return self

    def sums(self, standard: str, hospitals: Iterable[str]) -> PairSums:
        """The sums of one standard over some hospitals."""
        whole = PairSums()
        for hospital in hospitals:
            place = (hospital, standard)
            self._add_up(place)
            whole.add(self._sums.get(place, PairSums()))
        return whole

    def _add_up(self, place: tuple[str, str]) -> None:
        sums = self._sums.setdefault(place, PairSums())
        questions = self._groups.get(place[1], ())
        for pattern, people in self._patterns.pop(place, Counter[str]()).items():
            sums.add(_of_pattern(dict(zip(questions, pattern, strict=True)), people))


def _sign(marks: Mapping[str, str], value: Value) -> str:
    """As the base of a score counts it: of several scored choices a negative one decides."""
    if isinstance(value, str):
        return marks.get(value, _NEITHER)
    found = {marks.get(one, _NEITHER) for one in value}
    return _BAD if _BAD in found else _GOOD if _GOOD in found else _NEITHER


def _of_pattern(signs: Mapping[QuestionId, str], people: int) -> PairSums:
    scored = {name: sign == _GOOD for name, sign in signs.items() if sign != _NEITHER}
    return PairSums(people if scored else 0, dict(_pairs(scored, people)))


def _pairs(scored: Mapping[QuestionId, bool], people: int) -> Iterator[tuple[Pair, list[int]]]:
    for first, good in scored.items():
        for second, other in scored.items():
            yield (first, second), [people, people * good, people * other, people * (good and other)]
