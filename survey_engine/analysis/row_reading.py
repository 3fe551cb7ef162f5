"""What the file of rows tells a reader beside the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from survey_engine.analysis.disclosure import Release, SafeResults
from survey_engine.analysis.flags import standings
from survey_engine.analysis.knowledge import Knowledge, Protected
from survey_engine.analysis.reading import Cells
from survey_engine.analysis.results import Results
from survey_engine.questionnaire.definition import Question, QuestionId, Score


def read_rows(
    release: Release,
    results: Results,
    safe: SafeResults,
    known: Knowledge,
    only: Collection[str] | None = None,
) -> list[Protected]:
    """Adds the sums that the rows give (of the questions `only`); returns what they say openly.

    That is taken out of what is protected. Where rows say openly how many people a hidden number is among
    (those who could see the question, or who gave that answer in all groups together), it can have no more
    values than they and none of them: three people, three values, but one person only two.

    By hospital: each told answer of a hospital under its own name, and the sum of those of the merged ones.
    Pooled: the sum of each told answer over all hospitals but those whose rows are blank at the question.
    What the rows of a hospital say openly (rule 4) is hidden from their reader in no table.
    """
    open_hospitals, in_rows = _open_hospitals(release, results, safe), _in_rows(results, only)
    openly = [each for each in known.protected if each.question in in_rows and each.who in open_hospitals]
    known.protected = [
        _among_those_told(each, results, open_hospitals)
        for each in known.protected
        if not (each.question in in_rows and each.who in open_hospitals)
    ]
    if release.pooled is not None:
        for question_id, hospitals in release.pooled.told_of.items():
            asked = results.questionnaire.question(question_id)
            if asked is not None and (only is None or question_id in only):
                _tell(asked, hospitals, results, known)
        return openly
    for question in in_rows.values():
        for name in open_hospitals:
            _tell(question, [name], results, known)
        if release.merged and question.id not in release.blanked:
            _tell(question, release.merged, results, known)
    return openly


def _open_hospitals(release: Release, results: Results, safe: SafeResults) -> list[str]:
    """The hospitals whose rows stand under their own name."""
    hidden = {*release.merged, *release.left_out}
    least = safe.policy.rows_hospital
    return [name for name in results.hospitals if name not in hidden and results.responses[name] >= least]


def _in_rows(results: Results, only: Collection[str] | None) -> dict[QuestionId, Question]:
    treated = standings(results.questionnaire)
    return {
        question.id: question
        for question in results.questionnaire.asked()
        if treated[question.id].may_be_in_rows and (only is None or question.id in only)
    }


def _among_those_told(each: Protected, results: Results, open_hospitals: Collection[str]) -> Protected:
    question = QuestionId(each.question)
    if each.trait:
        options = {option for _, _, option in each.weights}
        people = sum(results.count(name, question).options[o] for name in results.hospitals for o in options)
    elif each.who in open_hospitals:
        people = results.count(each.who, question).eligible
    else:
        return each
    return replace(each, values=min(each.values, people + 1))


def _tell(question: Question, hospitals: Iterable[str], results: Results, known: Knowledge) -> None:
    """The exact number of each answer that rows tell, over these hospitals together."""
    names = list(hospitals)
    several = [Cells(question, name) for name in names]
    counts = [results.count(name, question.id) for name in names]
    for option in told_options(question):
        number = sum(count.options[option] for count in counts)
        known.tell([cells.option(option) for cells in several], number, number)
    if question.is_scored:
        good, bad = sum(count.positive for count in counts), sum(count.negative for count in counts)
        known.tell([cell for cells in several for cell in cells.side(Score.POSITIVE)], good, good)
        known.tell([cell for cells in several for cell in cells.side(Score.NEGATIVE)], bad, bad)


def told_options(question: Question) -> list[str]:
    """The options that a row tells: the others are blank in it."""
    if question.is_scored:
        sides = (Score.POSITIVE, Score.NEGATIVE)
        return [option.id for option in question.options if option.score in sides]
    return [option.id for option in question.options if not option.escape and option.score is not Score.NONE]
