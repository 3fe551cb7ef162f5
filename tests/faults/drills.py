"""`dev.py drills`: the long versions of what the suite tries briefly."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults.killing import drill

KILLS = 100


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
    return 1 if lost or doubled else 0


if __name__ == "__main__":
    sys.exit(main())
