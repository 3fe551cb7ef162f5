"""Every figure that somebody is given is read by the checker, or made from such figures alone.

Whoever adds a part to a figure or to the findings finds these tests red: read it in the checker, or say in
docs/disclosure.md ("What each figure tells") why it tells nothing new, and add it here.
"""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random

import pytest

from survey_engine.analysis.checker import Made, attack
from survey_engine.analysis.disclosure import SafeResult
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import (
    Comparator,
    Earlier,
    Findings,
    FoundHospital,
    QuestionFinding,
    StandardFinding,
    VoteEntry,
)
from survey_engine.analysis.groups import GroupRow
from tests.analysis.test_checker import settled_wave, wave

READ = {"eligible", "answered", "base", "percent", "score", "low", "high", "mean", "counts", "withheld"}
WORDS_OF_READ = {"base_words"}  # in public, for a base that is read
MADE_FROM_READ = {
    QuestionFinding: {"comparator", "earlier", "reasons", "survives"},
    Comparator: {"difference"},
    Earlier: {"difference"},  # the earlier figure is of another release and other people
    StandardFinding: {"score", "low", "high", "lowest", "highest", "comparator"},
    VoteEntry: {"shown", "place"},
    FoundHospital: {"has_report", "responses", "rate"},
    Findings: {"responses", "rate", "modes", "standards", "votes", "notes"},
}
OF_WHOM_AND_WHAT = {
    QuestionFinding: {"hospital", "question", "figure"},
    Comparator: {"figure"},
    Earlier: {"wave", "question", "comparison", "words", "figure"},
    StandardFinding: {"hospital", "standard", "title", "group", "questions", "left_out"},
    VoteEntry: {"option", "label", "section"},
    FoundHospital: {"code", "name", "invited"},
    Findings: {
        "audience", "policy", "wave", "opens_on", "closes_on", "posting", "questionnaire", "version", "title",
        "answered_by", "standards_list", "short_form", "invited", "hospitals", "asked", "questions", "key",
    },
}  # fmt: skip


def test_every_part_of_a_figure_is_read() -> None:
    assert {each.name for each in fields(Figure)} == READ | WORDS_OF_READ
    assert {each.name for each in fields(GroupRow)} == {
        "trait", "group", "question", "base", "counts", "withheld"
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(MADE_FROM_READ), ids=lambda kind: kind.__name__)
def test_all_else_in_findings_is_made_from_what_is_read(kind: type[QuestionFinding]) -> None:
    assert {each.name for each in fields(kind)} == MADE_FROM_READ[kind] | OF_WHOM_AND_WHAT[kind]


def with_figure(made: Made, question: str, **parts: object) -> Made:
    """The same release with another figure of hospital A."""

    def other(row: SafeResult) -> SafeResult:
        if (row.hospital, row.question) != ("A", question):
            return row
        return replace(row, figure=replace(row.figure, **parts))  # type: ignore[arg-type]

    return replace(made, safe=replace(made.safe, rows=tuple(other(row) for row in made.safe.rows)))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("overall", {"mean": "high"}),
        ("overall", {"mean": "9.99"}),
        ("kind", {"counts": (("yes", "some"),)}),
        ("kind", {"percent": 50, "score": "50", "low": 49, "high": 51}),
    ],
)
def test_a_figure_that_cannot_be_read_counts_as_telling_all(question: str, parts: dict[str, object]) -> None:
    _, made = settled_wave(wave(Random(5), [60]))
    found = attack(with_figure(made, question, **parts))
    misread = [each.protected for each in found if each.misread]
    assert ("A", question) in {(each.who, each.question) for each in misread}
