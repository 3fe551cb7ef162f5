"""How the questions of one version join those of the version before: for codebooks, exports and trends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_engine.questionnaire.comparing import compare, in_order
from survey_engine.questionnaire.definition import Comparison, QuestionId, Questionnaire
from survey_engine.questionnaire.difference import Difference, Pair, Trend
from survey_engine.questionnaire.joining import joined_codes

# The worst of a question's changes decides.
_ORDER = (
    Trend.BROKEN, Trend.WITH_CAUTION, Trend.RESTATED, Trend.FREQUENCIES_ONLY, Trend.KEPT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Join:
    """One question of a version and the one it carries on in the version before; or a code of either.

    joined_as: the name under which both can be put into one column, empty where they must not be; earlier is
    None for a new question; question is None for one that ended. With `code`, `joined_code` is what the code
    of that version becomes in the joined column.
    """

    version: int
    question: QuestionId | None
    earlier_version: int
    earlier: QuestionId | None
    comparison: str
    why: str
    joined_as: str
    code: str = ""
    joined_code: str = ""


def crosswalk(versions: Sequence[Questionnaire]) -> tuple[Join, ...]:
    """Every join between consecutive versions of one questionnaire, the oldest pair first."""
    return tuple(join for old, new in in_order(versions) for join in _joins(old, new))


def _joins(old: Questionnaire, new: Questionnaire) -> Iterator[Join]:
    found = compare(old, new)
    for question in new.asked():
        earlier = old.question(question.id) or (
            old.question(question.replaces) if question.replaces else None
        )
        if earlier is None:
            yield Join(new.version, question.id, old.version, None, "new", "", "")
        else:
            yield from _pair(Pair(old, new, earlier, question), found)
    carried = {question.id for question in new.asked()} | {question.replaces for question in new.asked()}
    for question in old.asked():
        if question.id not in carried:
            yield Join(new.version, None, old.version, question.id, "ended", "", "")


def _pair(pair: Pair, found: Difference) -> Iterator[Join]:
    comparison, why = _compared(pair, found)
    new, earlier, question = pair.new.version, pair.before, pair.now
    derived = question.derives
    joined = "" if comparison is Comparison.BROKEN else derived.name if derived else question.id
    yield Join(new, question.id, pair.old.version, earlier.id, comparison.value, why, joined)
    if derived is not None and joined:
        for version, asked, codes in (
            (new, question.id, derived.values),
            (pair.old.version, earlier.id, joined_codes(earlier, derived.name)),
        ):
            for code, value in codes:
                yield Join(
                    version, asked, pair.old.version, earlier.id, comparison.value, "", joined, code, value
                )


def _compared(pair: Pair, found: Difference) -> tuple[Comparison, str]:
    """The worst that was found or declared, and why. What contradicts itself is never put together."""
    refused = [one.text for one in found.contradictions if one.part == pair.now.id]
    if refused:
        return Comparison.BROKEN, " ".join(refused)
    given = [(one.trend, one.text) for one in found.changes if one.part == pair.now.id]
    given = [(trend, text) for trend, text in given if trend in _ORDER]
    worst = min((trend for trend, _text in given), key=_ORDER.index, default=Trend.KEPT)
    why = " ".join(text for trend, text in given if trend is not Trend.KEPT)
    return max(_COMPARISONS[worst], pair.compares, key=list(Comparison).index), why


_COMPARISONS: Mapping[Trend, Comparison] = {
    Trend.BROKEN: Comparison.BROKEN,
    Trend.WITH_CAUTION: Comparison.WITH_CAUTION,
    Trend.RESTATED: Comparison.SAME,
    Trend.FREQUENCIES_ONLY: Comparison.SAME,
    Trend.KEPT: Comparison.SAME,
}
