"""The inspector finds each fault that it is there to find, and nothing on a good page."""

from __future__ import annotations

import pytest
from flask import Flask, Response, make_response, redirect

from tests.inspecting_client import InspectingClient
from tests.page_rules import check_page

GOOD = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<title>Error: Your nurse - Part 2 of 10 - Your care survey</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/survey.css">
<script type="module" src="/static/survey.js"></script>
</head>
<body>
<a href="#main">Skip to main content</a>
<main id="main" tabindex="-1">
<div tabindex="-1" autofocus data-error-summary>
<h2>There is a problem</h2>
<ul><li><a href="#q02">Choose one answer</a></li></ul>
</div>
<form method="post" action="/q/p02">
<input type="hidden" name="csrf_token" value="a-token">
<fieldset aria-describedby="q02-error">
<legend><h1>Do you have a nurse?</h1></legend>
<span id="q02-error">Error: Choose one answer</span>
<input type="radio" name="q02" value="yes" id="q02"><label for="q02">Yes</label>
<input type="radio" name="q02" value="no" id="q02-2"><label for="q02-2">No</label>
</fieldset>
<label for="q03">How many nurses?</label><input type="text" name="q03" id="q03">
<button name="action" value="next">Continue</button>
<button name="action" value="back">Back</button>
</form>
<a href="tel:0123">Call us</a>
</main>
</body>
</html>
"""

SEEDED = [
    ("</fieldset>", "</div>", "not strict HTML"),
    ("<!DOCTYPE html>", "", "not strict HTML"),
    (' lang="en"', "", "no lang"),
    (' dir="ltr"', "", "has dir=''"),
    ('lang="en" dir="ltr"', 'lang="ur" dir="ltr"', "not 'rtl'"),
    ("<title>Error: ", "<title>", "exactly where there is an error summary"),
    ("Error: Your nurse - Part 2 of 10 - ", "Error: ", "is not 'short title - survey'"),
    ("Your nurse - ", "Your breast cancer nurse - ", "names the illness"),
    ("<h1>Do you have a nurse?</h1>", "Do you have a nurse?", "0 h1"),
    ("<h2>There is a problem</h2>", "<h1>There is a problem</h1>", "2 h1"),
    ('<form method="post"', '<h2>More</h2><h4>Deep</h4><form method="post"', "h4 follows h2"),
    ("main id", "div id", "0 main"),
    ("initial-scale=1", "initial-scale=1, maximum-scale=1", "forbids zoom"),
    ('<meta charset="utf-8">', '<meta charset="utf-8"><meta http-equiv="refresh" content="5">', "by itself"),
    ('id="q02-2"', 'id="q02"', "id 'q02' stands 2 times"),
    ('aria-describedby="q02-error"', 'aria-describedby="q02-eror"', "which is not there"),
    ('<label for="q03">How many nurses?</label>', "<p>How many nurses?</p>", "has no label"),
    ('name="q03" ', "", "has no name"),
    (">Back</button>", "></button>", "has no words"),
    ("Call us", '<img src="/static/call.png">', "has no alt"),
    ("<legend><h1>Do you have a nurse?</h1></legend>", "<h1>Do you have a nurse?</h1>", "no fieldset"),
    ('id="q03">', 'id="q03" autofocus>', "is the error summary's alone"),
    ('<div tabindex="-1" autofocus', '<div tabindex="-1"', "cannot take the focus"),
    ('href="#q02"', 'href="#q02-error"', "hits no control"),
    ('href="#q02">Choose one answer', 'href="#q02">Choose an answer', "do not describe"),
    ("</head>", "<style>p{}</style></head>", "inline <style>"),
    ("</head>", "<script>go()</script></head>", "inline <script>"),
    ('<form method="post"', '<form onsubmit="go()" method="post"', "inline attribute onsubmit"),
    ("<legend>", '<legend style="color:red">', "inline attribute style"),
    ('id="main" tabindex="-1"', 'id="main" tabindex="1"', "tabindex above 0"),
    ("/static/survey.css", "https://fonts.example/a.css", "leads elsewhere"),
    ("/static/survey.js", "//cdn.example/a.js", "leads elsewhere"),
    ('href="tel:0123"', 'href="javascript:go()"', "leads elsewhere"),
    ('<input type="hidden" name="csrf_token" value="a-token">', "", "without csrf_token"),
    ('name="csrf_token" value="a-token"', 'name="csrf_token" value=""', "without csrf_token"),
    (
        'value="next">Continue',
        'value="stop">Stop</button><button value="next">Continue',
        "Enter presses 'stop'",
    ),
]


def test_a_good_page_breaks_no_rule() -> None:
    assert check_page(GOOD, url="http://127.0.0.1/q/p02", status=422) == []


@pytest.mark.parametrize(("good", "bad", "finding"), SEEDED)
def test_each_seeded_fault_is_found(good: str, bad: str, finding: str) -> None:
    assert good in GOOD
    problems = check_page(GOOD.replace(good, bad, 1), url="http://127.0.0.1/q/p02", status=422)
    assert any(finding in problem for problem in problems), problems


def test_a_refusal_without_an_error_summary_is_found() -> None:
    start, end = GOOD.index('<div tabindex="-1" autofocus'), GOOD.index("<form")
    quiet = (GOOD[:start] + GOOD[end:]).replace("<title>Error: ", "<title>")
    assert check_page(quiet, url="http://127.0.0.1/", status=200) == []
    assert check_page(quiet, url="http://127.0.0.1/", status=422) == ["status 422 without an error summary"]


HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def fetch(changed: dict[str, str], *, method: str = "GET", page: str = GOOD, status: int = 422) -> None:
    """Fetch a page of a small application, with some of its headers changed ("" takes one away)."""
    app = Flask(__name__)
    app.test_client_class = InspectingClient

    @app.route("/", methods=["GET", "POST"])
    def show() -> Response:
        response = make_response(page, status)
        for name, value in {**HEADERS, **changed}.items():
            if value:
                response.headers[name] = value
        return response

    app.test_client().open("/", method=method)


def test_a_good_answer_passes() -> None:
    fetch({})
    fetch({"Set-Cookie": "door=1; HttpOnly; Path=/; SameSite=Lax"})
    fetch({"Set-Cookie": "survey=1; HttpOnly; Path=/; SameSite=Lax"}, method="POST")


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"Content-Security-Policy": ""}, "default-src 'none'"),
        ({"Content-Security-Policy": HEADERS["Content-Security-Policy"] + "; img-src data:"}, "too much"),
        ({"X-Content-Type-Options": ""}, "nosniff"),
        ({"Referrer-Policy": "same-origin"}, "no-referrer"),
        ({"Cache-Control": ""}, "may stay in a cache"),
        ({"ETag": '"abc"'}, "a page has ETag"),
        ({"Server-Timing": "db;dur=53"}, "tells too much"),
        ({"Set-Cookie": "survey=1; HttpOnly; Path=/; SameSite=Lax"}, "a GET set the cookie survey"),
        ({"Set-Cookie": "door=1; Path=/; SameSite=Lax"}, "is not httponly"),
        ({"Set-Cookie": "door=1; HttpOnly; Path=/"}, "has no SameSite"),
    ],
)
def test_each_broken_header_fails_the_fetch(changed: dict[str, str], finding: str) -> None:
    with pytest.raises(AssertionError, match=finding):
        fetch(changed)


def test_a_broken_page_fails_the_fetch() -> None:
    with pytest.raises(AssertionError, match="0 main"):
        fetch({}, page=GOOD.replace("main id", "div id").replace("</main>", "</div>"))


@pytest.mark.parametrize(
    ("location", "code", "finding"),
    [
        ("https://elsewhere.example/", 303, "leads elsewhere"),
        ("/q/p02?answer=yes", 303, "carries something in its address"),
        ("/q/p02", 302, "answered by 302, not 303"),
    ],
)
def test_each_broken_redirect_is_found(location: str, code: int, finding: str) -> None:
    app = Flask(__name__)
    app.test_client_class = InspectingClient

    @app.post("/")
    def go_on() -> Response:
        response = make_response(redirect(location, code))
        response.headers.update(HEADERS)
        return response

    with pytest.raises(AssertionError, match=finding):
        app.test_client().post("/")
