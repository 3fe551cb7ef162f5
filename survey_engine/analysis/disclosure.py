"""The gate: the only place that makes SafeResults and Release, all that files and pages are given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from survey_engine.analysis.figures import Figure, hospital_figure
from survey_engine.analysis.flags import Standing, Treatment, standings
from survey_engine.analysis.merging import RowCounter, blanked_when_merged
from survey_engine.analysis.passes import pass_over
from survey_engine.analysis.people import people_shown, people_together, seen_by_all
from survey_engine.analysis.policy import CHARITY, Policy, Withheld
from survey_engine.analysis.pooled_rows import PooledRows, pool_rows
from survey_engine.analysis.pooling import pooled_figure
from survey_engine.analysis.results import Results
from survey_engine.analysis.rows import HOSPITAL, row_cells, row_columns
from survey_engine.analysis.shuffling import NewShuffle, Record
from survey_engine.analysis.suppression import WITHHELD, by_hes
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Question, QuestionId, Questionnaire
from survey_engine.questionnaire.modes import Unclear

ALL_HOSPITALS = "all hospitals"
OTHER_HOSPITALS = "other hospitals"

_MADE_HERE = object()


class TooFewAnswersError(Exception):
    """The wave has so few answers that anything shown could point to a person."""


class RowsNotAvailableError(Exception):
    """The row-level file was asked for in a shape that cannot be made safely."""


class RowShape(StrEnum):
    """The two shapes of rule 4, of which a wave may ever have one."""

    BY_HOSPITAL = "by-hospital"
    POOLED = "pooled"


@dataclass(frozen=True, slots=True)
class SafeResult:
    """What may be shown of one question in one hospital (a code, or ALL_HOSPITALS)."""

    hospital: str
    question: QuestionId
    figure: Figure


@dataclass(frozen=True, slots=True)
class SafeResults:
    """The results of one wave as one audience may see them. Only `suppress` makes it.

    people: how many answered, rounded, in each hospital with enough answers to be told, and in all. modes:
    how answers came in, over all hospitals; responses and partial: the wave's counts, rounded.
    unclear: of all forms on paper together, how many entries give no answer for each reason, rounded.
    """

    policy: Policy
    rows: tuple[SafeResult, ...]
    people: Mapping[str, int]
    responses: int
    partial: str
    modes: tuple[tuple[str, str], ...]
    unclear: tuple[tuple[Unclear, str], ...]
    token: object = field(repr=False)

    def __post_init__(self) -> None:
        if self.token is not _MADE_HERE:
            raise TypeError("only disclosure.suppress makes SafeResults")


@dataclass(frozen=True, slots=True)
class Release:
    """The rows of one wave as the charity's analysts may have them. Only `release_rows` makes it.

    rows: they can be gone through again and again, in the same random order, however many they are.
    merged: codes of hospitals whose rows stand under OTHER_HOSPITALS; left_out: codes of hospitals without
    rows, because they and other small hospitals together are too few; blanked: questions that are blank in
    the merged rows, because a shown score would leave a hidden hospital.
    """

    shape: RowShape
    columns: tuple[str, ...]
    rows: Collection[Record]
    merged: tuple[str, ...]
    left_out: tuple[str, ...]
    blanked: tuple[QuestionId, ...]
    token: object = field(repr=False)
    pooled: PooledRows | None = None  # how rows without hospitals were made

    def __post_init__(self) -> None:
        if self.token is not _MADE_HERE:
            raise TypeError("only disclosure.release_rows makes a Release")


def require_enough(size: int, policy: Policy = CHARITY) -> None:
    """Raises TooFewAnswersError for a wave of fewer responses than the least group."""
    if size < policy.group:
        raise TooFewAnswersError(
            f"Fewer than {policy.group} people sent answers in this wave. With so few, a table or even a "
            "single line could show who said what, so nothing is opened. The sealed answers stay as they are."
        )


def suppress(
    results: Results, policy: Policy = CHARITY, more: Mapping[tuple[str, str], int] | None = None
) -> SafeResults:
    """The figures that may be shown, for each hospital and for all together, and why others may not.

    `more`, by hospital (or ALL_HOSPITALS) and question, is withheld beside: 1 the single options and the
    mean, 2 the whole figure (withholding.py finds them). Raises TooFewAnswersError. Source of the rules: the
    disclosure table for the charity and the hospital.
    """
    require_enough(results.size, policy)
    found: list[SafeResult] = []
    known = standings(results.questionnaire)
    for question in results.questionnaire.asked():
        if known[question.id].treatment is not Treatment.COMMENT:
            found.extend(_question_rows(results, question, known[question.id], policy, more or {}))
    people = _people(results, [row for row in found if known[row.question].may_be_in_rows], policy)
    return SafeResults(
        policy=policy,
        rows=tuple(_told_alike(found, results.questionnaire, people)),
        people=people,
        responses=people[ALL_HOSPITALS],
        partial=by_hes(results.partial),
        # The mode mix of one hospital is quasi-identifying, so only that of all together is shown.
        modes=tuple((mode, by_hes(count)) for mode, count in sorted(results.modes.items())),
        unclear=tuple((reason, by_hes(count)) for reason, count in sorted(results.unclear.items())),
        token=_MADE_HERE,
    )


def _people(results: Results, exact: Iterable[SafeResult], policy: Policy) -> dict[str, int]:
    """How many answered, as it may be told, of each hospital that is a group and of all together."""
    floors: dict[str, int] = {}
    for row in exact:
        floors[row.hospital] = max(floors.get(row.hospital, 0), row.figure.base or 0)
    of_all = floors.get(ALL_HOSPITALS, 0)
    sizes = {name: size for name, size in results.responses.items() if size >= policy.group}
    told = {name: people_shown(size, [floors.get(name, 0)]) for name, size in sizes.items()}
    return told | {ALL_HOSPITALS: people_together(results.size, [of_all], told, floors)}


def _told_alike(
    rows: Sequence[SafeResult], questionnaire: Questionnaire, people: Mapping[str, int]
) -> Iterable[SafeResult]:
    """The rows with as many "eligible" as people, where everybody could see the question."""
    always = {question.id for question in questionnaire.asked() if not questionnaire.shown_when(question)}
    shown: dict[QuestionId, int] = {}
    for row in rows:
        if row.figure.base is not None and row.hospital != ALL_HOSPITALS:
            shown[row.question] = shown.get(row.question, 0) + people[row.hospital]
    for row in rows:
        is_part = Withheld.HOSPITALS_LEFT_OUT in row.figure.withheld  # then the hidden are all left out
        told = shown.get(row.question) if is_part else people.get(row.hospital)
        yield replace(row, figure=seen_by_all(row.figure, told)) if row.question in always else row


def _question_rows(
    results: Results,
    question: Question,
    standing: Standing,
    policy: Policy,
    more: Mapping[tuple[str, str], int],
) -> Iterable[SafeResult]:
    counts = {hospital: results.count(hospital, question.id) for hospital in results.hospitals}
    figures = {
        hospital: hospital_figure(count, question, standing, policy)
        if results.responses[hospital] >= policy.group
        else Figure(withheld=(Withheld.SMALL_GROUP,))
        for hospital, count in counts.items()
    }
    figures = {name: _less(figure, more.get((name, question.id), 0)) for name, figure in figures.items()}
    for hospital, figure in figures.items():
        yield SafeResult(hospital, question.id, figure)
    sizes = results.responses
    in_rows = {name for name in counts if standing.may_be_in_rows and sizes[name] >= policy.rows_hospital}
    pooled = pooled_figure(counts, figures, question, standing, policy, in_rows)
    yield SafeResult(ALL_HOSPITALS, question.id, _less(pooled, more.get((ALL_HOSPITALS, question.id), 0)))


def _less(figure: Figure, degree: int) -> Figure:
    """A figure without options and mean, or without anything: they would give a hidden number away."""
    if not degree or figure.base is None:
        return figure
    reason = Withheld.COULD_BE_WORKED_OUT
    if degree > 1 or not (figure.counts or figure.mean):
        return Figure(withheld=(reason,))
    hidden = tuple((name, WITHHELD) for name, _ in figure.counts)
    reasons = figure.withheld if reason in figure.withheld else (*figure.withheld, reason)
    return replace(figure, counts=hidden, mean="", withheld=reasons)


def questions_in_rows(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions whose answers may stand in rows, in their order (rule 4)."""
    known = standings(questionnaire)
    return tuple(question for question in questionnaire.asked() if known[question.id].may_be_in_rows)


