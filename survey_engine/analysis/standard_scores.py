"""The score of a standard: the mean of its shown questions, with an interval where one can be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, exp, log, sqrt

from survey_engine.analysis.answer_pairs import AnswerPairs, PairSums
from survey_engine.analysis.differences import nominal
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import QuestionFinding, StandardFinding
from survey_engine.analysis.flags import Standing, Treatment
from survey_engine.analysis.statistics import LEVEL, Interval
from survey_engine.analysis.student import t_quantile
from survey_engine.analysis.suppression import nearest
from survey_engine.questionnaire.definition import Question, QuestionId, Questionnaire
from survey_engine.questionnaire.standards import StandardsList

_LEAST_BASE = 20  # of each question, for an interval made from the answers of single people
_ENDS = (0.05, 0.95)  # nearer to an end the logit scale fails, so the range of the questions stands instead
_WORDS = {"under 10 %": 0.05, "10 % or under": 0.05, "over 90 %": 0.95, "90 % or over": 0.95}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Single answers, for the intervals: pairs of them, of these hospitals.

    whole: the questions whose shown figure counts every answer of these hospitals, and no others.
    """

    pairs: AnswerPairs
    hospitals: tuple[str, ...]
    whole: frozenset[QuestionId]


def standard_findings(
    hospital: str,
    rows: Sequence[QuestionFinding],
    questionnaire: Questionnaire,
    known: Mapping[QuestionId, Standing],
    standards: StandardsList | None,
    evidence: Evidence | None,
) -> tuple[StandardFinding, ...]:
    """One hospital's score for each standard that a scored question bears, in the order of the list.

    The score is the mean of the questions' scores as they are shown (words near 0 and 100 % count as 5 and
    95), so it tells nothing new. Questions that are also the work of others are in no standard. The interval
    alone needs single answers: how those to several questions go together, told in wide steps (see
    `share_of_most`), and only for questions without a flag: of a flagged question no single answer is used.
    Its error is added in full as if it always erred the same way as the others. Both make the interval
    wider, never narrower. A standard of one question has the interval of that question.
    """
    found = {row.question: row for row in rows}
    finder = _Finder(hospital, found, known, evidence)
    return tuple(
        finder.finding(code, title, group, questions)
        for code, title, group, questions in _measured(questionnaire, standards)
    )


def _measured(
    questionnaire: Questionnaire, standards: StandardsList | None
) -> Iterator[tuple[str, str, str, list[Question]]]:
    by_code: dict[str, list[Question]] = {}
    for question in questionnaire.asked():
        if question.is_scored and not question.shared:
            for code in question.standards:
                by_code.setdefault(str(code), []).append(question)
    listed = [str(one.code) for one in standards.standards] if standards else []
    known = sorted(by_code, key=lambda code: listed.index(code) if code in listed else len(listed))
    for name in known:
        one = standards.standard(name) if standards else None
        yield name, one.title if one else name, one.group if one else "", by_code[name]


def logit_interval(score: float, error: float, degrees: int) -> Interval:
    """The 95 % interval of a fraction on the logit scale, by Student's t.

    Source: Korn EL, Graubard BI (1998), Survey Methodology 24:193-201, section 2 (logit transformation with
    a t quantile for the design's degrees of freedom). `error` is the standard error of the fraction.
    """
    centre = log(score / (1 - score))
    reach = t_quantile(0.5 + LEVEL / 2, degrees) * error / (score * (1 - score))
    low, high = (1 / (1 + exp(-(centre + side * reach))) for side in (-1, 1))
    return Interval(low, high)


def share_of_most(sums: PairSums, questions: Sequence[QuestionId], figures: Sequence[Figure]) -> float:
    """The variance of a mean as a share of the most it could be, in steps, so that it hides who said both.

    The most is that of answers which always err the same way; it follows from the figures. The share itself
    is how the answers of single people go together: of two questions, an exact one would tell how many
    people gave a bad answer to both, and whoever knows one answer of a patient could read the other. One
    person more shifts it by at most 4/(k Q^2), k being the people on the smallest side of any question. So
    it is told in steps three times as wide (rule 6), always as the upper end of one. The first step begins
    at answers that do not go together at all and takes all that lies below; the last ends where the few of
    one question are all among those of another, and is told as the most.
    """
    bases = [sums.both[name, name][:2] for name in questions]
    most = sum(sqrt(good * (base - good) / base / base / (base - 1)) for base, good in bases)
    share = sums.variance(questions) / (most / len(questions)) ** 2
    alone, top = _alone(figures), _nested(figures)
    smallest = min(_smallest_side(figure) for figure in figures)
    steps = int((top - alone) * smallest * len(figures) ** 2 / 12)
    step = max(1, ceil((share - alone) / (top - alone) * steps - 1e-9)) if steps else 1
    return alone + (top - alone) * step / steps if step < steps else 1.0


