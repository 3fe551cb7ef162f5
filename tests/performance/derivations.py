"""How many slow derivations each step of a survey makes, counted by the interpreter's own profiler."""

from __future__ import annotations

import cProfile
import pstats
import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import Client

from survey_engine.cli.walking import Patient, Reply

SLOW = ("keys.py", "_scrypt")
RETURN_CODE = re.compile(r"\b\d{3} \d{3} \d{4}\b")


class InProcess:
    """A transport without a network: each request calls the application, watched by the profiler."""

    def __init__(self, app: Flask, base_url: str) -> None:
        """Ready to walk."""
        self._client = Client(app, use_cookies=False)
        self._base_url = base_url
        self.derivations: list[tuple[str, str, int]] = []  # method, path, how many
        self.body = ""

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Send one request."""
        with cProfile.Profile() as profile:
            answer = self._client.open(
                path, method=method, base_url=self._base_url, headers=dict(headers), data=body
            )
        self.derivations.append((method, path, slow_calls(profile)))
        self.body = answer.get_data(as_text=True)
        cookies = tuple(answer.headers.get_all("Set-Cookie"))
        return Reply(answer.status_code, answer.headers.get("Location", ""), cookies, answer.get_data())

    def slow_between(self, start: int, end: int | None = None) -> int:
        """How many derivations the requests of this range made."""
        return sum(count for _method, _path, count in self.derivations[start:end])


def slow_calls(profile: cProfile.Profile) -> int:
    """How often the slow derivation was called in a profile."""
    stats: Any = pstats.Stats(profile)
    return sum(
        entry[0]
        for (file, _line, name), entry in stats.stats.items()
        if file.endswith(SLOW[0]) and name == SLOW[1]
    )


def count_derivations(app: Flask, base_url: str, code: str, answers: Mapping[str, Any]) -> dict[str, int]:
    """Start, answer every page, come back on another device by the return code, and send; count each step."""
    first = InProcess(app, base_url)
    patient = Patient(first)
    patient.enter(code)
    patient.begin()
    begun = len(first.derivations)
    patient.answer_pages(answers)
    pages = len(first.derivations)
    patient.open("/stop")
    found = RETURN_CODE.search(first.body)
    if found is None:
        raise SystemExit("/stop shows no return code")
    second = InProcess(app, base_url)
    elsewhere = Patient(second)
    elsewhere.enter(code)
    elsewhere.open("/resume")
    elsewhere.submit("/resume", elsewhere.form("/resume").filled(return_code=found[0]))
    resumed = len(second.derivations)
    elsewhere.open("/check")
    elsewhere.send()
    return {
        "start": first.slow_between(0, begun),
        "pages": first.slow_between(begun, pages),
        "most on one page": max(count for _method, _path, count in first.derivations[begun:pages]),
        "resume": second.slow_between(0, resumed),
        "send": second.slow_between(resumed),
    }
