"""CONTRIBUTING's worked example, followed word for word: files written, changes applied, commands typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_engine.cli.main import command_line
from survey_engine.cli.outside import Outside

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "[...]"  # stands for any words in what a command says


@dataclass(frozen=True)
class Step:
    """One block of the page: what it is, the file it names, and its text."""

    kind: str
    file: str
    text: str


def steps(heading: str, until: str) -> list[Step]:
    """The blocks of a part of the page."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    part = page.split(heading, 1)[1].split(until, 1)[0]
    return [Step(*found) for found in FENCE.findall(part)]


def apply(change: str, folder: Path) -> None:
    """Apply a change as a person would: with git, which refuses what does not fit."""
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(
        command, cwd=folder, input=change.encode(), check=True, env={**os.environ, "GIT_DIR": "none"}
    )


class Follower:
    """Types what the page says, in an empty folder."""

    def __init__(self) -> None:
        """Begin with keys and a database in the folder, and nothing set."""
        self.settings: dict[str, str] = {}

    def types(self, line: str) -> str:
        """Carry out one command; what it said, on both channels."""
        words = shlex.split(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.settings[name] = value
            return ""
        if words[0] == "cp":
            shutil.copy(words[1], words[2])
            return ""
        assert words[0] == "survey-engine", line
        outside = Outside(
            self.settings, clock=lambda: datetime(2027, 3, 1, 12, tzinfo=UTC), random=os.urandom
        )
        result = CliRunner().invoke(command_line, words[1:], obj=outside)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.output


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with what it says."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, said = part.partition("\n")
        yield command, said


def is_said(expected: str, said: str) -> bool:
    """Whether a command said what the page shows: every line of it, in this order."""
    lines = (re.escape(line).replace(re.escape(ANYTHING), ".*") for line in expected.splitlines())
    return re.search(r".*".join(lines), said, re.DOTALL) is not None


def test_a_question_a_version_and_a_language_are_added_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our" / "questionnaires").mkdir(parents=True)
    (tmp_path / "our" / "translations").mkdir()
    follower, typed = Follower(), 0
    for step in steps("## How to add", "### A kind of question"):
        match step.kind:
            case "yaml":
                (tmp_path / step.file).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / step.file).write_text(step.text, "utf-8")
            case "diff":
                apply(step.text, tmp_path)
            case "console":
                for command, expected in commands(step.text):
                    said = follower.types(command)
                    assert is_said(expected, said), f"$ {command}\n{said}"
                    typed += 1
            case other:
                raise AssertionError(f"nobody knows how to follow a block of {other}")
    assert typed > 12


# What a copy of the house needs, to add a kind to it.
PARTS = (
    "survey_engine",
    "questionnaires",
    "translations",
    "migrations",
    "tests",
    "requirements",
    "pyproject.toml",
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the house, with what the type checker knows of it already."""
    for name in (*PARTS, ".mypy_cache"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=LEFT_OUT)
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def runs(program: str, arguments: list[str], folder: Path) -> str:
    command = [sys.executable, "-m", program, *arguments]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False).stdout


def test_a_kind_of_question_is_added_as_the_page_says(copy: Path) -> None:
    changed: list[set[str]] = []
    named: set[str] = set()
    for step in steps("### A kind of question", "### And more"):
        match step.kind:
            case "yaml" | "python":
                (copy / step.file).parent.mkdir(parents=True, exist_ok=True)
                (copy / step.file).write_text(step.text, "utf-8")
            case "diff":
                apply(step.text, copy)
                changed.append(set(re.findall(r"^\+\+\+ b/(\S+)", step.text, re.MULTILINE)))
            case "console":
                [(command, expected)] = commands(step.text)
                program, *arguments = shlex.split(command)
                said = runs(program, arguments, copy)
                assert is_said(expected, said), said
                named |= set(re.findall(r"^(survey_engine/\S+\.py):\d+: error", said, re.MULTILINE))
            case other:
                raise AssertionError(f"nobody knows how to follow a block of {other}")
    beside = {"survey_engine/questionnaire/source.py", "survey_engine/web/fault_words.py"}
    assert {one for one in changed[1] if one.endswith(".py")} - beside == named
    assert "Success" in runs("mypy", ["survey_engine"], copy)