def release_rows(
    responses: Collection[Response],
    questionnaire: Questionnaire,
    new_shuffle: NewShuffle,
    *,
    shape: RowShape = RowShape.BY_HOSPITAL,
    policy: Policy = CHARITY,
    counted: RowCounter | None = None,
    blank: Collection[QuestionId] = (),
) -> Release:
    """One row a response, for the charity's analysts only (rule 4), in an order made by `new_shuffle`.

    A row holds the hospital and the scored and descriptive answers that neither carry nor inherit a flag;
    whatever is no such answer is one blank. Small hospitals become OTHER_HOSPITALS or are left out. Raises
    TooFewAnswersError, and RowsNotAvailableError for a shape other than by hospital. `counted` is what a
    pass over the same responses has counted; without it they are gone through once more. `blank` are
    questions that must be blank in the rows of merged hospitals beside those that the rules name.
    """
    require_enough(len(responses), policy)
    if shape is not RowShape.BY_HOSPITAL:
        raise RowsNotAvailableError(
            "Rows without hospitals are made by release_pooled_rows. Use by-hospital."
        )
    questions = questions_in_rows(questionnaire)
    if counted is None:
        counted = RowCounter(questions)
        pass_over(responses, questionnaire, [counted])
    names, merged, left_out = _row_hospitals(counted.sizes, policy)
    blanked = blanked_when_merged(counted, questions, standings(questionnaire), merged, policy)
    blanked |= frozenset(blank) if merged else frozenset()
    kept, blank_there = new_shuffle(), dict.fromkeys(merged, blanked)
    for response in responses:
        name = names.get(response.hospital)
        if name is not None:
            hidden = blank_there.get(response.hospital, frozenset())
            kept.add((name, *row_cells(response, questionnaire, questions, hidden)))
    columns = (HOSPITAL, *row_columns(questions))
    in_order = tuple(question.id for question in questions if question.id in blanked)
    return Release(shape, columns, kept.shuffled(), merged, left_out, in_order, _MADE_HERE)


