"""A whole survey on a phone: with scripts, without scripts, and by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.box import answers_saying
from tests.browser.keyboard import Keyboard
from tests.browser.person import Person
from tests.browser.serving import Served

FEWEST_ANSWERS = 50  # of the longest path, which the first answers lead along


def is_what_was_given(found: dict[str, Any], given: dict[str, str]) -> bool:
    """Whether the sealed answers are those that were tapped; a multiple choice is sealed as a list."""
    plain = {name: value[0] if isinstance(value, list) else value for name, value in found.items()}
    return plain == given


def answer_everything_and_send(someone: Person, words: str) -> None:
    texts = {"best_thing": words, "change_thing": "The car park."}
    given = someone.walk_to("/check", texts)
    someone.follow("Continue to the questions about you")
    given |= someone.fill_page({})
    someone.press("Continue")
    assert someone.where == "/check"
    assert words in someone.main
    someone.press("Send my answers")
    assert someone.where == "/done"
    assert "Thank you" in someone.heading
    (found,) = answers_saying(someone.served.database, words)
    assert len(given) > FEWEST_ANSWERS
    assert is_what_was_given(found, given)


def test_from_the_link_with_scripts(person: Callable[..., Person], served: Served) -> None:
    someone, code = person(served), served.new_code()
    someone.page.goto(served.link(code))
    assert someone.page.url == f"{served.base}/i"  # the address bar tells nobody the code
    box = someone.page.get_by_label("Enter the code from your letter")
    assert box.input_value() == code  # filled, and waiting for her to press Continue
    someone.press("Continue")
    assert someone.where == "/welcome"
    someone.agree_and_start()
    answer_everything_and_send(someone, "With scripts.")


def test_by_the_typed_code_without_scripts(person: Callable[..., Person], served: Served) -> None:
    someone = person(served, scripts="off")
    someone.begin(served.new_code().lower().replace("-", " "))
    answer_everything_and_send(someone, "Without scripts.")


def test_the_link_without_scripts_leaves_the_code_to_be_typed(
    person: Callable[..., Person], served: Served
) -> None:
    someone, code = person(served, scripts="off"), served.new_code()
    someone.page.goto(served.link(code))
    assert someone.value_of("code") == ""
    someone.type_code(code)
    assert someone.where == "/welcome"


def test_by_the_keyboard_alone(person: Callable[..., Person], served: Served) -> None:
    someone, words = person(served), "By the keyboard."
    keyboard = Keyboard(someone.page)
    someone.open("/i")
    keyboard.tab_to("#code")
    keyboard.type(served.new_code())
    keyboard.press_for_next_page("Enter")  # in a text box Enter presses Continue
    assert someone.where == "/welcome"
    keyboard.tab_to("#consent")
    keyboard.press("Space")
    keyboard.tab_to("button[value=start]")
    keyboard.press_for_next_page("Enter")
    while someone.where != "/check":
        keyboard.answer_page(words)
    keyboard.tab_to("a[href='/q/p54']")
    keyboard.press_for_next_page("Enter")
    keyboard.answer_page(words)
    keyboard.tab_to("button[value=send]")
    keyboard.press_for_next_page("Space")
    assert someone.where == "/done"
    (found,) = answers_saying(served.database, words)
    assert len([value for value in found.values() if value]) > FEWEST_ANSWERS
    assert found["dx_month"] == "2024"
