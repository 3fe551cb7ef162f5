"""Disclosure control must leave a hospital of 38 answers what its pledge needs.

13 % of them were told elsewhere, 20 % skip the hard parts, and one answer in ten is "I do not know" or
"I did not need this". Every standard that patients can speak of still has a score, and the vote its top five.
"""

from __future__ import annotations

from datetime import date

from survey_engine.analysis.answer_pairs import AnswerPairs
from survey_engine.analysis.disclosure import ALL_HOSPITALS, SafeResults, suppress
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_gate import WaveOfFindings, suppress_findings
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.report_choices import asked_for
from survey_engine.analysis.results import count_results
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Response, Value
from survey_engine.questionnaire.definition import Kind, Question, QuestionId, Score
from survey_engine.questionnaire.loading import Catalogue, load_questionnaire
from survey_engine.questionnaire.routing import prune

SURVEY = load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / "1.yaml")
PEOPLE, TOLD_ELSEWHERE, SKIP = 38, 5, 8
HARD = {section.id for section in SURVEY.sections if section.distressing}
IN_HARD = {question.id for page in SURVEY.pages if page.section in HARD for question in page.questions}
VOTES = ["nurse", "symptoms", "plan", "visits", "feelings", "family", "money"]


def answer(question: Question, person: int, place: int) -> Value:
    """One answer in ten out of the score, the others two to one for the care; the same in every run."""
    sides = {score: [option.id for option in question.options if option.score is score] for score in Score}
    if question.id == "priorities":
        chosen_parts = {VOTES[person % 7], VOTES[person % 3]}
        return tuple(option.id for option in question.options if option.id in chosen_parts)
    if (person + place) % 10 == 0 and sides[Score.NONE]:
        return sides[Score.NONE][0]
    side = sides[Score.NEGATIVE] if (person + place) % 3 == 0 else sides[Score.POSITIVE]
    chosen = side or [option.id for option in question.options]
    return chosen[person % len(chosen)]


def people(hospital: str = "RXQ", turn: int = 0) -> list[Response]:
    """`turn` gives another hospital other people with the same habits."""
    found = []
    for person in range(PEOPLE):
        answers: dict[QuestionId, Value] = {}
        for place, question in enumerate(SURVEY.asked()):
            skipped = question.id in IN_HARD and person >= PEOPLE - SKIP
            if question.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE) and not skipped:
                answers[question.id] = answer(question, (person + turn) % PEOPLE, place)
        answers[QuestionId("dx_where")] = "other_nhs" if person < TOLD_ELSEWHERE else "here"
        found.append(
            Response(
                SURVEY.id, SURVEY.version, SURVEY.content_hash, "W26", hospital, "en", "web", False, True,
                dict(prune(SURVEY, answers)),
            )
        )  # fmt: skip
    return found


def results() -> SafeResults:
    return suppress(count_results(people(), SURVEY, date(2026, 6, 1)))


def figures() -> dict[str, Figure]:
    return {row.question: row.figure for row in results().rows if row.hospital == "RXQ"}


def found(audience: Audience, hospitals: int = 4) -> Findings:
    """What an audience has of a wave of several such hospitals."""
    everybody = [one for n in range(hospitals) for one in people(f"RX{n}", n)]
    standards = Catalogue.read([builtin_folder("questionnaires")]).standards(SURVEY.standards)
    names = {f"RX{n}": f"Hospital {n}" for n in range(hospitals)}
    wave = WaveOfFindings(
        "W26", date(2026, 6, 1), date(2026, 7, 31), "sealed", names, dict.fromkeys(names, 90)
    )
    results = count_results(everybody, SURVEY, date(2026, 6, 1))
    pairs = AnswerPairs(SURVEY).take(everybody, SURVEY)
    return suppress_findings(results, wave, audience, pairs=pairs, standards=standards)


def test_every_standard_has_a_score_for_the_hospital_and_for_all_of_them() -> None:
    given = found(Audience.HOSPITAL)
    asked = {standard for question in given.asked for standard in question.standards}
    for place in ("RX0", ALL_HOSPITALS):
        scores = {one.standard: one for one in given.standards_of(place)}
        assert set(scores) == asked
        assert all(one.score is not None for one in scores.values())
        assert all(one.low is not None or one.lowest for one in scores.values())
    assert all(one.comparator is not None for one in given.standards_of("RX0"))
    assert len(asked) >= 15


def test_in_public_every_standard_has_a_score_for_all_hospitals_together() -> None:
    given = found(Audience.PUBLIC)
    asked = {standard for question in given.asked for standard in question.standards}
    scored = {one.standard for one in given.standards_of(ALL_HOSPITALS) if one.score is not None}
    assert scored == asked
    alone = {one.standard for one in given.standards_of("RX0") if one.score is not None}
    # Standards that only flagged questions speak of are published for all hospitals together alone.
    assert asked - alone == {"TC4", "PS3", "DX"}


def test_the_vote_shows_its_top_five_to_every_audience() -> None:
    for audience in (Audience.HOSPITAL, Audience.PUBLIC):
        given = found(audience)
        for place in ("RX0", ALL_HOSPITALS):
            first = asked_for(given, place)
            assert len(first) >= 5
            assert [one.place for one in first] == sorted(one.place or 0 for one in first)


def test_every_standard_patients_can_speak_of_has_a_score() -> None:
    shown = figures()
    standards = {standard for question in SURVEY.asked() for standard in question.standards}
    with_score = {
        standard
        for question in SURVEY.asked()
        for standard in question.standards
        if question.id in shown and shown[question.id].score
    }
    assert len(standards) >= 15
    assert with_score == standards


def test_the_vote_shows_its_top_five() -> None:
    counts = dict(figures()["priorities"].counts)
    first_five = sorted((int(n) for n in counts.values() if n.isdecimal()), reverse=True)[:5]
    assert len(first_five) == 5
    hidden = [n for n in counts.values() if not n.isdecimal()]
    assert set(hidden) == {"fewer than 3"}
