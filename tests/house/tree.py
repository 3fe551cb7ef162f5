"""What the structure tests look at: the tracked files of the repository, and the rooms' syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THINKING = ("questionnaire", "sealing", "analysis")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked_files() -> tuple[str, ...]:
    """Every file of the repository, by its path from the top; files not yet added count too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(path for path in set(listed.splitlines()) if (ROOT / path).is_file()))


def python_files(*folders: str) -> list[str]:
    """The Python files under some folders."""
    tops = tuple(f"{folder}/" for folder in folders)
    return [path for path in tracked_files() if path.endswith(".py") and path.startswith(tops)]


def read(path: str) -> str:
    """The text of a file; empty for one that holds no text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def parse(path: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(read(path), path)


def functions(path: str) -> Iterator[Function]:
    """Every function and method of a file."""
    return (node for node in ast.walk(parse(path)) if isinstance(node, Function))
