"""Versions join where they may: by id, by a derived variable, or not at all."""

from __future__ import annotations

from dataclasses import replace

from survey_engine.analysis.codebook import codebook
from survey_engine.analysis.crosswalk import Join, crosswalk
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue

CATALOGUE = Catalogue.read([builtin_folder("questionnaires")])
FIRST, SECOND = CATALOGUE.versions("sbc_patient")[:2]
JOINS = crosswalk([SECOND, FIRST])


def join(question: str) -> Join:
    return next(one for one in JOINS if one.question == question and not one.code)


def test_one_version_has_nothing_to_join() -> None:
    assert crosswalk([FIRST]) == ()


def test_each_question_of_the_newer_version_is_joined_once() -> None:
    whole = [one.question for one in JOINS if one.question and not one.code]
    assert whole == [question.id for question in SECOND.asked()]
    assert [one.earlier for one in JOINS if one.question is None] == ["visit_needle"]


def test_same_with_caution_broken_new_and_ended() -> None:
    names = ("told_caring", "nurse_easy", "trial_talk", "told_info2", "visit_type", "visit_respect")
    found = {name: (join(name).comparison, join(name).joined_as) for name in names}
    assert found == {
        "told_caring": ("same", "told_caring"),
        "nurse_easy": ("with_caution", "nurse_easy"),
        "trial_talk": ("with_caution", "trial_talk"),
        "told_info2": ("broken", ""),
        "visit_type": ("new", ""),
        "visit_respect": ("same", "visit_respect"),
    }
    assert "scored again" in join("visit_respect").why
    assert join("told_info2").earlier == "told_info"


def test_a_month_and_a_band_join_in_a_derived_variable_with_the_same_values() -> None:
    codes = [one for one in JOINS if one.joined_as == "time_since_dx" and one.code]
    old = {one.code: one.joined_code for one in codes if one.version == 1}
    new = {one.code: one.joined_code for one in codes if one.version == 2}
    assert set(old.values()) == set(new.values()) == set(old)
    assert new["u6m"] == "under_6_months"
    assert {one.question for one in codes if one.version == 1} == {"dx_month"}


def test_the_codebook_tells_how_each_column_joins() -> None:
    variables = {each.name: each for each in codebook(SECOND, {}, JOINS)}
    told = variables["dx_when"]
    assert (told.comparison, told.earlier, told.joined_as) == ("with_caution", "dx_month", "time_since_dx")
    assert variables["told_caring"].joined_as == "told_caring"
    assert variables["nurse_else__app"].joined_as == "nurse_else__app"
    assert {each.comparison for each in codebook(FIRST, {})} == {""}


def test_a_derived_variable_goes_on_over_three_versions() -> None:
    joins = crosswalk([FIRST, SECOND, replace(SECOND, version=3)])
    codes = [one for one in joins if one.joined_as == "time_since_dx" and one.code]
    by_version = {
        version: {one.joined_code for one in codes if one.version == version} for version in (1, 2, 3)
    }
    assert by_version[1] == by_version[2] == by_version[3]
    assert {one.code for one in codes if one.version == 3} == {"u6m", "m6_12", "y1_2", "y2_5", "y5"}
    [again] = [one for one in joins if one.version == 3 and one.question == "told_info2"]
    assert (again.earlier, again.comparison) == ("told_info2", "same")
