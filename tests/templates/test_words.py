"""Words that must be on a page, whole and unchanged."""

from __future__ import annotations

import re

import pytest

from tests.templates.rendering import render
from tests.templates.samples import samples

PROMISE = (
    "The charity reads the answers, but not who gave them. Nothing we keep joins your answers to your "
    "name or your code, and nobody can look them up: not your hospital, not the charity, not someone "
    "who steals the database. Your hospital never sees your own form. It may be able to tell whether "
    "your invitation was used. In a small hospital, what you write could show who you are. Someone who "
    "broke into our computer while you were sending could see your answers. After you press Send, we "
    "cannot find your answers to change or delete them."
)
MERGED = (
    "Your hospital printed your code. It could find out whether the code was used, or use it itself. It "
    "can never read answers that were sent."
)


def words(name: str) -> str:
    """What stands on the page, without its markup."""
    body = render(samples()[name]).partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", "", body.partition(">")[2]).split())


@pytest.mark.parametrize("name", ["welcome", "welcome-error", "privacy"])
def test_the_promise_is_given_word_for_word(name: str) -> None:
    assert PROMISE in words(name)


def test_merged_letters_are_owned_up_to() -> None:
    assert MERGED in words("welcome-error")
    assert MERGED in words("privacy")
    assert MERGED not in words("welcome")


def test_before_sending_it_is_said_that_nothing_can_be_found_afterwards() -> None:
    for name in ("check", "check-more", "check-done"):
        before_the_button = render(samples()[name]).partition('value="send"')[0]
        assert (
            "After you press Send, we cannot find your answers to change or delete them." in before_the_button
        )


def test_the_check_leads_to_the_equality_questions_first_and_never_demands_them() -> None:
    assert "Send now without these questions" in words("check-more")
    assert "Send my answers" in words("check-done")
    assert "questions about you" not in words("check-done")


def test_continue_is_the_first_button_so_enter_presses_it() -> None:
    for name, sample in samples().items():
        if sample.template == "patient/question.jinja":
            first = re.findall(r'<button[^>]*value="([^"]*)"', render(sample))[0]
            assert first == "next", name


def test_clear_is_offered_only_where_there_is_an_answer() -> None:
    assert "Clear my answer" in words("single-answered")
    assert "Clear my answer" not in words("single")


def test_the_return_code_keeps_its_order_in_a_right_to_left_page() -> None:
    html = render(samples()["stop"], direction="rtl")
    assert '<bdi class="code" dir="ltr">012 345 6789</bdi>' in html


def test_no_contractions_and_no_harsh_words() -> None:
    for name in samples():
        assert not re.search(r"\b\w+n[’']t\b|\binvalid\b|\bfailed\b", words(name), re.IGNORECASE), name


def test_the_month_comes_before_the_year_under_one_name() -> None:
    boxes = re.findall(r'<input[^>]*type="text"[^>]*>', render(samples()["month-year"]))
    assert [re.search(r'value="([^"]*)"', box)[1] for box in boxes] == ["March", "2021"]  # type: ignore[index]
    assert ['name="told_caring"' in box for box in boxes] == [True, True]


def test_display_choices_reach_the_page() -> None:
    html = render(samples()["single"], text_size="largest", contrast="dark")
    assert 'data-text-size="largest" data-contrast="dark"' in html
    assert "data-text-size" not in render(samples()["single"])
