"""How the questions of one version join those of the version before: for codebooks, exports and trends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_engine.analysis.bands import Band
from survey_engine.questionnaire.comparing import Trend, compare, in_order
from survey_engine.questionnaire.definition import (
    DATED,
    Comparison,
    Question,
    QuestionId,
    Questionnaire,
)

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
    reasons: dict[str, list[tuple[Trend, str]]] = {}
    for change in found.changes:
        reasons.setdefault(change.part, []).append((change.trend, change.text))
    for question in new.asked():
        earlier = old.question(question.id) or (
            old.question(question.replaces) if question.replaces else None
        )
        if earlier is None:
            yield Join(new.version, question.id, old.version, None, "new", "", "")
            continue
        given = [(trend, text) for trend, text in reasons.get(question.id, []) if trend in _ORDER]
        yield from _pair(old, new, earlier, question, given)
    carried = {question.id for question in new.asked()} | {question.replaces for question in new.asked()}
    for question in old.asked():
        if question.id not in carried:
            yield Join(new.version, None, old.version, question.id, "ended", "", "")


def _pair(
    old: Questionnaire,
    new: Questionnaire,
    earlier: Question,
    question: Question,
    given: Sequence[tuple[Trend, str]],
) -> Iterator[Join]:
    worst = min((trend for trend, _text in given), key=_ORDER.index, default=Trend.KEPT)
    why = " ".join(text for trend, text in given if trend is not Trend.KEPT)
    comparison = _COMPARISONS[worst]
    derived = question.derives
    joined = "" if comparison is Comparison.BROKEN else derived.name if derived else question.id
    yield Join(new.version, question.id, old.version, earlier.id, comparison.value, why, joined)
    if derived is not None and joined:
        for option, value in derived.values:
            yield Join(
                new.version, question.id, old.version, earlier.id, comparison.value, "", joined, option, value
            )
        for code in _codes(earlier):
            yield Join(
                old.version, earlier.id, old.version, earlier.id, comparison.value, "", joined, code, code
            )


_COMPARISONS: Mapping[Trend, Comparison] = {
    Trend.BROKEN: Comparison.BROKEN,
    Trend.WITH_CAUTION: Comparison.WITH_CAUTION,
    Trend.RESTATED: Comparison.SAME,
    Trend.FREQUENCIES_ONLY: Comparison.SAME,
    Trend.KEPT: Comparison.SAME,
}


def _codes(question: Question) -> Iterator[str]:
    """The codes under which an older question's answers stand in files."""
    if question.kind in DATED:
        yield from (band.value for band in Band)
        return
    yield from (option.id for option in question.options if not option.escape)
