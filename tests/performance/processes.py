"""Processor time and memory, as the kernel counts them."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")
KIBIBYTES_PER_MEBIBYTE = 1024
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def can_measure() -> bool:
    """Say whether this machine tells what processes have used."""
    return (PROC / "self" / "stat").exists()


def cpu_seconds(pid: int) -> float:
    """Return user and system time of a process and its descendants, those that have ended included."""
    tree = _tree()
    pending, ticks = [pid], 0
    while pending:
        one = pending.pop()
        ticks += _ticks(one, ended_children=one == pid)
        pending.extend(tree.get(one, ()))
    return ticks / TICKS_PER_SECOND


def peak_of_this_process() -> int:
    """The largest memory of this process so far, in MB.

    Not `ru_maxrss`: that begins with the memory of the process which started this one.
    """
    text = (PROC / "self" / "status").read_text()
    kibibytes = next(line.split()[1] for line in text.splitlines() if line.startswith("VmHWM:"))
    return int(kibibytes) // KIBIBYTES_PER_MEBIBYTE


def _tree() -> dict[int, list[int]]:
    """Every process by its parent."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (fields := _fields(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    return children


def _ticks(pid: int, *, ended_children: bool) -> int:
    fields = _fields(pid)
    return sum(int(field) for field in fields[11 : 15 if ended_children else 13]) if fields else 0


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, from the state on: [1] is the parent, [11] user ticks."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:  # it has just ended
        return []
    return text.rpartition(")")[2].split()