def _alone(figures: Sequence[Figure]) -> float:
    """The share of answers that do not go together at all."""
    errors = [_own_error(figure) for figure in figures]
    return sum(error**2 for error in errors) / sum(errors) ** 2


def _nested(figures: Sequence[Figure]) -> float:
    """The share of answers of which the good ones to one question are all good ones to those with more."""
    errors = [_own_error(figure) for figure in figures]
    shares = [min(max(_value(figure) or 0.0, 1e-9), 1 - 1e-9) for figure in figures]
    odds = [share / (1 - share) for share in shares]
    # The correlation of nested answers is the square root of the odds, the smaller by the larger.
    found = sum(
        one * other * sqrt(min(odd, odd_2) / max(odd, odd_2))
        for one, odd in zip(errors, odds, strict=True)
        for other, odd_2 in zip(errors, odds, strict=True)
    )
    return found / sum(errors) ** 2


def _smallest_side(figure: Figure) -> int:
    """How many people stand behind the good or the bad answers of a shown score, whichever are fewer."""
    share = _value(figure) or 0.0
    return int(min(share, 1 - share) * (figure.base or 0) + 1e-9)


def _own_error(figure: Figure) -> float:
    """The standard error of one question's score, from what is shown of it."""
    share = _value(figure) or 0.0
    return sqrt(share * (1 - share) / ((figure.base or 0) - 1))


@dataclass(frozen=True, slots=True)
class _Finder:
    hospital: str
    rows: Mapping[QuestionId, QuestionFinding]
    known: Mapping[QuestionId, Standing]
    evidence: Evidence | None

    def finding(self, code: str, title: str, group: str, questions: Sequence[Question]) -> StandardFinding:
        """What is shown of one standard."""
        names = [question.id for question in questions]
        shown = [name for name in names if _value(self.rows[name].figure) is not None]
        figures = [self.rows[name].figure for name in shown]
        values = [value for figure in figures if (value := _value(figure)) is not None]
        low, high = self._interval(code, shown, figures, values)
        ordered = sorted(zip(values, figures, strict=True), key=lambda pair: pair[0])
        return StandardFinding(
            hospital=self.hospital,
            standard=code,
            title=title,
            group=group,
            questions=tuple(shown),
            left_out=tuple(name for name in names if name not in shown),
            score=nearest(100 * sum(values) / len(values), 1) if values else None,
            low=low,
            high=high,
            lowest=ordered[0][1].score if ordered else "",
            highest=ordered[-1][1].score if ordered else "",
            comparator=self._comparator(shown),
        )

    def _interval(
        self, code: str, shown: Sequence[QuestionId], figures: Sequence[Figure], values: Sequence[float]
    ) -> tuple[int | None, int | None]:
        if len(shown) == 1:
            return figures[0].low, figures[0].high
        mean = sum(values) / len(values) if values else 0.0
        enough = all(figure.percent is not None and (figure.base or 0) >= _LEAST_BASE for figure in figures)
        if not (values and enough and _ENDS[0] < mean < _ENDS[1]):
            return None, None
        found = self._error(code, shown)
        if found is None:
            return None, None
        interval = logit_interval(mean, *found)
        return nearest(100 * interval.low, 1), nearest(100 * interval.high, 1)

    def _error(self, code: str, shown: Sequence[QuestionId]) -> tuple[float, int] | None:
        """The standard error of the mean, and its degrees of freedom; None where it cannot be made safely."""
        plain = [name for name in shown if self.known[name].treatment is Treatment.EVALUATIVE]
        errors = {name: _own_error(self.rows[name].figure) for name in shown}
        error = sum(errors[name] for name in plain)
        if len(plain) > 1:
            if self.evidence is None or not self.evidence.whole.issuperset(plain):
                return None
            sums = self.evidence.pairs.sums(code, self.evidence.hospitals)
            error *= sqrt(share_of_most(sums, plain, [self.rows[name].figure for name in plain]))
        error += sum(errors[name] for name in shown if name not in plain)
        return error / len(shown), min(self.rows[name].figure.base or 0 for name in shown) - 1

    def _comparator(self, shown: Sequence[QuestionId]) -> int | None:
        """The mean of all other hospitals on the same questions; None where one of them has no comparator."""
        values: list[float] = []
        for name in shown:
            comparator = self.rows[name].comparator
            value = _value(comparator.figure) if comparator else None
            if value is None:
                return None
            values.append(value)
        return nearest(100 * sum(values) / len(values), 1) if values else None


def _value(figure: Figure) -> float | None:
    """A score as a fraction; near 0 and 100 % the middle of what the words stand for; None without one."""
    if figure.percent is not None:
        return nominal(figure) / figure.base if figure.base else figure.percent / 100
    return _WORDS.get(figure.score)
