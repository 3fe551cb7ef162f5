"""Where the time of a page cycle goes: `python -m tests.performance.hot`, in one process, without a network.

First each step's processor time, unwatched; then the profiler's list of functions, which makes small ones
look dearer than they are.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Flask
from werkzeug.test import Client

from survey_engine import create_app
from survey_engine.cli.walking import Patient, Reply
from survey_engine.settings import Settings
from tests.performance.place import invited, open_place


class Watched:
    """A transport without a network that sums each kind of request's processor time."""

    def __init__(self, app: Flask, base_url: str, profile: cProfile.Profile | None) -> None:
        """Ready to walk; with a profile, the pages of the survey are profiled."""
        self._client = Client(app, use_cookies=False)
        self._base_url = base_url
        self._profile = profile
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Send one request."""
        is_page = path.startswith("/q/")
        started = time.process_time()
        if self._profile and is_page:
            self._profile.enable()
        answer = self._client.open(
            path, method=method, base_url=self._base_url, headers=dict(headers), data=body
        )
        if self._profile and is_page:
            self._profile.disable()
        kind = f"{method} {'/q/<page>' if is_page else path}"
        self.seconds[kind].append(time.process_time() - started)
        cookies = tuple(answer.headers.get_all("Set-Cookie"))
        return Reply(answer.status_code, answer.headers.get("Location", ""), cookies, answer.get_data())


def main(arguments: Sequence[str]) -> int:
    """Walk some surveys unwatched and some under the profiler, and print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surveys", type=int, default=4)
    parser.add_argument("--sort", default="tottime", choices=("tottime", "cumtime"))
    parser.add_argument("--lines", type=int, default=40)
    chosen = parser.parse_args(arguments)
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as place, open_place(Path(place)) as folder:
        letters, persons = invited(folder, chosen.surveys * 2)
        app = create_app(Settings.from_environment(folder.environ()))
        unwatched = Watched(app, folder.base_url, None)
        watched = Watched(app, folder.base_url, profile)
        for number, (letter, person) in enumerate(zip(letters, persons, strict=True)):
            patient = Patient(unwatched if number < chosen.surveys else watched)
            patient.answer_survey(letter.code, "", {str(k): value for k, value in person.answers.items()})
    for kind, seconds in unwatched.seconds.items():
        # The quickest tenth: whatever else runs on the machine slows the others, in processor time too.
        quickest = sorted(seconds)[len(seconds) // 10]
        print(f"{kind:20} {len(seconds):5} x {quickest * 1000:7.2f} ms")
    pstats.Stats(profile).sort_stats(chosen.sort).print_stats(chosen.lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
