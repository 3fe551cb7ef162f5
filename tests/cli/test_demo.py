"""The demonstration: set up by one command, tried as a patient, begun again, and proved by --check."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from click.testing import CliRunner

from survey_engine.analysis.findings_json import findings_from_json
from survey_engine.analysis.identifying import identifying
from survey_engine.cli.demo import demo, introduction
from survey_engine.cli.demo_folder import PASSPHRASE, DemoFolder
from survey_engine.cli.demo_making import asked
from survey_engine.cli.demo_server import free_port
from survey_engine.cli.installation import Installation
from survey_engine.cli.terminal import RefusedError
from survey_engine.cli.walking import Connection, Patient, WalkError
from survey_engine.questionnaire.synthetic import synthetic_answers
from survey_engine.records import comment_lists, comments, keysets, pledges, releases
from survey_engine.records.comment_themes import released_comments
from survey_engine.settings import Settings

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "survey_engine.cli.demo"]
SERVING = "Serving "


@dataclass(frozen=True)
class Run:
    """One run of the demonstration: what it printed until it served, and where."""

    folder: DemoFolder
    printed: str

    @property
    def link(self) -> str:
        """The patient's link."""
        return self._one(r"http://127\.0\.0\.1:\d+/i#\S+")

    @property
    def typed_code(self) -> str:
        """The code to type."""
        return self._one(r"(?m)^ +(\w{4}-\w{4}-\w{4})$")

    def _one(self, pattern: str) -> str:
        found = re.search(pattern, self.printed)
        assert found is not None, self.printed
        return found[found.re.groups]


