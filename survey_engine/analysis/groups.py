"""Answers told apart by who gave them: all hospitals together, one trait at a time (rule 4).

Without this the equality questions would be asked for nothing. Which questions are traits stands in
`disclosure.yaml` beside the questionnaire.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from survey_engine.analysis.bands import band
from survey_engine.analysis.flags import Standing, Treatment, standings
from survey_engine.analysis.passes import OnPath, pass_over
from survey_engine.analysis.policy import CHARITY, Policy
from survey_engine.analysis.results import Count, add_answer, empty_count
from survey_engine.analysis.suppression import by_hes, nearest
from survey_engine.questionnaire.answers import Response, Value
from survey_engine.questionnaire.bands import Band
from survey_engine.questionnaire.definition import DATED, Question, QuestionId, Questionnaire
from survey_engine.questionnaire.traits import Group, Trait

_MADE_HERE = object()

Groups = tuple[Group, ...]
_Cells = dict[tuple[str, str], Count]  # by answer to the trait ("" is none) and hospital


class GroupWithheld(StrEnum):
    """Why a group of a trait is not shown for a question. The values are codes in results_groups.csv."""

    UNDER_50 = "group_under_50"
    REST_UNDER_10 = "rest_under_10"
    FEW_HOSPITALS = "few_hospitals"
    COULD_BE_WORKED_OUT = "group_could_be_worked_out"

    @property
    def words(self) -> str:
        """The reason in plain words, as methods.md gives it."""
        return _WORDS[self]


_WORDS = {
    GroupWithheld.UNDER_50: "Fewer than 50 people of this group answered the question.",
    GroupWithheld.REST_UNDER_10: "Fewer than 10 people outside this group answered it, so the group beside "
    "all people together would give the rest away.",
    GroupWithheld.FEW_HOSPITALS: "The group's answers come from fewer than 3 hospitals, or one hospital gave "
    "over half of them, so its figure would be that of a hospital.",
    GroupWithheld.COULD_BE_WORKED_OUT: "The groups of this trait, beside the other tables, would give away a "
    "hidden number. So none of them is shown for this question.",
}


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """The raw counts of one wave: for each trait and question, by answer to the trait and by hospital."""

    questionnaire: Questionnaire
    traits: tuple[Trait, ...]
    counts: Mapping[tuple[str, QuestionId], _Cells]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What may be shown of one question for one group of a trait. base: to the nearest 5, None where hidden.

    counts pair an option with its number by the HES rule.
    """

    trait: QuestionId
    group: Group
    question: QuestionId
    base: int | None
    counts: tuple[tuple[str, str], ...] = ()
    withheld: GroupWithheld | None = None


@dataclass(frozen=True, slots=True)
class SafeGroups:
    """results_groups.csv as it may be written. Only `suppress_groups` makes it."""

    policy: Policy
    rows: tuple[GroupRow, ...]
    token: object = field(repr=False)

    def __post_init__(self) -> None:
        if self.token is not _MADE_HERE:
            raise TypeError("only groups.suppress_groups makes SafeGroups")


class GroupCounter:
    """Counts one response after the other; memory holds counts alone."""

    def __init__(self, questionnaire: Questionnaire, opens_on: date) -> None:
        """`opens_on` is the wave's opening day, to which months and years are related (bands.py)."""
        self._questionnaire, self._opens_on = questionnaire, opens_on
        self._traits = asked_traits(questionnaire)
        self._questions = {question.id for question in told_apart(questionnaire)}
        self._counts: dict[tuple[str, QuestionId], _Cells] = {}

    def add(self, response: Response, on_path: OnPath) -> None:
        """Counts one response under its answer to each trait."""
        values = {question.id: (question, value) for question, value in on_path}
        sides = [
            (trait.question, _answer(values.get(QuestionId(trait.question)), self._opens_on))
            for trait in self._traits
        ]
        for question, value in on_path:
            if question.id not in self._questions:
                continue
            for trait, answer in sides:
                cells = self._counts.setdefault((trait, question.id), {})
                place = (answer, response.hospital)
                if place not in cells:
                    cells[place] = empty_count(question)
                add_answer(cells[place], question, value, self._opens_on)

    def result(self) -> GroupCounts:
        """What was counted so far."""
        return GroupCounts(self._questionnaire, self._traits, self._counts)


def count_groups(responses: Iterable[Response], questionnaire: Questionnaire, opens_on: date) -> GroupCounts:
    """Counts a whole wave in one pass."""
    counter = GroupCounter(questionnaire, opens_on)
    pass_over(responses, questionnaire, [counter])
    return counter.result()


def asked_traits(questionnaire: Questionnaire) -> tuple[Trait, ...]:
    """The traits that this version (or its short form) asks for."""
    return tuple(trait for trait in questionnaire.traits if questionnaire.question(trait.question))


