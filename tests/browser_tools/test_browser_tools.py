"""Each tool is quiet on a good page and finds the fault seeded in a bad one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser_tools.axe import axe_violations
from tests.browser_tools.fitting import sideways_scroll, small_targets
from tests.browser_tools.html_checkers import html_validate, vnu
from tests.browser_tools.ibm import JUDGED, Finding, ibm_findings, ibm_violations, no_longer_needed
from tests.browser_tools.phone import Scripts, open_phone
from tests.browser_tools.watch import Watch

Show = Callable[[BrowserContext, str], Page]
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'"
STYLE = """
body { font: 1.25rem/1.5 sans-serif; color: #212b32; background: #f0f4f5; margin: 1rem }
body { overflow-wrap: anywhere } .pale { color: #5f6a70 }
button, input { font: inherit; min-height: 48px; min-width: 48px; box-sizing: border-box; max-width: 100% }
button { background: #005a2a; color: #fff; border: 0 } label { display: block }
"""
GOOD = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<title>Your nurse - Your care survey</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/a.css">
<script type="module" src="/a.js"></script>
</head>
<body>
<main>
<h1>Your nurse</h1>
<form method="post" action="/">
<label for="q02">How many nurses did you meet?</label>
<input id="q02" name="q02" type="text" inputmode="numeric" autocomplete="off">
<button type="submit">Continue</button>
</form>
</main>
</body>
</html>
"""


class Site(BaseHTTPRequestHandler):
    """Our policy and style sheet, a script that says it ran, and at any other address the page under test."""

    page = GOOD

    def do_GET(self) -> None:
        files = {
            "/a.css": ("text/css", STYLE),
            "/a.js": ("text/javascript", "document.documentElement.classList.add('ran')"),
        }
        kind, body = files.get(self.path, ("text/html", type(self).page))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def show(address: str) -> Callable[[BrowserContext, str], Page]:
    def open_page(context: BrowserContext, html: str) -> Page:
        Site.page = html
        page = context.new_page()
        page.goto(address, wait_until="load")
        return page

    return open_page


@pytest.mark.parametrize(("scripts", "ran"), [("on", True), ("off", False)])
def test_a_phone_runs_scripts_or_not(browser: Browser, scripts: Scripts, ran: bool, show: Show) -> None:
    page = show(open_phone(browser, scripts=scripts), GOOD)
    assert (page.locator("html.ran").count() == 1) is ran
    page.context.close()


def test_a_phone_is_as_narrow_as_one(phone: Callable[..., BrowserContext], show: Show) -> None:
    page = show(phone(), GOOD)
    assert page.evaluate("[innerWidth, devicePixelRatio]") == [360, 2]


def test_a_good_page_satisfies_every_tool(phone: Callable[..., BrowserContext], show: Show) -> None:
    page = show(phone(), GOOD)
    assert axe_violations(page) == []
    assert ibm_violations(page) == []
    assert sideways_scroll(page) == []
    assert small_targets(page) == []


@pytest.mark.parametrize(
    ("good", "bad", "finding"),
    [
        ('<label for="q02">', "<label>", "label"),
        (' lang="en"', "", "html-has-lang"),
        ("</main>", "<p><a href='/'>x</a><a href='/b'>y</a></p></main>", "target-size"),
        ("</main>", '<img src="/a.png"></main>', "image-alt"),
        ("<h1>Your nurse</h1>", "<h3>Your nurse</h3>", "page-has-heading-one"),
        ("</h1>", "</h1><p class='pale'>Pale words</p>", "color-contrast-enhanced"),
    ],
)
def test_axe_finds_each_seeded_fault(browser: Browser, good: str, bad: str, finding: str, show: Show) -> None:
    context = open_phone(browser, scripts="blocked")
    page = show(context, GOOD.replace(good, bad, 1))
    found = axe_violations(page)
    context.close()
    assert any(violation.startswith(finding) for violation in found), found


@pytest.mark.parametrize(
    ("good", "bad", "finding"),
    [
        ('<label for="q02">', "<label>", "input_label_exists (fail)"),
        (' lang="en"', "", "html_lang_exists (fail)"),
        ("</main>", '<img src="/a.png"></main>', "img_alt_valid (fail)"),
        ("</main>", "<p>Press the round button.</p></main>", "text_sensory_misuse (potential)"),
    ],
)
def test_ibm_finds_each_seeded_fault(browser: Browser, good: str, bad: str, finding: str, show: Show) -> None:
    context = open_phone(browser)
    page = show(context, GOOD.replace(good, bad, 1))
    found = ibm_violations(page)
    context.close()
    assert any(violation.startswith(finding) for violation in found), found


def test_what_was_judged_is_passed_over_while_it_is_there(
    phone: Callable[..., BrowserContext], show: Show
) -> None:
    page = show(phone(), GOOD.replace("</main>", "<p>You can use small letters.</p></main>"))
    assert ibm_violations(page) == []
    found = [one for one in ibm_findings(page) if one.judged]
    assert [one.rule for one in found] == ["style_color_misuse", "text_sensory_misuse"]
    assert len(no_longer_needed(found)) == len(JUDGED) - 2
    assert not Finding("text_sensory_misuse", "POTENTIAL", "the word(s) 'round'", "<p>").judged


def test_a_blocked_script_does_not_arrive_but_axe_runs(browser: Browser, show: Show) -> None:
    context = open_phone(browser, scripts="blocked")
    page = show(context, GOOD)
    assert page.locator("html.ran").count() == 0
    assert axe_violations(page) == []
    context.close()


def test_wide_words_are_found(phone: Callable[..., BrowserContext], show: Show) -> None:
    wide = GOOD.replace("Your nurse</h1>", "<span id='w'>Unbreakable-words</span></h1>")
    page = show(phone(), wide)
    page.evaluate("document.getElementById('w').style.whiteSpace = 'nowrap'")
    assert "Unbreakable" in sideways_scroll(page)[0]


def test_text_that_does_not_grow_is_found(phone: Callable[..., BrowserContext], show: Show) -> None:
    page = show(phone(), GOOD)
    page.evaluate("document.body.style.fontSize = '20px'")
    assert sideways_scroll(page) == ["text grows only 1.00 times"]


def test_a_small_button_is_found(phone: Callable[..., BrowserContext], show: Show) -> None:
    page = show(phone(), GOOD)
    page.evaluate("document.querySelector('button').style.minHeight = '20px'")
    assert "Continue" in small_targets(page)[0]


@pytest.mark.parametrize("scripts", ["on", "off"])
@pytest.mark.parametrize(
    ("seeded", "finding"),
    [
        ('<img alt="" src="http://stranger.example/dot.png">', "third-party request"),
        ('<p style="color: red">Red</p>', "content policy"),
        ('<link rel="stylesheet" href="http://stranger.example/a.css">', "content policy"),
    ],
)
def test_the_watch_sees_each_seeded_fault(
    browser: Browser, scripts: Scripts, seeded: str, finding: str, show: Show
) -> None:
    context = open_phone(browser, scripts=scripts)
    watch = Watch(context)
    show(context, GOOD.replace("</main>", f"{seeded}</main>"))
    context.close()
    assert any(problem.startswith(finding) for problem in watch.problems), watch.problems


def test_the_watch_sees_an_error_in_a_script(browser: Browser, show: Show) -> None:
    context = open_phone(browser)
    watch = Watch(context)
    page = show(context, GOOD)
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.wait_for_timeout(100)
    context.close()
    assert watch.problems == ["script error: broken"]


def test_html_judges_pass_a_good_page() -> None:
    assert html_validate({"good": GOOD}) == []
    assert vnu({"good": GOOD}) == []


def test_html_judges_find_what_is_seeded_and_say_where() -> None:
    bad = GOOD.replace("<h1>", "<h1><div>").replace("</h1>", "</div></h1>").replace('id="q02"', 'id="q03"')
    pages = {"good": GOOD, "bad": bad}
    by_validate, by_vnu = html_validate(pages), vnu(pages)
    assert {finding.split(":")[0] for finding in by_validate + by_vnu} == {"bad"}
    assert any("element-permitted-content" in finding for finding in by_validate)
    assert any("not allowed as child of" in finding for finding in by_vnu)
