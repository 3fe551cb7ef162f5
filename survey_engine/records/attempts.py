"""One attack on what is kept: what was tried, what came of it, and what to do where it worked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """One named attack. `held`: it gave nothing. No text repeats a key, a code or a number of answers."""

    name: str
    tried: str
    found: str
    held: bool
    advice: str = ""


def attempt(name: str, tried: str, faults: list[str], nothing: str, advice: str) -> Attempt:
    """Return an attack that worked where there are faults, each a sentence, and held where there is none."""
    if not faults:
        return Attempt(name, tried, nothing, held=True)
    return Attempt(name, tried, " ".join(faults), held=False, advice=advice)
