"""`python -m tests.performance.letters [COUNT]`: what it costs to issue codes with their letters.

The budget: 500 codes and letters in less than two minutes on two processors. Times belong to the machine they
were taken on; seconds of the processor say more than seconds of the clock where it does other work beside.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from tests.cli.person import PASSPHRASES, Person

USUAL = 500


def measure(home: Path, count: int, *words: str) -> str:
    """Issue codes in a new installation; say what it took."""
    keys = home / "keys-of-the-charity"
    passphrases = home / "passphrases.txt"
    passphrases.write_text("\n".join(PASSPHRASES) + "\n")
    person = Person(home, home)
    person.does("keygen", "--out", keys)
    person.keys = keys
    person.opens_a_wave()
    issue = ["codes", "issue", "--wave", "W1", "--hospital", "RXQ", "--count", str(count)]
    out, pdf = home / "codes.csv", home / "letters.pdf"
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    person.does(*issue, "--out", out, *(["--letters", pdf, *words] if words else []))
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = pdf.stat().st_size / 1e6 if pdf.exists() else 0.0
    return f"{took:.1f} s by the clock, {cpu:.1f} s of the processor, PDF {size:.1f} MB"


def main() -> None:
    """Codes alone, then letters of two sizes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    for name, words in {
        "codes alone": [],
        "with letters at 12 points": ["--size", "12"],
        "with letters at 24 points": ["--size", "24"],
    }.items():
        with tempfile.TemporaryDirectory() as folder:
            print(f"{count} {name}: {measure(Path(folder), count, *words)}", flush=True)


if __name__ == "__main__":
    main()
