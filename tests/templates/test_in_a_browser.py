"""The pages as a browser draws them, under the content policy, and what the script adds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response, request
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from survey_engine.web.headers import POLICY
from tests.browser_tools.axe import axe_violations
from tests.browser_tools.fitting import sideways_scroll, small_targets
from tests.templates.rendering import app, render
from tests.templates.samples import samples

Phone = Callable[..., BrowserContext]
# Where the looks differ: choices, boxes, errors, buttons, codes, long lists.
TELLING = (
    "single-answered",
    "single-long",
    "multiple-error",
    "month-year-error",
    "text",
    "return-code",
    "welcome-error",
    "check-more",
    "stop",
)
LOOKS = {"light": {}, "dark": {"contrast": "dark"}, "high": {"contrast": "high"}, "rtl": {"direction": "rtl"}}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serves every sample at its name, as `?contrast=high` asks; forms say what they were sent."""
    served = Flask("samples", static_folder=f"{app().root_path}/static")

    @served.route("/<path:name>", methods=["GET", "POST"])
    def show(name: str) -> Response:
        if request.method == "POST" or name not in samples():
            response = Response(
                "<title>sent</title>" + "&".join(f"{k}={v}" for k, v in request.form.items(True))
            )
        else:
            response = Response(render(samples()[name], **request.args.to_dict()))
        response.headers["Content-Security-Policy"] = POLICY
        response.content_type = "text/html; charset=utf-8"
        return response

    server = make_server("127.0.0.1", 0, served, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_in_every_look_is_clean_and_fits(phone: Phone, address: str, look: str) -> None:
    page = phone().new_page()
    query = "&".join(f"{name}={value}" for name, value in LOOKS[look].items())
    found = []
    for name in samples() if look == "light" else TELLING:
        page.goto(f"{address}/{name}?{query}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        problems = axe_violations(page) + small_targets(page) + sideways_scroll(page)
        found += [f"{name}: {problem}" for problem in problems]
    assert found == []


def test_the_fragment_of_a_letter_fills_the_box_and_leaves_the_address(phone: Phone, address: str) -> None:
    page = phone().new_page()
    page.goto(f"{address}/enter#7KQM2D9FXA4T.c2ln")
    assert page.input_value("#code") == "7KQM2D9FXA4T"
    assert page.input_value("[name=signature]") == "c2ln"
    assert page.url == f"{address}/enter"
    assert page.title().startswith("Enter your code")  # nothing was sent by itself
    page.fill("#code", "another")
    assert page.input_value("[name=signature]") == ""


def test_none_of_these_and_the_others_take_each_other_away(phone: Phone, address: str) -> None:
    page = phone().new_page()
    page.goto(f"{address}/multiple")
    page.get_by_label("Pain").check()
    page.get_by_label("Sleep").check()
    page.get_by_label("None of these").check()
    assert page.locator(":checked").count() == 1
    page.get_by_label("Pain").check()
    assert page.locator(":checked").get_attribute("value") == "o2"


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_the_list_of_problems_has_the_focus(phone: Phone, address: str, scripts: str) -> None:
    page = phone(scripts=scripts).new_page()
    page.goto(f"{address}/multiple-error")
    page.locator(".nhsuk-error-summary:focus").wait_for()
    page.get_by_role("link", name="Choose 2 answers at most.").click()
    assert page.locator(":focus").get_attribute("id") == "told_caring"


def test_enter_presses_continue_and_a_second_press_sends_nothing(phone: Phone, address: str) -> None:
    page = phone().new_page()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or "") if asked.method == "POST" else None)
    page.goto(f"{address}/single")
    page.get_by_label("Yes, partly").check()
    button = page.get_by_role("button", name="Continue")
    button.evaluate("one => { one.click(); one.click(); one.click(); }")
    page.wait_for_url("**/q/p07")
    assert sent == ["csrf_token=token&told_caring=o2&action=next"]
    page.goto(f"{address}/number")
    page.locator("#told_caring").press("Enter")
    page.wait_for_url("**/q/p07")
    assert sent[1:] == ["csrf_token=token&told_caring=3&action=next"]


def test_focus_is_drawn_around_every_control(phone: Phone, address: str) -> None:
    page = phone().new_page()
    for name in ("single", "multiple", "text", "stop"):
        page.goto(f"{address}/{name}")
        assert _unmarked(page) == []


def _unmarked(page: Page) -> list[str]:
    """Walks with the Tab key; the controls (or the labels that stand for them) without an outline."""
    missing = []
    for _ in range(30):
        page.keyboard.press("Tab")
        found: list[object] = page.evaluate(
            """() => {
                const one = document.activeElement, next = one.nextElementSibling;
                const drawn = ["radio", "checkbox"].includes(one.type) ? next : one;
                const style = getComputedStyle(drawn);
                return [one.tagName, style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 3];
            }"""
        )
        if found[0] == "BODY":
            break
        if not found[1]:
            missing.append(str(found[0]))
    return missing
