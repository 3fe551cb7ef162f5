"""The rooms are as the house has them: pure where they think, small, named, and each with its sentence."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, THINKING, functions, parse, python_files

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
VAGUE = {"base", "common", "helper", "helpers", "manager", "misc", "shared", "util", "utils"}

_IMPORT_ALL = """
import importlib, pkgutil, sys
for room in sys.argv[1:]:
    package = importlib.import_module("survey_engine." + room)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize(
    ("rooms", "forbidden"),
    [
        (THINKING, {"flask", "werkzeug", "wtforms", "jinja2", "sqlalchemy", "alembic", "psycopg"}),
        (("exchange", "records"), {"flask", "werkzeug", "wtforms"}),
    ],
)
def test_a_fresh_interpreter_loads_the_rooms_without_what_they_must_not_know(
    rooms: tuple[str, ...], forbidden: set[str]
) -> None:
    command = [sys.executable, "-c", _IMPORT_ALL, *rooms]
    loaded = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert "survey_engine" in loaded
    assert set(loaded) & forbidden == set()


def test_no_file_and_no_function_is_too_long() -> None:
    files = python_files("survey_engine", "requirements", "migrations", "tests")
    sizes = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in files}
    long = [f"{path}: {size} lines" for path, size in sizes.items() if size > LONGEST_FILE]
    for path in python_files("survey_engine", "requirements", "tests"):
        for function in functions(path):
            size = (function.end_lineno or 0) - function.lineno + 1
            if size > LONGEST_FUNCTION:
                long.append(f"{path}:{function.lineno}: {function.name} has {size} lines")
    assert long == []


def test_no_module_and_no_folder_has_a_name_that_says_nothing() -> None:
    files = python_files("survey_engine", "requirements", "tests")
    assert [path for path in files if set(path.removesuffix(".py").split("/")) & VAGUE] == []


def test_each_room_says_what_it_is_and_exports_nothing() -> None:
    wrong = []
    for path in python_files("survey_engine"):
        tree = parse(path)
        if not ast.get_docstring(tree):
            wrong.append(f"{path} does not say what it is")
        is_room = path.endswith("/__init__.py") and path != "survey_engine/__init__.py"
        if is_room and len(tree.body) != 1:
            wrong.append(f"{path} holds more than its sentence")
    assert wrong == []


def test_public_names_of_the_thinking_rooms_are_explained() -> None:
    rooms = python_files(*(f"survey_engine/{room}" for room in THINKING))
    assert [f"{path}: {name}" for path in rooms for name in _unexplained(parse(path))] == []


def _unexplained(node: ast.Module | ast.ClassDef, inside: str = "") -> Iterator[str]:
    for child in node.body:
        if not isinstance(child, ast.FunctionDef | ast.ClassDef) or child.name.startswith("_"):
            continue
        if not ast.get_docstring(child):
            yield inside + child.name
        if isinstance(child, ast.ClassDef):
            yield from _unexplained(child, f"{inside}{child.name}.")


def test_what_is_raised_is_named_so() -> None:
    wrong = []
    for path in python_files("survey_engine"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef) and _is_raised(node) and not node.name.endswith("Error"):
                wrong.append(f"{path}: {node.name}")
    assert wrong == []


def _is_raised(node: ast.ClassDef) -> bool:
    names = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    return any(name.endswith(("Error", "Exception")) for name in names)


def test_only_the_settings_read_the_environment() -> None:
    readers = [path for path in python_files("survey_engine") if "os.environ" in ast.unparse(parse(path))]
    assert set(readers) <= {
        "survey_engine/settings.py",
        "survey_engine/__init__.py",
        *python_files("survey_engine/cli"),
    }