def told_apart(questionnaire: Questionnaire) -> list[Question]:
    """The questions whose options may be told apart by a trait: no trait itself, no text, no number, no date.

    Two traits are never crossed: two together single people out.
    """
    traits = {trait.question for trait in questionnaire.traits}
    known = standings(questionnaire)
    return [
        question
        for question in questionnaire.asked()
        if question.id not in traits and question.kind not in DATED and _has_table(known[question.id])
    ]


def _has_table(standing: Standing) -> bool:
    return standing.treatment not in (Treatment.COMMENT, Treatment.FIGURE)


def _answer(given: tuple[Question, Value | None] | None, opens_on: date) -> str:
    """What a person said of herself, as an option or a band; empty where nothing that tells anything."""
    if given is None:
        return ""
    question, value = given
    if not isinstance(value, str) or not value:
        return ""
    option = question.option(value)
    if option is not None:
        return "" if option.escape else option.id
    return band(value, opens_on).value if question.kind in DATED else ""


def suppress_groups(counts: GroupCounts, policy: Policy = CHARITY) -> SafeGroups:
    """The groups that may be shown, and why others may not. Source: rules 1 and 4 of disclosure control.

    Each trait is told apart in one way for the whole file, because two ways could be subtracted: as it was
    asked, or by the first step of its ladder by which more of its groups reach the least base.
    """
    questionnaire = counts.questionnaire
    questions = told_apart(questionnaire)
    rows: list[GroupRow] = []
    for trait in counts.traits:
        asked = questionnaire.question(trait.question)
        if asked is not None:
            groups = _way(counts, trait, asked, questions, policy)
            for question in questions:
                everybody = _answered(counts, trait, question).total()
                rows.extend(_row(counts, trait, group, question, policy, everybody) for group in groups)
    return SafeGroups(policy, tuple(rows), _MADE_HERE)


def withhold_groups(groups: SafeGroups, more: Collection[tuple[str, str]]) -> SafeGroups:
    """The same less all groups of some pairs of a trait and a question (withholding.py)."""
    rows = (_withhold(row) if (row.trait, row.question) in more else row for row in groups.rows)
    return replace(groups, rows=tuple(rows))


def _withhold(row: GroupRow) -> GroupRow:
    if row.withheld:
        return row
    return replace(row, base=None, counts=(), withheld=GroupWithheld.COULD_BE_WORKED_OUT)


def as_asked(question: Question) -> Groups:
    """Every answer to a trait that says something, as a group of its own."""
    options = {name: label for name, label, escape in _named(question) if not escape}
    return tuple(Group(name, label, (name,)) for name, label in options.items())


def _named(question: Question) -> list[tuple[str, str, bool]]:
    from_options = [(option.id, option.label, option.escape) for option in question.options]
    if question.kind in DATED:
        return [(one.value, one.label, False) for one in Band] + from_options
    return [(str(name), label, escape) for name, label, escape in from_options]


def _way(
    counts: GroupCounts, trait: Trait, asked: Question, questions: Sequence[Question], policy: Policy
) -> Groups:
    """The finest of the ways in which the most groups are large enough."""

    answered = [_answered(counts, trait, question) for question in questions]

    def large(way: Groups) -> int:
        sizes = (
            max((sum(by_answer[name] for name in group.options) for by_answer in answered), default=0)
            for group in way
        )
        return sum(size >= policy.pooled for size in sizes)

    return max([as_asked(asked), *trait.ladder], key=large)


def _answered(counts: GroupCounts, trait: Trait, question: Question) -> Counter[str]:
    """How many people answered a question, by their answer to the trait."""
    found = Counter[str]()
    for (answer, _), count in counts.counts.get((trait.question, question.id), {}).items():
        found[answer] += count.answered
    return found


def _sum(counts: GroupCounts, trait: Trait, group: Group, question: Question) -> tuple[Count, list[int]]:
    """The counts of one group, and how many answered in each hospital where any did."""
    whole = empty_count(question)
    by_hospital: dict[str, int] = {}
    for (answer, hospital), count in counts.counts.get((trait.question, question.id), {}).items():
        if answer in group.options:
            whole.add(count)
            if count.answered:
                by_hospital[hospital] = by_hospital.get(hospital, 0) + count.answered
    return whole, list(by_hospital.values())


def _row(
    counts: GroupCounts, trait: Trait, group: Group, question: Question, policy: Policy, everybody: int
) -> GroupRow:
    whole, bases = _sum(counts, trait, group, question)
    hidden = GroupRow(QuestionId(trait.question), group, question.id, None)
    if whole.answered < policy.pooled:
        return replace(hidden, withheld=GroupWithheld.UNDER_50)
    if everybody - whole.answered < policy.group:
        return replace(hidden, withheld=GroupWithheld.REST_UNDER_10)
    if not policy.hide_each_other(bases):
        return replace(hidden, withheld=GroupWithheld.FEW_HOSPITALS)
    shown = tuple((name, by_hes(number)) for name, number in whole.options.items())
    return replace(hidden, base=nearest(whole.answered, 5), counts=shown)