@contextmanager
def serving(place: Path, *options: str) -> Iterator[Run]:
    """Run the demonstration in a working folder until it serves; stop it at the end."""
    port = free_port()
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [*COMMAND, "--port", str(port), *options]
    with subprocess.Popen(command, cwd=place, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith(SERVING):
                break
        assert SERVING in printed, printed
        try:
            yield Run(DemoFolder(place / "var" / "demo", port), printed)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder for the whole file."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(place: Path) -> Iterator[Run]:
    """The first run, serving."""
    with serving(place) as run:
        yield run


@contextmanager
def patient_at(run: Run) -> Iterator[Patient]:
    """A patient at the door; the server may need another moment."""
    connection = Connection(run.folder.base_url)
    patient = Patient(connection)
    try:
        for _try in range(100):
            with suppress(WalkError):
                patient.open("/i")
                break
            time.sleep(0.1)
        yield patient
    finally:
        connection.close()


def test_what_it_prints_is_marked_as_demonstration_only(first: Run) -> None:
    assert "FOR DEMONSTRATION ONLY" in first.printed


def test_the_link_and_the_typed_code_let_a_patient_answer_and_send_once(first: Run) -> None:
    answers = synthetic_answers(asked(first.folder), Random(1), 0.7)
    code, _, signature = first.link.partition("#")[2].partition(".")
    for given in ((code, signature), (first.typed_code, "")):
        with patient_at(first) as patient:
            patient.answer_survey(*given, {str(name): value for name, value in answers.items()})
            assert patient.place == "/done"
    used = pytest.raises(WalkError, match=r"/start: status 200.*already have your answers")
    with patient_at(first) as patient, used:
        patient.enter(first.typed_code)


def test_a_hospital_signs_in_with_what_is_printed(first: Run) -> None:
    found = re.search(r"A hospital: +(\S+) +codes, each once: (\S+)", first.printed)
    assert found, first.printed
    browser = build_opener(HTTPCookieProcessor())

    def post(address: str, **fields: str) -> str:
        page = browser.open(first.folder.base_url + address).read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token, page
        data = urlencode({"csrf_token": token[1], **fields}).encode()
        return str(browser.open(first.folder.base_url + address, data).read(), "utf-8")

    with patient_at(first):
        post("/staff/sign-in", email=found[1], password=PASSPHRASE)
        assert "Your hospital" in post("/staff/second-step", code=found[2])
        assert "Birch Hospital" in browser.open(f"{first.folder.base_url}/hospital").read().decode()


def test_a_patient_representative_marks_the_pledge_by_the_link_that_is_printed(first: Run) -> None:
    found = re.search(r"needs no password: this link works once, for half an hour.\n +(\S+)", first.printed)
    assert found, first.printed
    browser = build_opener(HTTPCookieProcessor())
    with patient_at(first):
        page = browser.open(found[1]).read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token, page
        data = urlencode({"csrf_token": token[1]}).encode()
        page = browser.open(found[1], data).read().decode()
    assert "The pledge of Birch Hospital" in page
    assert page.count(" checked") == 3  # what she said before
    assert "Nobody has told us where to ask in the meantime." in page


def test_the_settings_file_lets_other_commands_work_on_the_demonstration(first: Run) -> None:
    settings = Settings.from_environment({"SURVEY_ENGINE_CONFIG": str(first.folder.settings_file)})
    assert settings.base_url == first.folder.base_url
    assert "DEMO-3" in first.folder.run("wave", "list")


def test_every_screen_has_something_true_to_show(first: Run) -> None:
    """Two released waves, the later beside the earlier, released comments, and a pledge half done."""
    with Installation.at(first.folder.outside()) as installation, installation.reading() as db:
        found = [findings_from_json(one.findings) for one in releases.all_released(db)]
        kept = pledges.every(db)
        said = released_comments(db, "DEMO-2", installation.settings.master_key)
        unread = comments.every(db, "DEMO-2", installation.settings.master_key, state=comments.State.WAITING)
        waiting = comment_lists.waves_with_comments(db)
        (keys,) = keysets.all_sets(db)
    assert (keys.state, keysets.is_proved(keys)) == ("agreed", True), "a wave can be planned in the browser"
    assert [(one.wave, one.version) for one in found] == [("DEMO-1", 1), ("DEMO-2", 2)]
    for one in found:
        reports = {place.code: place.has_report for place in one.hospitals}
        assert [code for code, has in reports.items() if not has] == ["LARCH"]
        assert len(one.modes) == 3
    assert len(said.of_hospital("BIRCH")) >= 40
    assert waiting == ["DEMO-2"]
    assert any(identifying(one.work.text) for one in unread)  # something to mark
    assert not any(identifying(one.text) for one in said.comments)  # and nobody releases it
    (pledge,) = kept
    assert [one.status.value for one in pledge.pledge.actions] == ["done", "started", "delayed"]
    assert pledge.public is not None
    page = build_opener().open(f"{first.folder.base_url}/pledges/birch").read().decode()
    assert "We will put a telephone number for nights and weekends on every letter." in page


def test_a_report_of_a_hospital_stands_beside_the_wave_before(first: Run, tmp_path: Path) -> None:
    out = tmp_path / "birch.html"
    one, two = (first.folder.bundle(wave) for wave in ("DEMO-1", "DEMO-2"))
    first.folder.run("report", "--bundle", two, "--hospital", "BIRCH", "--earlier", one, "--out", out)
    assert "Survey DEMO-1" in out.read_text("utf-8")


def test_the_closed_wave_is_opened_already(first: Run) -> None:
    names = {path.name for path in first.folder.bundle("DEMO-1").iterdir()}
    assert names >= {
        "responses.csv", "results.csv", "codebook.csv", "comments.csv", "methods.md", "manifest.json",
    }  # fmt: skip
    comments = (first.folder.bundle("DEMO-1") / "comments.csv").read_text("utf-8-sig")
    assert "[Synthetic] " in comments


def test_every_questionnaire_is_published(first: Run) -> None:
    assert "not published" not in first.folder.run("questionnaire", "list")


def test_a_second_run_starts_where_the_first_was_with_fresh_codes(first: Run, place: Path) -> None:
    with serving(place) as second:
        assert "goes on where it was" in second.printed
        assert second.typed_code != first.typed_code
        assert second.link.partition("#")[2] != first.link.partition("#")[2]


def test_a_wave_is_opened_where_the_last_has_ended(first: Run) -> None:
    later = DemoFolder(first.folder.path, first.folder.port, lambda: datetime.now(UTC) + timedelta(days=90))
    assert any("close DEMO-4" in line for line in introduction(later))


def test_fresh_never_deletes_a_folder_that_is_not_a_demonstration(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "var" / "demo", 5000)
    folder.path.mkdir(parents=True)
    (folder.path / "survey_engine.sqlite").write_bytes(b"real answers")
    with pytest.raises(RefusedError, match="is not a demonstration"):
        folder.delete()
    assert (folder.path / "survey_engine.sqlite").exists()


def test_a_set_up_that_broke_off_leaves_no_half_demonstration(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo", 5000)
    with pytest.raises(KeyboardInterrupt), folder.being_made():
        raise KeyboardInterrupt
    assert not folder.is_finished()
    with folder.being_made():
        pass
    assert folder.is_finished()


def test_a_port_in_use_is_refused_before_anything_is_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(demo, ["--port", str(taken.getsockname()[1])])
    assert result.exit_code == 1
    assert "is in use by another program" in result.output
    assert not (tmp_path / "var").exists()


def test_check_proves_the_whole_way_and_ends_with_0(tmp_path: Path) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*COMMAND, "--check"], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Answered 12 surveys over HTTP" in done.stdout
    assert "Compared 34 opened responses with what was sent" in done.stdout
    assert list(tmp_path.iterdir()) == []
