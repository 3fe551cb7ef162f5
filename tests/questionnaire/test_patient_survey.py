"""Facts about the patient survey as shipped: its size, its words, its paths, its flags."""

from __future__ import annotations

import re

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.capacity import longest_plaintext
from survey_engine.questionnaire.checking import check_file
from survey_engine.questionnaire.definition import Flag, Kind, QuestionId, Questionnaire, Score
from survey_engine.questionnaire.disclosure_rules import flagged_filters
from survey_engine.questionnaire.problem import Level
from survey_engine.questionnaire.routing import path, shown_questions
from survey_engine.questionnaire.standards import read_standards
from survey_engine.questionnaire.wording import texts

LONGEST_SENTENCE = 20
CONTRACTION = re.compile(r"\b\w+n['’]t\b|\b(can|won|shan)['’]t\b", re.IGNORECASE)


def names(questionnaire: Questionnaire, flag: Flag) -> set[str]:
    return {question.id for question in questionnaire.questions if flag in question.flags}


def test_it_has_no_error_and_two_warnings_that_its_next_version_accepts() -> None:
    problems = check_file(builtin_folder("questionnaires") / "sbc_patient" / "1.yaml")
    assert {problem.level for problem in problems} == {Level.WARNING}
    rules = [re.findall(r"accept: {(\w+)", problem.text) for problem in problems]
    assert rules == [["grade"], ["many_options"]]


def test_it_has_55_questions_25_core_40_scored(patient_survey: Questionnaire) -> None:
    asked = list(patient_survey.asked())
    assert len(asked) == 55
    assert len({question.id for question in asked}) == 55
    assert sum(question.core for question in asked) == 25
    scored = [question.id for question in asked if question.is_scored]
    assert len(scored) == 40
    assert "overall" in scored


def test_its_parts(patient_survey: Questionnaire) -> None:
    assert [section.id for section in patient_survey.sections] == [
        "about_dx", "told", "nurse", "plan", "team", "symptoms", "feelings", "family_money", "visits",
        "overall", "about_you",
    ]  # fmt: skip
    assert [section.id for section in patient_survey.sections if section.distressing] == ["told", "symptoms"]
    [about_you] = [section for section in patient_survey.sections if section.after_check]
    [page] = about_you.pages
    assert [question.id for question in page.questions] == ["filled_by", "age_band", "gender", "ethnic"]


def test_no_sentence_is_long_and_nothing_is_contracted(patient_survey: Questionnaire) -> None:
    for text in texts(patient_survey):
        assert not CONTRACTION.search(text.text), text
        for sentence in re.split(r"[.?!]", text.text):
            assert len(sentence.split()) <= LONGEST_SENTENCE, text


def test_titles_are_short_and_different(patient_survey: Questionnaire) -> None:
    titles = [question.short_title for question in patient_survey.asked()]
    assert len(set(titles)) == len(titles)


def test_flags(patient_survey: Questionnaire) -> None:
    assert names(patient_survey, Flag.HIGH_RISK) == {"dx_month", "gender", "ethnic"}
    assert names(patient_survey, Flag.SENSITIVE) == {"dx_first", "pain_any", "help_more", "ahead_offer"}
    assert names(patient_survey, Flag.QUASI_IDENTIFIER) == {
        "dx_first", "dx_where", "trial_talk", "child_any", "work_then", "filled_by", "age_band",
    }  # fmt: skip
    assert names(patient_survey, Flag.FREE_TEXT) == {"best_thing", "change_thing"}
    assert names(patient_survey, Flag.DESCRIPTIVE) == {"nurse_else", "priorities"}


def test_what_tells_of_a_flagged_question_says_so(patient_survey: Questionnaire) -> None:
    inherited = {question.id: question.inherits for question in patient_survey.asked() if question.inherits}
    assert inherited == {
        **dict.fromkeys(("told_caring", "told_with", "told_clear", "told_info", "told_phone"), ("dx_where",)),
        "pain_help": ("pain_any",),
        "child_help": ("child_any",),
        "work_help": ("work_then",),
    }
    for question in patient_survey.asked():
        assert question.inherits == flagged_filters(patient_survey, question)


