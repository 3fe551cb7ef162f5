"""The rules of a pledge: a short list, in words, with figures that were released, and looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from survey_engine.analysis.pledge import (
    Action,
    Review,
    Status,
    baseline_faults,
    draft_faults,
    overdue,
    public_view,
    publishing_faults,
    review_day,
    reviews_due,
    title_faults,
    too_many_reason,
    with_baselines,
)
from tests.analysis.pledged import ACTION, BAND, NURSE, PLEDGE, STANDARD


def fields(faults: object) -> list[str]:
    return [one.field for one in faults]  # type: ignore[attr-defined]  # whatever has faults


def test_a_whole_pledge_has_no_fault() -> None:
    assert publishing_faults(PLEDGE) == ()


@pytest.mark.parametrize(
    ("count", "reason", "is_allowed"),
    [(1, "", True), (5, "", True), (6, "", False), (6, "Two wards joined.", True), (7, "So many.", True),
     (8, "So many.", False)],
)  # fmt: skip
def test_about_five_actions_and_never_more_than_seven(count: int, reason: str, is_allowed: bool) -> None:
    assert (too_many_reason(count, reason) == "") is is_allowed
    many = tuple(replace(ACTION, id=f"{number:032x}") for number in range(count))
    faults = publishing_faults(replace(PLEDGE, actions=many, more_reason=reason))
    assert (faults == ()) is is_allowed


def test_figures_are_copied_from_the_release_of_its_own_wave_and_never_typed() -> None:
    later = replace(NURSE, wave="W2", shown="70 %")
    empty = Action("a", standards=("IS1",), questions=("nurse_has", "withheld"))
    copied = with_baselines(empty, (NURSE, BAND, STANDARD, later), "W1")
    assert copied.baselines == (NURSE, STANDARD)
    assert with_baselines(copied, (), "W1").baselines == ()


def test_a_figure_that_is_not_in_the_release_word_for_word_is_found() -> None:
    forged = replace(PLEDGE, actions=(replace(ACTION, baselines=(replace(NURSE, shown="12 %"),)),))
    assert baseline_faults(PLEDGE, (NURSE,)) == ()
    assert fields(baseline_faults(forged, (NURSE,))) == ["questions"]
    assert fields(baseline_faults(PLEDGE, ())) == ["questions"]


@pytest.mark.parametrize("field", ["you_said", "we_will", "owner", "reason", "we_did"])
@pytest.mark.parametrize("text", ["12% of you waited", "Sister Jones will do it", "ring 0117 496 0000"])
def test_no_public_text_holds_a_withheld_number_or_a_name(field: str, text: str) -> None:
    action = replace(replace(ACTION, reason="No room."), **{field: text})  # type: ignore[arg-type]
    assert fields(draft_faults(action)) == [field]


def test_a_day_of_a_promise_is_no_trace_of_a_patient() -> None:
    assert draft_faults(replace(ACTION, we_will="From 1 March 2027 a nurse is there at 9.30.")) == ()


def test_evidence_is_for_few_eyes_and_may_hold_an_audit() -> None:
    assert draft_faults(replace(ACTION, evidence="Audit: 45 of 50 patients had a plan.")) == ()
    shown = public_view(replace(PLEDGE, actions=(replace(ACTION, evidence="Audit"),), more_reason="Because"))
    assert (shown.actions[0].evidence, shown.more_reason) == ("", "")


def test_a_title_holds_no_number_and_counts_of_people_are_sensible() -> None:
    assert fields(title_faults(replace(PLEDGE, title="42% is not enough"))) == ["title"]
    assert fields(title_faults(replace(PLEDGE, agreed_patients=-1))) == ["agreed_patients"]
    assert fields(title_faults(replace(PLEDGE, agreed_staff=501))) == ["agreed_staff"]


def test_what_is_missing_is_said_before_it_is_published() -> None:
    bare = replace(PLEDGE, title="", actions=(Action("a"),))
    assert fields(publishing_faults(bare)) == ["title", "you_said", "we_will", "owner", "due"]
    assert fields(publishing_faults(replace(PLEDGE, actions=()))) == ["actions"]


@pytest.mark.parametrize(
    ("status", "missing"),
    [(Status.AGREED, []), (Status.STARTED, []), (Status.DELAYED, ["reason"]), (Status.DROPPED, ["reason"]),
     (Status.DONE, ["we_did"])],
)  # fmt: skip
def test_a_status_says_what_patients_will_ask(status: Status, missing: list[str]) -> None:
    assert fields(draft_faults(replace(ACTION, status=status))) == missing


@pytest.mark.parametrize(
    ("months", "day"),
    [(6, date(2028, 2, 29)), (12, date(2028, 8, 31)), (18, date(2029, 2, 28))],
)
def test_reviews_are_counted_from_the_day_it_was_published(months: int, day: date) -> None:
    assert review_day(date(2027, 8, 31), months) == day


def test_a_review_is_due_until_it_or_a_later_one_was_held() -> None:
    public = replace(PLEDGE, published_on=date(2027, 6, 1))
    assert reviews_due(PLEDGE) == ()
    assert [one.months for one in reviews_due(public)] == [6, 12, 18]
    assert overdue(public, date(2027, 12, 1)) == ()
    assert [(one.months, one.due) for one in overdue(public, date(2027, 12, 2))] == [(6, date(2027, 12, 1))]
    assert [one.months for one in overdue(public, date(2029, 1, 1))] == [18]
    held = replace(ACTION, reviews=(Review(6, date(2027, 12, 3), Status.STARTED),))
    assert [one.months for one in reviews_due(replace(public, actions=(held,)))] == [12, 18]
    done = replace(held, status=Status.DONE, we_did="A nurse is there.")
    assert reviews_due(replace(public, actions=(done,))) == ()


def test_the_public_reads_why_only_where_it_is_late_or_dropped() -> None:
    action = replace(
        ACTION, reason="No room.", reviews=(Review(6, date(2027, 12, 3), Status.STARTED, "Ask Ann"),)
    )
    assert public_view(replace(PLEDGE, actions=(action,))).actions[0].reason == ""
    late = public_view(replace(PLEDGE, actions=(replace(action, status=Status.DELAYED),)))
    assert late.actions[0].reason == "No room."
    assert late.actions[0].reviews[0].note == ""
    assert public_view(replace(PLEDGE, more_reason="Ask Ann.")).more_reason == ""
