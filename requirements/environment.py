"""The virtual environment: made where it is missing, filled from a lock with hashes, stamped when whole."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import Literal

from requirements.machine import ROOT, install_with_apt, run, say, works

Lock = Literal["production", "test"]

VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")


def tool(name: str) -> str:
    """The path of a program of the environment."""
    return str(BIN / (f"{name}.exe" if os.name == "nt" else name))


PYTHON = tool("python")


def _inputs(lock: Lock) -> str:
    """A digest of what the installed packages depend on: the Python, this folder, the lock, the project."""
    digest = hashlib.sha256(repr((sys.version_info[:3], str(ROOT))).encode())
    for path in (ROOT / "requirements" / f"{lock}.txt", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp(lock: Lock) -> Path:
    return VENV / f"installed-{lock}"


def _is_installed(lock: Lock) -> bool:
    stamp = _stamp(lock)
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _inputs(lock) and Path(PYTHON).exists()


def _make_venv(*, has_uv: bool) -> None:
    """Make the environment anew where it is missing, or does not run (its Python may have been removed)."""
    if works(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if has_uv:
        run("uv", "venv", "--quiet", "--python", sys.executable, str(VENV))
        return
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        install_with_apt("Python's venv module", "python3-venv")
    run(sys.executable, "-m", "venv", str(VENV))


def install(lock: Lock) -> None:
    """Make the environment hold a locked set of packages, each checked by its hash, and the project."""
    if _is_installed("test") or _is_installed(lock):  # the test set holds the production set
        return
    has_uv = works("uv", "--version")
    _make_venv(has_uv=has_uv)
    say(f"installing requirements/{lock}.txt")
    pip = ("uv", "pip", "install", "--python", PYTHON) if has_uv else (PYTHON, "-m", "pip", "install")
    if not has_uv and not works(PYTHON, "-m", "pip", "--version"):  # a uv environment whose uv is gone
        run(PYTHON, "-m", "ensurepip")
    run(*pip, "--quiet", "--require-hashes", "-r", f"requirements/{lock}.txt")
    run(*pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", ".")
    _stamp(lock).write_text(_inputs(lock), encoding="utf-8")
