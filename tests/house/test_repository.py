"""The repository holds what a newcomer expects, and nothing of any one machine or registry."""

from __future__ import annotations

import ast
import json
import re

import pytest

from tests.house.tree import ROOT, parse, python_files, read, tracked_files

# In two halves, or this file would hold what it forbids.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
    )
]
HOMES = re.compile("|".join(("/" + "root/", "/" + r"home/\w", "/" + r"Users/\w", re.escape(str(ROOT)) + "/")))
EVASIONS = {"skip", "skipif", "skipIf", "xfail", "importorskip", "skipTest"}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", ".ci/run"])
def test_a_newcomer_finds_what_she_expects(name: str) -> None:
    assert (ROOT / name).stat().st_size > 100


def test_no_file_names_a_registry_or_a_persons_machine() -> None:
    found = []
    for path in tracked_files():
        text = read(path)
        found += [f"{path} names {host}" for host in REGISTRIES if host in text]
        found += [f"{path} holds the path {match[0]}" for match in HOMES.finditer(text)]
    assert found == []


@pytest.mark.parametrize("lock", ["production", "test"])
def test_every_requirement_has_one_version_and_its_hashes(lock: str) -> None:
    text = read(f"requirements/{lock}.txt").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 20
    assert [
        line for line in lines if not re.match(r"[a-z0-9][\w.\[\]-]*==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ] == []


def test_every_npm_package_has_its_hash_and_no_address() -> None:
    packages = json.loads(read("requirements/npm/package-lock.json"))["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert len(locked) >= 3
    assert [
        name for name, package in locked.items() if not package.get("integrity") or "resolved" in package
    ] == []


def test_no_test_evades() -> None:
    found = []
    for path in python_files("tests"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Attribute) and node.attr in EVASIONS:
                found.append(f"{path}:{node.lineno}: {node.attr}")
    assert found == []


def test_no_test_patches_our_code() -> None:
    """The clock and randomness are arguments, so nothing needs to be replaced from outside."""
    found = []
    for path in python_files("tests"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("mock"):
                found.append(f"{path}:{node.lineno}: mock")
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "monkeypatch.setattr":
                found.append(f"{path}:{node.lineno}: monkeypatch.setattr")
    assert found == []


def test_decisions_are_numbered_without_a_gap() -> None:
    names = [path for path in tracked_files() if re.match(r"docs/decisions/\d{4}-[a-z0-9-]+\.md$", path)]
    assert [int(name.split("/")[-1][:4]) for name in names] == list(range(1, len(names) + 1))
    assert [
        path for path in tracked_files() if path.startswith("docs/decisions/") and path not in names
    ] == []
