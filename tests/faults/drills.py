"""`dev.py drills`: the long versions of what the suite tries briefly."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.analysis.settled_waves import fault_of
from tests.faults.killing import drill
from tests.faults.many_envelopes import MOST_MEGABYTES, SPOILED_WORDS, opened

KILLS, ENVELOPES, WAVES = 100, 100_000, 200


def main() -> int:
    """Kill the server a hundred times during Sends; say what was seen; exit 1 for a lost answer."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = drill(Path(folder), kills=KILLS, seed=2026)
    lost = outcome.patients - len(outcome.stored)
    doubled = sum(count > 1 for count in outcome.stored.values())
    print(f"{outcome.kills} kills -9 during Sends of {outcome.patients} patients:")
    print(f"  {outcome.acknowledged} thanked before the kill, {outcome.cut_off} cut off")
    print(f"  {outcome.found_sent} of the cut off were stored already, and were thanked at the second Send")
    print(f"  lost {lost}, stored twice {doubled}")
    return 1 if lost or doubled or not _opens_many() or not _releases_all() else 0


def _releases_all() -> bool:
    """Take made-up waves of all kinds through disclosure control; say which could not be released."""
    faults = [fault for seed in range(WAVES) if (fault := fault_of(seed))]
    print(f"{WAVES} made-up waves: {WAVES - len(faults)} released, and nothing could be worked out from them")
    print("".join(f"  {fault}\n" for fault in faults), end="")
    return not faults


def _opens_many() -> bool:
    """Open a file of many sealed answers, some of them spoiled; say what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        found = opened(Path(folder), ENVELOPES)
    named = all(words in found.said for words in SPOILED_WORDS)
    print(
        f"{ENVELOPES} sealed answers, 4 of them spoiled: exit code {found.exit_code}, {found.peak} MB at most"
    )
    print(f"  each spoiled one was {'named' if named else 'NOT named'}, and all others were opened")
    return found.exit_code == 0 and named and found.peak <= MOST_MEGABYTES


if __name__ == "__main__":
    sys.exit(main())
