"""Back, two tabs, a button pressed twice, Settings, Help: nothing that was typed is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.box import answers_saying
from tests.browser.person import Person
from tests.browser.serving import Served


def test_the_browsers_back_button_keeps_answers(person: Callable[..., Person], served: Served) -> None:
    someone = person(served)
    someone.begin(served.new_code())
    someone.walk_to("/q/p05")
    for page, answer in [("/q/p04", "none"), ("/q/p03", "here"), ("/q/p02", "yes")]:
        someone.page.go_back()
        assert someone.where == page
        assert someone.chosen() == [answer]
    someone.choose("No")  # and what is changed there is kept, on the way forward again
    someone.press("Continue")
    assert someone.where == "/q/p03"
    assert someone.chosen() == ["here"]
    someone.page.go_back()
    assert someone.chosen() == ["no"]


def test_the_pages_own_back_button_keeps_answers(person: Callable[..., Person], served: Served) -> None:
    someone = person(served)
    someone.begin(served.new_code())
    someone.walk_to("/q/p03")
    someone.choose("Somewhere else")
    someone.press("Back")
    assert someone.where == "/q/p02"
    someone.press("Continue")
    assert someone.chosen() == ["elsewhere"]


def test_two_tabs_on_different_pages_lose_nothing(person: Callable[..., Person], served: Served) -> None:
    one = person(served)
    one.begin(served.new_code())
    one.walk_to("/q/p05")
    two = Person(one.page.context.new_page(), served)
    one.open("/q/p02")
    two.open("/q/p04")
    one.choose("No")
    two.choose("Twice")
    one.press("Continue")
    two.press("Continue")
    one.open("/q/p04")
    two.open("/q/p02")
    assert one.chosen() == ["twice"]
    assert two.chosen() == ["no"]


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_send_pressed_twice_gives_one_response_and_one_thank_you(
    person: Callable[..., Person], served: Served, scripts: str
) -> None:
    someone, words = person(served, scripts=scripts), f"Sent twice, scripts {scripts}."
    someone.begin(served.new_code())
    someone.hurry_to_check(words)
    someone.page.get_by_role("button", name="Send").dblclick()
    # The second press may end the first one's way there: only where she arrives counts.
    someone.page.get_by_role("heading", name="Thank you. We have your answers").wait_for()
    assert len(answers_saying(served.database, words)) == 1


def test_send_from_two_tabs_gives_one_response_and_the_same_thank_you(
    person: Callable[..., Person], served: Served
) -> None:
    one, words = person(served), "Sent from two tabs."
    one.begin(served.new_code())
    one.hurry_to_check(words)
    two = Person(one.page.context.new_page(), served)
    two.open("/check")
    cookies = one.page.context.cookies()
    one.press("Send now without these questions")
    one.page.context.add_cookies(cookies)  # type: ignore[arg-type] # as if both were pressed at once
    two.press("Send now without these questions")
    assert one.where == two.where == "/done"
    assert one.main == two.main
    assert len(answers_saying(served.database, words)) == 1


def test_settings_lose_nothing_that_was_typed(person: Callable[..., Person], served: Served) -> None:
    someone = person(served)
    someone.begin(served.new_code())
    someone.open("/q/p52")
    someone.write("best_thing", "Not sent by Continue")
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    before = someone.page.evaluate(size)
    someone.press("Settings")
    someone.choose("Large")
    someone.choose("Light text on a dark page")
    someone.press("Save and go back")
    assert someone.where == "/q/p52"
    assert someone.value_of("best_thing") == "Not sent by Continue"
    root = someone.page.locator("html")
    assert root.get_attribute("data-text-size") == "large"
    assert root.get_attribute("data-contrast") == "dark"
    assert someone.page.evaluate(size) > before


def test_help_loses_nothing_that_was_typed(person: Callable[..., Person], served: Served) -> None:
    someone = person(served)
    someone.begin(served.new_code())
    someone.open("/q/p52")
    someone.write("best_thing", "Before reading help")
    someone.press("More help")
    assert someone.where == "/help"
    someone.page.go_back()
    assert someone.value_of("best_thing") == "Before reading help"


@pytest.mark.parametrize("shared", [True, False])
def test_settings_on_the_welcome_page_keep_what_was_ticked(
    person: Callable[..., Person], served: Served, shared: bool
) -> None:
    someone = person(served)
    someone.enter(served.new_code())
    someone.page.locator("#consent").check()
    someone.page.locator("#shared-computer").set_checked(shared)
    someone.press("Settings")
    someone.choose("Very large")
    someone.press("Save and go back")
    assert someone.where == "/welcome"
    assert someone.page.locator("#consent").is_checked()
    assert someone.page.locator("#shared-computer").is_checked() is shared


def test_a_shared_computer_stays_shared_on_the_way_to_the_return_code(
    person: Callable[..., Person], served: Served
) -> None:
    someone = person(served)
    someone.enter(served.new_code())
    someone.page.locator("#shared-computer").check()
    someone.press("I began on another device")
    assert someone.page.locator("#shared-computer").is_checked()
    someone.page.locator("#return_code").fill("012")
    someone.press("Continue")
    assert someone.page.locator("#shared-computer").is_checked()
    someone.follow("Go back, or start again")
    assert someone.page.locator("#shared-computer").is_checked()


def test_a_wrong_entry_is_kept_and_can_be_mended_later(person: Callable[..., Person], served: Served) -> None:
    someone = person(served)
    someone.begin(served.new_code())
    someone.write("dx_month", "13")
    someone.write("dx_month-year", "2024")
    someone.press("Continue")
    assert someone.where == "/q/p01"
    someone.open("/q/p03")
    someone.open("/q/p01")
    assert someone.value_of("dx_month") == "13"
    someone.page.locator("#dx_month").fill("March")
    someone.press("Continue")
    assert someone.where == "/q/p02"


def test_a_shared_computer_is_left_by_a_button_and_knows_nothing_any_more(
    person: Callable[..., Person], served: Served
) -> None:
    someone, code = person(served), served.new_code()
    someone.begin(code, shared=True)
    someone.press("Continue")
    someone.press("Stop for today or change device")
    someone.press("Leave this device")
    assert "You have left the survey on this device" in someone.main
    someone.page.go_back()
    assert "Enter the code from your letter" in someone.main