def test_not_being_sure_is_a_failure_where_it_matters(patient_survey: Questionnaire) -> None:
    for name in ("nurse_has", "call_night"):
        question = patient_survey.question(name)
        assert question is not None
        unsure = question.option("not_sure")
        assert unsure is not None
        assert unsure.score is Score.NEGATIVE
        assert unsure.escape


def test_only_the_best_counts_for_respect(patient_survey: Questionnaire) -> None:
    respect = patient_survey.question("visit_respect")
    assert respect is not None
    assert [option.id for option in respect.options if option.score is Score.POSITIVE] == ["always"]


def test_the_gp_surgery_is_reported_apart(patient_survey: Questionnaire) -> None:
    assert [item.id for item in patient_survey.questions if item.shared] == ["gp_times", "gp_told", "gp_help"]


def test_every_standard_for_patients_is_measured_by_a_question_of_the_hospital(
    patient_survey: Questionnaire,
) -> None:
    listed = read_standards(builtin_folder("questionnaires") / "standards" / "sbc_2024.yaml")
    measured = {code for item in patient_survey.questions if not item.shared for code in item.standards}
    assert measured == {standard.code for standard in listed.standards} - {"DATA"}
    assert [standard.code for standard in listed.standards if standard.local] == ["DX", "ACC", "DATA", "OVR"]
    assert sum(not standard.local for standard in listed.standards) == 12


def test_the_longest_draft_fits_its_padding(patient_survey: Questionnaire) -> None:
    assert longest_plaintext(patient_survey) <= patient_survey.plaintext_bytes == 15360


def test_at_most_three_priorities_and_none_of_these_last(patient_survey: Questionnaire) -> None:
    priorities = patient_survey.question("priorities")
    assert priorities is not None
    assert priorities.max_choices == 3
    assert priorities.options[-1].id == "none"
    assert priorities.options[-1].exclusive


YES = {"pain_any": "yes", "child_any": "yes", "work_then": "yes"}
NO = {"pain_any": "no", "child_any": "no", "work_then": "no"}
PATHS: list[tuple[str, dict[str, Value], int]] = [
    ("nothing answered", {}, 43),
    ("told here, a nurse, everything applies", {"dx_where": "here", "nurse_has": "yes_sbc", **YES}, 54),
    (
        "told by phone, a nurse, everything applies",
        {"dx_where": "phone", "nurse_has": "yes_breast", **YES},
        54,
    ),
    ("told elsewhere, no nurse, everything applies", {"dx_where": "elsewhere", "nurse_has": "no", **YES}, 47),
    ("told elsewhere, not sure of a nurse", {"dx_where": "private", "nurse_has": "not_sure", **YES}, 47),
    ("told elsewhere, no nurse, nothing applies", {"dx_where": "dk", "nurse_has": "no", **NO}, 44),
    ("told here, no nurse, nothing applies", {"dx_where": "here", "nurse_has": "no", **NO}, 49),
    ("rather not say", {"pain_any": "pns", "child_any": "pns", "work_then": "pns"}, 43),
]


@pytest.mark.parametrize(("given", "count"), [item[1:] for item in PATHS], ids=[item[0] for item in PATHS])
def test_known_paths(patient_survey: Questionnaire, given: dict[str, Value], count: int) -> None:
    answers = {QuestionId(name): value for name, value in given.items()}
    shown = [
        question
        for page in path(patient_survey, answers)
        for question in shown_questions(page, answers)
        if question.kind is not Kind.STATEMENT
    ]
    assert len(shown) == count
    heads = [page.section for page in path(patient_survey, answers) if page.starts_part]
    told = given.get("dx_where") in ("here", "phone")
    assert heads == (["told", "symptoms"] if told else ["symptoms"])
