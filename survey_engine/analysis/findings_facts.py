"""What findings say beside their figures: the questions as asked, who replied, and notes for the reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from survey_engine.analysis.findings import AskedOption, AskedQuestion, FoundHospital
from survey_engine.analysis.flags import Standing
from survey_engine.analysis.policy import Audience, Policy
from survey_engine.analysis.results import Results
from survey_engine.analysis.suppression import by_hes, nearest
from survey_engine.analysis.votes import is_vote
from survey_engine.questionnaire.bands import Band
from survey_engine.questionnaire.definition import DATED, Kind, Question, QuestionId, Questionnaire, Score


def asked_questions(
    questionnaire: Questionnaire, known: Mapping[QuestionId, Standing]
) -> tuple[AskedQuestion, ...]:
    """Every question that takes an answer, in the order of the questionnaire."""
    found: list[AskedQuestion] = []
    for section in questionnaire.sections:
        for question in (q for page in section.pages for q in page.questions if q.kind is not Kind.STATEMENT):
            found.append(
                AskedQuestion(
                    id=question.id,
                    position=len(found) + 1,
                    section=section.id,
                    section_title=section.title,
                    kind=question.kind,
                    treatment=known[question.id].treatment,
                    text=question.text,
                    short_title=question.short_title,
                    standards=tuple(question.standards),
                    options=_options(question),
                    is_scored=question.is_scored,
                    is_vote=is_vote(question),
                    shared=question.shared,
                    core=question.core,
                )
            )
    return tuple(found)


def _options(question: Question) -> tuple[AskedOption, ...]:
    own = tuple(AskedOption(option.id, option.label, option.score) for option in question.options)
    if question.kind not in DATED:
        return own
    bands = (AskedOption(band.value, f"{band.label} before", Score.UNSCORED) for band in Band)
    return (*bands, *own)


def found_hospitals(
    results: Results,
    names: Mapping[str, str],
    invited: Mapping[str, int],
    named: Collection[str],
    policy: Policy,
) -> tuple[FoundHospital, ...]:
    """Each hospital with its response rate, where this may be told.

    The rate is made from the rounded number of answers, so it says no more than that. In public the number of
    the invited is to the nearest 5 as well, and a hospital without a report of its own tells no answers.
    """
    return tuple(
        _hospital(
            code, names.get(code, code), invited.get(code), results.responses[code], code in named, policy
        )
        for code in results.hospitals
    )


def _hospital(
    code: str, name: str, invited: int | None, size: int, has_report: bool, policy: Policy
) -> FoundHospital:
    is_public = policy.audience is Audience.PUBLIC
    people = nearest(invited, 5) if invited and is_public else invited
    responses = nearest(size, 5) if size >= policy.group and (has_report or not is_public) else None
    rate = min(100, nearest(100 * responses / people, 1)) if responses is not None and people else None
    return FoundHospital(code, name, has_report, people, responses, rate)


def modes_shown(results: Results, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The ways of answering of all hospitals together; none where one hospital is nearly all of them.

    The mode mix of one hospital is quasi-identifying, so this obeys the rule for hidden hospitals.
    """
    if not policy.hide_each_other([size for size in results.responses.values() if size]):
        return ()
    return tuple((mode, by_hes(count)) for mode, count in sorted(results.modes.items()))


def notes(results: Results, policy: Policy, named: Collection[str]) -> tuple[str, ...]:
    """Sentences that a reader of every page and report needs."""
    without = [code for code in results.hospitals if code not in named]
    found = [
        "An interval shows chance only, not who chose not to reply.",
        "Nothing was adjusted for who the patients were or for how they answered.",
        "Answers by telephone tend to be kinder.",
        "The response rate describes who replied. It has no interval.",
    ]
    if without:
        found.append(
            f"Hospitals without a report of their own, as fewer than {policy.report} people were invited "
            f"or fewer than {policy.group} answered: {len(without)}."
        )
    return tuple(found)
