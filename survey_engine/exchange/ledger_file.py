"""The release ledger beside a key file, for a computer without the server's database: releases.jsonl."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from survey_engine.sealing.signing import public_key, sign, verify

LEDGER = "releases.jsonl"
_FIRST = "0" * 64
_NAMES = ("wave", "shape", "policy", "fingerprint", "released_on", "findings", "findings_public")


class LedgerFileError(Exception):
    """The ledger beside the key cannot be trusted, or refuses a release. The text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One release as the file keeps it: of the two files of findings the SHA-256, empty where none is."""

    wave: str
    shape: str
    policy: str
    fingerprint: str
    released_on: str
    findings: str = ""
    findings_public: str = ""


class LedgerFile:
    """The file beside one key: append-only, each line signed by the key in use and chained to the one before.

    It guards against a second release by mistake. Whoever can write to the folder can also take the file
    away; the server's own ledger does not depend on it.
    """

    def __init__(self, identity: Path, secret: str) -> None:
        """`identity` is the key file, `secret` what is in it."""
        self.path = identity.parent / LEDGER
        self._secret = secret

    def demand_allowed(self, wave: str, shape: str, *, policy: str, fingerprint: str) -> None:
        """Ask before anything of a release is written. Raises LedgerFileError."""
        self._demand_same(Entry(wave, shape, policy, fingerprint, ""), self._lines())

    def record(self, entry: Entry) -> None:
        """Add a release; one that stands there already is not added again. Raises LedgerFileError."""
        lines = self._lines()
        self._demand_same(entry, lines)
        if self._is_told(entry, lines):
            return
        line: dict[str, Any] = {name: getattr(entry, name) for name in _NAMES}
        line |= {"before": _hash(lines[-1]) if lines else _FIRST, "public_key": public_key(self._secret)}
        line["signature"] = sign(_signed(line), self._secret)
        with self.path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")

    def _is_told(self, entry: Entry, lines: list[str]) -> bool:
        """Whether the file knows all of this release, but for the day."""
        told = [known for line in lines if (known := _entry(json.loads(line))).wave == entry.wave]
        return any(
            (known.findings, known.findings_public) == (entry.findings, entry.findings_public)
            for known in told
        )

    def _lines(self) -> list[str]:
        """Every line, looked through. Raises LedgerFileError where one was changed, added or taken out."""
        if not self.path.exists():
            return []
        before, lines = _FIRST, self.path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                read = dict(json.loads(line))
                signature, public = str(read.pop("signature")), str(read["public_key"])
                whole = read["before"] == before and verify(_signed(read), signature, public)
            except (ValueError, KeyError, TypeError, RecursionError):
                whole = False
            if not whole:
                raise LedgerFileError(
                    f"Line {number} of {self.path} is not as it was written. This file says what each wave "
                    "was released as. Nothing was opened. Restore it from a copy, and ask who changed it."
                )
            before = _hash(line)
        return lines

    def _demand_same(self, wanted: Entry, lines: list[str]) -> None:
        for line in lines:
            known = _entry(json.loads(line))
            if known.wave == wanted.wave:
                self._demand_like(known, wanted)

    def _demand_like(self, known: Entry, wanted: Entry) -> None:
        if wanted.shape != known.shape:
            raise LedgerFileError(
                f'The rows of wave {known.wave} were released in the shape "{known.shape}" on '
                f'{known.released_on}, says {self.path}. A second file in the shape "{wanted.shape}" could '
                "be joined to it answer by answer, and would show who said what. Nothing was written."
            )
        if (wanted.policy, wanted.fingerprint) != (known.policy, known.fingerprint):
            raise LedgerFileError(
                f"Wave {known.wave} was released by other rules or of other sealed answers, says {self.path}."
                " A second release could be compared with it, number by number. Nothing was written."
            )
        pairs = (
            (wanted.findings, known.findings),
            (wanted.findings_public, known.findings_public),
        )
        if any(new and old and new != old for new, old in pairs):
            raise LedgerFileError(
                f"The results of wave {known.wave} were released already, and these are other ones, says "
                f"{self.path}. What differs could show one person's answer. Nothing was written."
            )


def fingerprint_of(text: str) -> str:
    """SHA-256 of a file's text in hexadecimal; empty for none."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def entry_of(wave: str, shape: str, policy: str, fingerprint: str, on: date, *findings: str) -> Entry:
    """The entry of a release of which `findings` are the texts of findings.json and findings_public.json."""
    return Entry(wave, shape, policy, fingerprint, on.isoformat(), *map(fingerprint_of, findings))


def _entry(line: dict[str, Any]) -> Entry:
    return Entry(*(str(line[name]) for name in _NAMES))


def _signed(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
