"""What findings say beside their figures: the questions as asked, who replied, and notes for the reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

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
    rounded: Mapping[str, int],
    policy: Policy,
) -> tuple[FoundHospital, ...]:
    """Each hospital with its response rate, where this may be told.

    `rounded` are the numbers of answers as they may be shown (`people_shown`), of hospitals large enough. The
    rate is made from these, so it says no more, and only from 20 answers: of "about 15", which may be 12, no
    percentage is near. In public it is the same, beside the number of the invited to the nearest 5, and a
    hospital without a report of its own tells no answers.
    """
    return tuple(
        _hospital(
            FoundHospital(
                code, names.get(code, code), code in named, invited.get(code), rounded.get(code), None
            ),
            policy,
        )
        for code in results.hospitals
    )


def _hospital(one: FoundHospital, policy: Policy) -> FoundHospital:
    is_public = policy.audience is Audience.PUBLIC
    people = nearest(one.invited, 5) if one.invited and is_public else one.invited
    responses = one.responses if one.has_report or not is_public else None
    told = responses is not None and responses >= policy.distribution
    rate = min(100, nearest(100 * responses / one.invited, 1)) if told and responses and one.invited else None
    return replace(one, invited=people, responses=responses, rate=rate)


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