def release_pooled_rows(
    responses: Collection[Response],
    questionnaire: Questionnaire,
    new_shuffle: NewShuffle,
    opens_on: date,
    safe: SafeResults,
    dropped: Collection[QuestionId] = (),
) -> Release:
    """One row a response without its hospital, with coarse traits (pooled_rows.py), for analysts only.

    `dropped` are questions left out beside. Raises TooFewAnswersError; RowsNotAvailableError where nothing
    says into which groups the traits may be joined.
    """
    require_enough(len(responses), safe.policy)
    if not any(trait.ladder and questionnaire.question(trait.question) for trait in questionnaire.traits):
        raise RowsNotAvailableError(
            "Rows without the hospital need age, ethnic group and time since diagnosis in coarse groups, and "
            "no file disclosure.yaml beside this questionnaire says in which. Use by-hospital."
        )
    shown: dict[QuestionId, set[str]] = {}
    for row in safe.rows:
        if row.figure.base is not None:
            shown.setdefault(row.question, set()).add(row.hospital)
    made = pool_rows(responses, questionnaire, opens_on, shown, dropped, safe.policy)
    rows = new_shuffle()
    for one in made.rows:
        rows.add(one)
    return Release(RowShape.POOLED, made.columns, rows.shuffled(), (), (), made.blanked, _MADE_HERE, made)


def _row_hospitals(
    sizes: Mapping[str, int], policy: Policy
) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """The name each hospital's rows stand under, the hospitals merged, and those without rows."""
    names = {hospital: hospital for hospital, size in sizes.items() if size >= policy.rows_hospital}
    small = tuple(sorted(hospital for hospital in sizes if hospital not in names))
    together = sum(sizes[hospital] for hospital in small)
    if len(small) >= policy.rows_merged_hospitals and together >= policy.rows_merged:
        return names | dict.fromkeys(small, OTHER_HOSPITALS), small, ()
    return names, (), small
