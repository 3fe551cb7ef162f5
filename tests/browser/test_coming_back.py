"""Stop and come back: on another phone, on the same one after twenty days, after the session has ended."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.browser.person import FIELDS, Person
from tests.browser.serving import Served
from tests.patient.survey import OpenSurvey

_READ_ANSWERS = """fields => fields
  .filter(field => field.checked || !['radio', 'checkbox'].includes(field.type)).map(field => field.value)"""


def reopened(closed: BrowserContext, phone: Callable[..., BrowserContext]) -> BrowserContext:
    """The same browser after it was closed: what ends with the session is gone, the rest is there."""
    kept = [cookie for cookie in closed.cookies() if cookie["expires"] != -1]
    closed.close()
    again = phone()
    again.add_cookies(kept)  # type: ignore[arg-type]
    return again


def answers_shown(someone: Person, pages: list[str]) -> dict[str, list[str]]:
    """What stands on each of the pages."""
    shown = {}
    for page in pages:
        someone.open(page)
        assert someone.where == page
        shown[page] = someone.page.eval_on_selector_all(FIELDS, _READ_ANSWERS)
    return shown


def test_stop_on_page_20_and_go_on_in_a_fresh_browser(person: Callable[..., Person], served: Served) -> None:
    first, code = person(served), served.new_code()
    first.begin(code)
    seen: list[str] = []
    while first.where != "/q/p20":
        seen.append(first.where)
        first.fill_page({})
        first.press("Continue")
    first.choose("No")
    first.press("Stop for today or change device")
    assert first.where == "/stop"
    return_code = first.return_code()
    before = answers_shown(first, [*seen, "/q/p20"])
    first.page.context.close()

    other = person(served)
    other.enter(code)
    other.press("I began on another device")
    other.page.get_by_label("Enter your return code").press_sequentially(return_code)
    other.press("Continue")
    assert other.where == "/q/p21"  # page 20 was answered
    assert "Welcome back" in other.main
    assert answers_shown(other, [*seen, "/q/p20"]) == before
    assert before["/q/p20"] == ["no"]
    assert before["/q/p01"] == ["3", "2024"]


def test_closed_without_stopping_and_opened_again_by_the_link_after_twenty_days(
    person: Callable[..., Person],
    phone: Callable[..., BrowserContext],
    survey: OpenSurvey,
    clocked: Served,
) -> None:
    someone, code = person(clocked), clocked.new_code()
    someone.begin(code)
    someone.walk_to("/q/p04")
    survey.clock.forward(days=20)
    again = Person(reopened(someone.page.context, phone).new_page(), clocked)
    again.page.goto(clocked.link(code))
    again.press("Continue")
    assert again.where == "/q/p04"
    assert "Welcome back" in again.main
    shown = answers_shown(again, ["/q/p01", "/q/p03"])
    assert shown == {"/q/p01": ["3", "2024"], "/q/p03": ["here"]}


def test_a_shared_computer_forgets_when_it_is_closed_and_the_return_code_still_opens(
    person: Callable[..., Person], phone: Callable[..., BrowserContext], served: Served
) -> None:
    someone, code = person(served), served.new_code()
    someone.begin(code, shared=True)
    someone.walk_to("/q/p03")
    someone.choose("At a private hospital")
    someone.press("Stop for today or change device")
    assert "This device will forget you" in someone.main
    return_code = someone.return_code()
    again = Person(reopened(someone.page.context, phone).new_page(), served)
    again.enter(code)
    assert again.where == "/welcome"
    again.press("I began on another device")
    again.page.get_by_label("Enter your return code").press_sequentially(return_code)
    again.press("Continue")
    assert answers_shown(again, ["/q/p03"]) == {"/q/p03": ["private"]}


def test_an_ended_session_keeps_what_was_typed_and_asks_for_the_code(
    person: Callable[..., Person], survey: OpenSurvey, clocked: Served
) -> None:
    someone, code = person(clocked), clocked.new_code()
    someone.begin(code)
    someone.walk_to("/q/p02")
    someone.open("/q/p52")
    someone.write("best_thing", "Half a thought")
    survey.clock.forward(hours=25)
    someone.press("Continue")
    assert someone.heading == "Enter the code from your letter"
    assert "You were away for a while" in someone.main
    someone.type_code(code)
    someone.open("/q/p52")
    assert someone.value_of("best_thing") == "Half a thought"


def test_an_ended_session_on_a_shared_computer_keeps_what_was_typed(
    person: Callable[..., Person], survey: OpenSurvey, clocked: Served
) -> None:
    someone, code = person(clocked), clocked.new_code()
    someone.begin(code, shared=True)
    someone.walk_to("/q/p03")
    someone.open("/stop")
    return_code = someone.return_code()
    someone.open("/q/p03")
    someone.choose("Somewhere else")
    survey.clock.forward(minutes=31)
    someone.press("Continue")
    someone.type_code(code)
    if someone.where == "/welcome":
        someone.press("I began on another device")
    someone.page.get_by_label("Enter your return code").press_sequentially(return_code)
    someone.press("Continue")
    assert answers_shown(someone, ["/q/p03"]) == {"/q/p03": ["elsewhere"]}


def test_a_session_whose_cookie_is_gone_carries_what_was_typed_through_the_code(
    person: Callable[..., Person], served: Served
) -> None:
    someone, code = person(served), served.new_code()
    someone.begin(code)
    someone.walk_to("/q/p03")
    someone.choose("Somewhere else")
    someone.page.context.clear_cookies(name="survey")
    someone.press("Continue")
    assert "What you typed is still here" in someone.main
    someone.type_code(code)
    assert answers_shown(someone, ["/q/p03"]) == {"/q/p03": ["elsewhere"]}
