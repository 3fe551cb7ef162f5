"""A patient who answers over HTTP, with the standard library only: for demonstrations and measurements.

It knows no page's number and no routing. It reads the forms it is given and goes where it is sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.cookies import SimpleCookie
from typing import Final, Protocol
from urllib.parse import urlencode, urlsplit

from survey_engine.cli.walking_page import Answer, Fields, Form, NotOfferedError, PageRead

_SEE_OTHER: Final = 303
_OK: Final = 200
_MOST_REDIRECTS: Final = 10
_MOST_PAGES: Final = 500  # a walk longer than that goes in a circle
_TIMEOUT_SECONDS: Final = 60


class WalkError(Exception):
    """A page was not what a patient needs to go on. Says which page and with which status."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: status, where to go on, the cookies it set, and the page."""

    status: int
    location: str
    cookies: tuple[str, ...]  # each as one Set-Cookie header had it
    body: bytes


class Transport(Protocol):
    """How requests reach a server."""

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Send one request and read the whole reply."""
        ...


class Connection:
    """One persistent HTTP connection, opened again where the server let it go between two requests."""

    def __init__(self, base_url: str) -> None:
        """`base_url` as patients see it: http://127.0.0.1:5000."""
        parts = urlsplit(base_url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=_TIMEOUT_SECONDS)

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Send one request and read the whole reply."""
        try:
            return self._once(method, path, headers, body)
        except (HTTPException, ConnectionError):
            # The server closes a connection that was idle for some seconds; it has not seen this request.
            self._connection.close()
        try:
            return self._once(method, path, headers, body)
        except (HTTPException, OSError) as fault:
            raise WalkError(f"{method} {path}: no answer ({type(fault).__name__})") from fault

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        self._connection.request(method, path, body=body, headers=dict(headers))
        answer = self._connection.getresponse()
        return Reply(
            status=answer.status,
            location=answer.getheader("Location") or "",
            cookies=tuple(answer.headers.get_all("Set-Cookie") or ()),
            body=answer.read(),
        )

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@dataclass
class Patient:
    """One person with one browser. `page_seconds` is how long each page cycle took: POST, redirect, GET."""

    transport: Transport
    stopwatch: Callable[[], float] = time.perf_counter
    place: str = ""
    page: PageRead = field(default_factory=lambda: PageRead(""))
    page_seconds: list[float] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)

    def answer_survey(self, code: str, signature: str, answers: Mapping[str, Answer]) -> None:
        """Do all of it: the code, consent, every page, the equality questions, Send, thank-you."""
        self.enter(code, signature)
        self.begin()
        self.answer_pages(answers)
        self.send()

    def enter(self, code: str, signature: str = "") -> None:
        """Open the first page and give the code; a link brings its signature, a person who types has none."""
        self.open("/i")
        self.submit("/start", self.form("/start").filled(code=code, signature=signature))
        self._expect("/welcome")

    def begin(self) -> None:
        """Agree and start."""
        self.submit("/welcome", [*self.form("/welcome").filled(consent="yes"), ("action", "start")])
        self._expect("/q/")

    def answer_pages(self, answers: Mapping[str, Answer]) -> None:
        """Answer page after page up to the check, then the questions it leads to, and end at the check."""
        self._through_pages(answers)
        further = next((link.address for link in self.page.links if link.is_button), None)
        if further is not None:
            self.open(further)
            self._through_pages(answers)

    def send(self) -> None:
        """Press Send on the check; ends at the thank-you."""
        self.submit("/send", [*self.form("/send").filled(), ("action", "send")])
        self._expect("/done")

    def send_twice(self) -> None:
        """Press Send, and again before the first thank-you is seen: both must end at the same thank-you."""
        form, cookies = self.form("/send"), dict(self._cookies)
        self.send()
        thanks = self.page.heading
        self._cookies = cookies
        self.submit("/send", [*form.filled(), ("action", "send")])
        self._expect("/done")
        if self.page.heading != thanks:
            raise WalkError("/send: the second thank-you is not the first")

    def open(self, path: str) -> None:
        """GET a page, and whatever it redirects to."""
        self.place = path
        self._see(self._follow(self._request("GET", path)))

    def _through_pages(self, answers: Mapping[str, Answer]) -> None:
        for _number in range(_MOST_PAGES):
            if not self.place.startswith("/q/"):
                return self._expect("/check")
            form = self.form("/q/")
            try:
                fields = form.answered(answers)
            except NotOfferedError as reason:
                raise WalkError(f"{self.place}: {reason}") from None
            self.submit(form.action, [*fields, ("action", "next")], timed=True)
        raise WalkError(f"{self.place}: still not at the check after {_MOST_PAGES} pages")

    def submit(self, path: str, fields: Fields, *, timed: bool = False) -> None:
        """POST a form and go where it leads; anything but a redirect is a page that wants something mended.

        `timed` notes how long that took, from the first byte sent to the last byte of the next page.
        """
        body = urlencode(fields).encode()
        started = self.stopwatch()
        reply = self._request("POST", path, body)
        if reply.status != _SEE_OTHER:
            heading = PageRead(reply.body.decode(errors="replace")).heading
            raise WalkError(f"POST {path}: status {reply.status}, expected {_SEE_OTHER}. {heading}".strip())
        reply = self._follow(reply)
        if timed:
            self.page_seconds.append(self.stopwatch() - started)
        self._see(reply)

    def _follow(self, reply: Reply) -> Reply:
        for _number in range(_MOST_REDIRECTS):
            if reply.status != _SEE_OTHER:
                return reply
            self.place = _path(reply.location)
            reply = self._request("GET", self.place)
        raise WalkError(f"{self.place}: more than {_MOST_REDIRECTS} redirects")

    def _see(self, reply: Reply) -> None:
        page = PageRead(reply.body.decode(errors="replace"))
        if reply.status != _OK:
            raise WalkError(f"GET {self.place}: status {reply.status}. {page.heading}".strip())
        self.page = page

    def _request(self, method: str, path: str, body: bytes | None = None) -> Reply:
        headers = {"Accept-Encoding": "identity"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        reply = self.transport(method, path, headers, body)
        for text in reply.cookies:
            for name, morsel in SimpleCookie(text).items():
                if morsel.value and morsel["max-age"] != "0":
                    self._cookies[name] = morsel.value
                else:
                    self._cookies.pop(name, None)
        return reply

    def form(self, action: str) -> Form:
        """The form of the present page that posts to this address."""
        found = next((form for form in self.page.forms if form.action.startswith(action)), None)
        if found is None:
            raise WalkError(f"{self.place}: the page has no form that posts to {action}")
        return found

    def _expect(self, start: str) -> None:
        if not self.place.startswith(start):
            raise WalkError(f"{self.place}: expected {start}. {self.page.heading}".strip())


def _path(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
