"""A test client that inspects every answer it fetches, so that no test can pass over a broken page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.page_rules import check_page

# Cookies a GET may set: the door cookie, which only proves that cookies work and ties forms to a browser.
SET_BY_GET = {"door", "__Host-door"}
# What tells a stranger how long we worked, what we run, or that a page is the same as last time.
TELLING_HEADERS = ("Server-Timing", "X-Powered-By", "X-Runtime", "X-AspNet-Version", "Timing-Allow-Origin")
# What an address may say: where a person came from, never who she is or what she answered.
PUBLIC = re.compile(r"/pledges(/[^/]+)?\Z")  # what anybody may read, the same for all
HARMLESS_QUERY = {"from", "back", "unanswered", "look"}
_TOKEN = re.compile(r'(name="csrf_token" value=")([^"]*)')
_CHECKED: dict[bytes, tuple[str, ...]] = {}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class InspectingClient(FlaskClient):
    """Flask's test client; fails on a page, header or cookie that breaks a rule of the house."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request, and inspect what comes back, redirects on the way included."""
        response = super().open(*args, **kwargs)
        for one in (*response.history, response):
            problems = inspect(one)
            if problems:
                where = f"{one.request.method} {one.request.path} answered {one.status_code}"
                raise AssertionError("\n- ".join([f"{where}:", *problems]))
        return response


def inspect(response: TestResponse) -> list[str]:
    """Every rule that a response breaks, as sentences."""
    problems = [*check_headers(response), *check_cookies(response)]
    if (
        response.mimetype == "text/html"
        and response.request.method != "HEAD"
        and response.status_code not in range(300, 400)
        and not response.headers.get("Content-Disposition", "").startswith("attachment")  # a file to keep
    ):
        html = response.get_data(as_text=True)
        problems += _check_once(html, response.request.url, response.status_code)
    return problems


def _check_once(html: str, url: str, status: int) -> tuple[str, ...]:
    """What `check_page` says, asked once for each text: it looks at nothing else.

    A form's token counts as one of its length, whatever it is: no rule asks for more than that there is one.
    """
    alike = _TOKEN.sub(lambda found: found[1] + "t" * len(found[2]), html)
    key = hashlib.sha256(repr((alike, url, status)).encode()).digest()
    if key not in _CHECKED:
        _CHECKED[key] = tuple(check_page(html, url=url, status=status))
    return _CHECKED[key]


def _keeping(response: TestResponse) -> Iterator[str]:
    """No page stays in a cache, but for those that hold nothing of whoever reads them."""
    headers = response.headers
    if response.status_code in (200, 304) and PUBLIC.match(response.request.path):
        if not headers.get("Cache-Control", "").startswith("public, max-age=") or "ETag" not in headers:
            yield "a page for everybody is asked for again and again"
        if "Set-Cookie" in headers or "csrf_token" in response.get_data(as_text=True):
            yield "a page for everybody holds something of one reader"
        return
    if "no-store" not in headers.get("Cache-Control", ""):
        yield "a page may stay in a cache"
    for name in ("ETag", "Last-Modified"):
        if name in headers:
            yield f"a page has {name}"


def check_headers(response: TestResponse) -> Iterator[str]:
    """Header rules: what a browser may load, keep and tell."""
    headers = response.headers
    policy = [part.strip() for part in headers.get("Content-Security-Policy", "").split(";")]
    if "default-src 'none'" not in policy:
        yield "the content policy does not begin from default-src 'none'"
    for part in policy:
        if re.search(r"unsafe-|\*|https?:|data:|blob:", part):
            yield f"the content policy allows too much: {part}"
    for needed in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        if needed not in policy:
            yield f"the content policy lacks {needed}"
    for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")):
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)!r}, not {value!r}"
    for name in TELLING_HEADERS:
        if name in headers:
            yield f"the header {name} tells too much"
    if response.mimetype == "text/html":
        yield from _keeping(response)
    location = urlsplit(headers.get("Location", ""))
    if location.netloc and location.netloc != urlsplit(response.request.url).netloc:
        yield f"a redirect leads elsewhere: {location.geturl()}"
    if set(parse_qs(location.query)) - HARMLESS_QUERY:
        yield f"a redirect carries something in its address: {location.geturl()}"
    if response.request.method not in SAFE_METHODS and response.status_code in (301, 302, 307, 308):
        yield f"a POST is answered by {response.status_code}, not 303"


def check_cookies(response: TestResponse) -> Iterator[str]:
    """Cookie rules: out of reach of scripts and of other sites; a GET begins nothing."""
    for cookie in response.headers.getlist("Set-Cookie"):
        name, *parts = (part.strip() for part in cookie.split(";"))
        name = name.partition("=")[0]
        attributes = {part.lower() for part in parts}
        for needed in ("httponly", "path=/"):
            if needed not in attributes:
                yield f"the cookie {name} is not {needed}"
        if not attributes & {"samesite=lax", "samesite=strict"}:
            yield f"the cookie {name} has no SameSite"
        if any(attribute.startswith("domain=") for attribute in attributes):
            yield f"the cookie {name} is for a whole domain"
        if response.request.method in SAFE_METHODS and name not in SET_BY_GET:
            yield f"a {response.request.method} set the cookie {name}"
