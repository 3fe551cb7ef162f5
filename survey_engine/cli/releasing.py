"""The release ledgers of `open`: the database's, and the file beside the key. Asked first, entered last."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from survey_engine.analysis.policy import Policy
from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.exchange.findings_files import FINDINGS, FINDINGS_PUBLIC
from survey_engine.exchange.ledger_file import LedgerFile, entry_of
from survey_engine.exchange.manifest import MANIFEST
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.records import releases


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What a release by `open` is asked of and entered in. `has_database`: it opens the database's wave."""

    outside: Outside
    identity: Path
    secret: str
    has_database: bool

    def demand_allowed(self, facts: WaveFacts, shape: str, policy: Policy) -> Callable[[Path], None]:
        """Ask before a byte is written; return what enters a complete bundle before it stands in its place.

        Raises ReleaseRefusedError, LedgerFileError.
        """
        rules = policy.version
        if self.has_database:
            with Installation.at(self.outside) as installation, installation.reading() as session:
                releases.demand_allowed(session, facts.code, shape, policy=rules, fingerprint=facts.digest)
        file = LedgerFile(self.identity, self.secret)
        file.demand_allowed(facts.code, shape, policy=rules, fingerprint=facts.digest)

        def enter(folder: Path) -> None:
            today = self.outside.clock().date()
            manifest, findings, public = (
                _text(folder / name) for name in (MANIFEST, FINDINGS, FINDINGS_PUBLIC)
            )
            # A key on a stick that takes no writing opens the database's wave all the same.
            if not self.has_database or os.access(self.identity.parent, os.W_OK):
                file = LedgerFile(self.identity, self.secret)
                line = entry_of(facts.code, shape, rules, facts.digest, today, findings, public)
                file.record(line)
            if self.has_database:
                told = releases.Released(
                    facts.code, shape, rules, facts.digest, today, manifest, findings, public
                )
                with Installation.at(self.outside) as installation, installation.writing() as session:
                    releases.record_release(session, told)
                    installation.note(session, "answers opened", wave=facts.code, rows=shape)

        return enter


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
