"""The gate for reports and published pages: the only maker of Findings beside the reader of a signed file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from survey_engine.analysis.answer_pairs import AnswerPairs
from survey_engine.analysis.comparators import comparator_figure
from survey_engine.analysis.crosswalk import Join
from survey_engine.analysis.differences import difference
from survey_engine.analysis.disclosure import ALL_HOSPITALS, suppress
from survey_engine.analysis.discussion import flagged
from survey_engine.analysis.earlier_waves import beside_earlier
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Comparator, Findings, QuestionFinding, StandardFinding, Vote
from survey_engine.analysis.findings_facts import (
    asked_questions,
    found_hospitals,
    modes_shown,
    notes,
)
from survey_engine.analysis.flags import Standing, standings
from survey_engine.analysis.gate_key import GATE_KEY
from survey_engine.analysis.policy import Audience, Policy, Withheld, policy_of
from survey_engine.analysis.public_figures import public_figure, public_pooled_figure
from survey_engine.analysis.results import Results
from survey_engine.analysis.standard_scores import Evidence, standard_findings
from survey_engine.analysis.suppression import nearest
from survey_engine.analysis.votes import is_vote, vote
from survey_engine.questionnaire.definition import Question, QuestionId
from survey_engine.questionnaire.standards import StandardsList


@dataclass(frozen=True, slots=True)
class WaveOfFindings:
    """What a wave is, beside its answers. hospitals: names by code; invited: numbers of people by code."""

    code: str
    opens_on: date
    closes_on: date
    posting: str
    hospitals: Mapping[str, str]
    invited: Mapping[str, int]
    short_form: bool = False


@dataclass(frozen=True, slots=True)
class _Making:
    """What every step needs: raw counts go in, and only what the policy allows comes out."""

    results: Results
    policy: Policy
    named: tuple[str, ...]  # hospitals that may have a report of their own
    known: Mapping[QuestionId, Standing]
    column: Mapping[QuestionId, dict[str, Figure]]  # the hospital's column of the table, by question
    people: Mapping[str, int]  # how many answered, as it stands beside these figures


def suppress_findings(
    results: Results,
    wave: WaveOfFindings,
    audience: Audience,
    *,
    pairs: AnswerPairs | None = None,
    standards: StandardsList | None = None,
    earlier: Findings | None = None,
    joins: Sequence[Join] = (),
    more: Mapping[tuple[str, str], int] | None = None,
) -> Findings:
    """What one audience may see of a wave: figures, comparators, flags, votes and scores of standards.

    HOSPITAL is the hospital's report and the charity's own tables: one column of the disclosure table. PUBLIC
    is made from that column by coarsening alone, and has no comparator, no difference and no flag. `pairs`
    have taken every response of the wave: without them standards have no interval. `standards` give these
    their titles and order. `earlier` are the findings of an earlier wave for the same audience; `joins` the
    crosswalk up to this version; `more` what the attack on the tables asks to be withheld (withholding.py).

    Only the figures and the comparators' figures are made from raw counts, each by rules that allow for the
    others. All else (differences, flags, what survives, votes, the means of standards) is worked out from
    these as they are shown, so it tells a reader nothing new. The intervals of standards are the exception:
    `standard_scores` says why they may be shown. Raises TooFewAnswersError; ValueError for another audience,
    or for earlier findings of another one (`beside_earlier` puts these there later too).
    """
    if audience is Audience.CHARITY:
        raise ValueError("the charity's own tables are those of the hospital's column")
    making = _begin(results, wave, audience, more)
    rows: list[QuestionFinding] = []
    votes: list[Vote] = []
    scores: list[StandardFinding] = []
    for hospital in (*results.hospitals, ALL_HOSPITALS):
        own = [_row(making, hospital, question) for question in _asked(making)]
        chosen = _vote(making, hospital, own)
        votes += [chosen] if chosen else []
        rows += _flagged(making, own, chosen) if hospital != ALL_HOSPITALS else own
        scores += _scores(making, hospital, own, pairs, standards)
    whole = _whole(making, wave, tuple(rows), tuple(scores), tuple(votes))
    return whole if earlier is None else beside_earlier(whole, earlier, joins)


def _begin(
    results: Results,
    wave: WaveOfFindings,
    audience: Audience,
    more: Mapping[tuple[str, str], int] | None,
) -> _Making:
    policy = policy_of(results.questionnaire, audience)
    named = tuple(
        code
        for code in results.hospitals
        if wave.invited.get(code, 0) >= policy.report and results.responses[code] >= policy.group
    )
    column: dict[QuestionId, dict[str, Figure]] = {}
    safe = suppress(results, policy, more)
    for row in safe.rows:
        column.setdefault(row.question, {})[row.hospital] = row.figure
    return _Making(results, policy, named, standings(results.questionnaire), column, safe.people)


def _asked(making: _Making) -> Iterator[Question]:
    return (question for question in making.results.questionnaire.asked() if question.id in making.column)


def _row(making: _Making, hospital: str, question: Question) -> QuestionFinding:
    if making.policy.audience is Audience.PUBLIC:
        return QuestionFinding(hospital, question.id, _published(making, hospital, question))
    figure = making.column[question.id][hospital]
    return QuestionFinding(hospital, question.id, figure, _comparator(making, hospital, question))


def _single(making: _Making, question: Question) -> dict[str, Figure]:
    column = making.column[question.id]
    return {hospital: column[hospital] for hospital in making.results.hospitals}


def _published(making: _Making, hospital: str, question: Question) -> Figure:
    results, standing, figures = making.results, making.known[question.id], _single(making, question)
    if hospital != ALL_HOSPITALS:
        figure = public_figure(figures[hospital], standing, making.policy)
        is_unnamed = hospital not in making.named and figure.is_shown
        return Figure(withheld=(Withheld.FEW_INVITED,)) if is_unnamed else figure
    counts = {code: results.count(code, question.id) for code in figures}
    pooled = making.column[question.id][ALL_HOSPITALS]
    return public_pooled_figure(counts, figures, pooled, question, standing, making.policy, making.named)


def _comparator(making: _Making, hospital: str, question: Question) -> Comparator | None:
    """None where a comparison makes no sense; otherwise with a score, or with the reason why it has none."""
    if hospital == ALL_HOSPITALS or not question.is_scored or not making.column[question.id][hospital].score:
        return None
    results, standing, policy = making.results, making.known[question.id], making.policy
    figures, sizes = _single(making, question), results.responses
    counts = {code: results.count(code, question.id) for code in figures}
    # The charity holds rows beside these findings: a hospital with rows of its own hides nobody.
    in_rows = {code for code in counts if standing.may_be_in_rows and sizes[code] >= policy.rows_hospital}
    other = comparator_figure(hospital, counts, figures, question, standing, policy, in_rows)
    return Comparator(other, difference(figures[hospital], other))


def _vote(making: _Making, hospital: str, rows: Sequence[QuestionFinding]) -> Vote | None:
    questionnaire = making.results.questionnaire
    chosen = next((question for question in _asked(making) if is_vote(question)), None)
    if chosen is None:
        return None
    figure = next(row.figure for row in rows if row.question == chosen.id)
    return vote(hospital, chosen, figure, questionnaire)


def _flagged(
    making: _Making, rows: Sequence[QuestionFinding], chosen: Vote | None
) -> Sequence[QuestionFinding]:
    """Flags are for those who talk with a hospital: never in public."""
    if making.policy.audience is Audience.PUBLIC:
        return rows
    questionnaire = making.results.questionnaire
    questions = {question.id: question for question in questionnaire.asked()}
    sections = {question.id: page.section for page in questionnaire.pages for question in page.questions}
    return flagged(rows, questions, sections, chosen)


def _scores(
    making: _Making,
    hospital: str,
    rows: Sequence[QuestionFinding],
    pairs: AnswerPairs | None,
    standards: StandardsList | None,
) -> tuple[StandardFinding, ...]:
    evidence = _evidence(making, hospital, rows, pairs)
    questionnaire = making.results.questionnaire
    return standard_findings(hospital, rows, questionnaire, making.known, standards, evidence)


def _evidence(
    making: _Making, hospital: str, rows: Sequence[QuestionFinding], pairs: AnswerPairs | None
) -> Evidence | None:
    """The single answers behind the figures of a hospital, or of all: of figures that left nobody out."""
    if pairs is None:
        return None
    results = making.results
    hospitals = results.hospitals if hospital == ALL_HOSPITALS else (hospital,)
    whole = frozenset(
        row.question
        for row in rows
        if Withheld.HOSPITALS_LEFT_OUT not in row.figure.withheld
        and making.column[row.question][hospital].base
        == sum(results.count(code, row.question).scored for code in hospitals)
    )
    return Evidence(pairs, hospitals, whole)


def _whole(
    making: _Making,
    wave: WaveOfFindings,
    rows: tuple[QuestionFinding, ...],
    scores: tuple[StandardFinding, ...],
    votes: tuple[Vote, ...],
) -> Findings:
    results, policy, questionnaire = making.results, making.policy, making.results.questionnaire
    is_public = policy.audience is Audience.PUBLIC
    responses = making.people[ALL_HOSPITALS]
    invited = sum(wave.invited.values()) or None
    shown = nearest(invited, 5) if invited and is_public else invited
    return Findings(
        audience=policy.audience,
        policy=policy.version,
        wave=wave.code,
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
        posting=wave.posting,
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        title=questionnaire.title,
        answered_by=questionnaire.answered_by,
        standards_list=questionnaire.standards,
        short_form=wave.short_form,
        responses=responses,
        invited=shown,
        rate=min(100, nearest(100 * responses / invited, 1)) if invited else None,
        modes=modes_shown(results, policy),
        hospitals=found_hospitals(results, wave.hospitals, wave.invited, making.named, making.people, policy),
        asked=asked_questions(questionnaire, making.known),
        questions=rows,
        standards=scores,
        votes=votes,
        notes=notes(results, policy, making.named),
        key=GATE_KEY,
    )
