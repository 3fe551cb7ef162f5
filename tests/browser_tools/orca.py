"""What Orca says, read from the file in which it writes down all that it does."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

QUIET_SECONDS = 0.8
LONGEST_SECONDS = 60

_SPOKEN = re.compile(r"^\d\d:\d\d:\d\d\.\d+ - SPEECH OUTPUT: '(.*?)'(?: voice=\w+)?(?: ?\{.*\})?$", re.DOTALL)
_LANGUAGE = re.compile(r"voice requested with language='(\w*)'")
_ENTRY = re.compile(r"^(?=\d\d:\d\d:\d\d\.\d+ - )", re.MULTILINE)


@dataclass(frozen=True)
class Utterance:
    """One thing said, and the language of the voice asked for it ("" where Orca left it open)."""

    words: str
    language: str


class Ear:
    """Listens to one debug file, from where it last stopped listening."""

    def __init__(self, file: Path) -> None:
        """Listen to `file` from its beginning."""
        self.file = file
        self._offset = 0

    def listen(self, until: str = "", quiet: float = QUIET_SECONDS) -> list[Utterance]:
        """All that is said until Orca has been quiet for a while, and has said `until` if that is given.

        Fails where that is not said within a minute.
        """
        ends = time.monotonic() + LONGEST_SECONDS
        size, since = -1, time.monotonic()
        while time.monotonic() < ends:
            if (now := self.file.stat().st_size) != size:
                size, since = now, time.monotonic()
            if time.monotonic() - since >= quiet and (not until or until in self._new_text()):
                break
            time.sleep(0.1)  # nothing tells us that a line was written
        text = self._new_text()
        assert not until or until in text, f"never heard {until!r} but {utterances(text)}"
        self._offset += len(text.encode())
        return utterances(text)

    def _new_text(self) -> str:
        """From the last stop to the last whole line."""
        with self.file.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        return data[: data.rfind(b"\n") + 1].decode("utf-8")


def utterances(log: str) -> list[Utterance]:
    """The speech in a part of Orca's debug file."""
    said, language = [], ""
    for entry in _ENTRY.split(log):
        if found := _LANGUAGE.search(entry):
            language = "" if found[1] == "None" else found[1]
        if found := _SPOKEN.match(entry.rstrip("\n")):
            said.append(Utterance(" ".join(found[1].split()), language))
            language = ""
    return [one for one in said if one.words]
