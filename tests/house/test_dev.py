"""The developers' door: readable by an old Python, honest about what is missing, and as the README says."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import dev
from requirements.machine import find_browser, find_postgresql
from survey_engine.cli.main import command_line
from survey_engine.settings import NAMES
from tests.house.tree import ROOT, parse, read

NEW_SYNTAX = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.Nonlocal, ast.AsyncFunctionDef)


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command at the top of the repository."""
    environment = {**os.environ, **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)


def test_an_old_python_can_read_the_door() -> None:
    for node in ast.walk(parse("dev.py")):
        assert not isinstance(node, NEW_SYNTAX), ast.unparse(node)
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            assert node.returns is None
            assert not node.args.kwonlyargs
            assert not any(argument.annotation for argument in arguments)
        if isinstance(node, ast.List | ast.Tuple | ast.Dict):
            assert not any(isinstance(child, ast.Starred) for child in ast.iter_child_nodes(node))
        assert not (isinstance(node, ast.Raise) and node.cause)


def test_an_old_python_is_told_what_is_needed() -> None:
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(open('dev.py').read())"
    ended = run(sys.executable, "-c", pretend)
    assert ended.returncode == 1
    assert "needs Python 3.11 or newer, and this is Python 3.9" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_tests_refuse_to_run_without_a_browser() -> None:
    ended = run(sys.executable, "dev.py", "test", CHROMIUM="no-such-browser")
    assert ended.returncode == 1
    assert "CHROMIUM names no-such-browser" in ended.stderr
    assert "passed" not in ended.stdout


def test_an_unknown_command_is_refused_and_help_is_given() -> None:
    refused, helped = run(sys.executable, "dev.py", "dmeo"), run(sys.executable, "dev.py", "--help")
    assert (refused.returncode, helped.returncode) == (2, 0)
    for name in ("demo", "test", "check", *dev.offered()):
        assert f"python3 dev.py {name}" in helped.stdout


def test_what_the_tests_need_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_browser()
    folder = find_postgresql()
    assert folder is not None
    assert (folder / "initdb").exists()
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert find_browser() == sys.executable


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_command_a_document_names_is_there(document: str) -> None:
    text = read(document)
    known = {*dev.COMMANDS, *dev.offered()}
    assert [name for name in re.findall(r"python3 dev\.py ([a-z]+)", text) if name not in known] == []
    for words in re.findall(r"survey-engine ([a-z-]+(?: [a-z-]+)?)", text):
        assert _is_command(words.split()), words


def _is_command(words: list[str]) -> bool:
    command: click.Command | None = command_line
    context = click.Context(command_line)
    for word in words:
        if not isinstance(command, click.Group):
            return True  # the rest are arguments
        command = command.get_command(context, word)
        if command is None:
            return False
    return True


def test_every_setting_is_in_the_readme() -> None:
    assert set(re.findall(r"SURVEY_ENGINE_[A-Z_]+", read("README.md"))) == set(NAMES)


def test_ci_runs_what_a_person_runs() -> None:
    script = Path(ROOT / ".ci/run")
    assert os.access(script, os.X_OK)
    assert "python3 dev.py test" in script.read_text(encoding="utf-8")
