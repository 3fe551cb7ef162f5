"""A person at the command line: her settings, her day, and what she types."""

from __future__ import annotations

import csv
import json
import os
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from survey_engine.cli.main import command_line
from survey_engine.cli.outside import Outside
from survey_engine.questionnaire.answers import Response, to_payload
from survey_engine.questionnaire.loading import load_questionnaire
from survey_engine.questionnaire.synthetic import as_sent, synthetic_answers
from survey_engine.records import responses, waves
from survey_engine.records.store import Store
from survey_engine.sealing.codes import read_code
from survey_engine.sealing.envelope import seal_envelope
from survey_engine.sealing.keys import derive_code_keys

PASSPHRASES = ("correct horse battery", "staple stable table")
QUESTIONNAIRE = Path(__file__).parent / "questionnaires" / "clinic_visit" / "1.yaml"
OPEN_WAVE = {
    "--questionnaire": "clinic_visit",
    "--version": "1",
    "--opens": "2027-03-01",
    "--closes": "2027-03-31",
    "--posting": "sealed",
}


@dataclass
class Person:
    """Each command runs as the real one does, but for the clock, which stands still."""

    home: Path
    keys: Path
    today: datetime = datetime(2027, 3, 10, 12, tzinfo=UTC)
    settings: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = {
            "SURVEY_ENGINE_DATABASE_URL": f"sqlite:///{self.home}/survey.sqlite",
            "SURVEY_ENGINE_SECRET_KEY_FILE": str(self.home / "keys/secret.key"),
            "SURVEY_ENGINE_MASTER_KEY_FILE": str(self.home / "keys/master.key"),
            "SURVEY_ENGINE_BASE_URL": "https://survey.example.org",
            "SURVEY_ENGINE_QUESTIONNAIRES": str(QUESTIONNAIRE.parent.parent),
            "SURVEY_ENGINE_PASSPHRASE_FILE": str(self.keys / "passphrases.txt"),
        } | self.settings

    def runs(self, *words: str | Path, typing: str | None = None) -> Result:
        """Run one command; what it said is kept."""
        outside = Outside(environ=self.settings, clock=lambda: self.today, random=os.urandom)
        result = CliRunner().invoke(command_line, [str(word) for word in words], input=typing, obj=outside)
        self.heard.append(result.output)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def does(self, *words: str | Path, typing: str | None = None) -> str:
        """Run a command that must do its work; return what it said."""
        result = self.runs(*words, typing=typing)
        assert result.exit_code == 0, result.output
        return result.stdout

    def is_refused(self, *words: str | Path, typing: str | None = None) -> str:
        """Run a command that must refuse; return its reason, from stderr."""
        result = self.runs(*words, typing=typing)
        assert result.exit_code == 1, result.output
        assert result.stderr.startswith("Error: ")
        assert "Traceback" not in result.output
        return result.stderr

    def reads(self, *words: str | Path) -> object:
        """Run a command that must do its work with --json; return what a script would get."""
        return json.loads(self.does(*words, "--json"))

    def opens_a_wave(self, code: str = "W1") -> None:
        """Go from nothing to an open wave with one hospital."""
        self.does("init")
        self.does("questionnaire", "publish", "clinic_visit", "1")
        self.does("hospital", "add", "RXQ", "City Hospital")
        self.does(*self.words_to_open(code))

    def words_to_open(self, code: str, **changed: str | Path) -> list[str | Path]:
        """The words of `wave open`, with some options changed: closes="2027-04-30"."""
        options: dict[str, str | Path] = {**OPEN_WAVE, "--recipients": self.keys / "recipients.txt"}
        options |= {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
        return ["wave", "open", code, *(word for option in options.items() for word in option)]

    def issues(self, count: int, name: str = "codes.csv") -> list[dict[str, str]]:
        """Issue codes to the hospital; return the rows of the file."""
        file = self.home / name
        self.does("codes", "issue", "--wave", "W1", "--hospital", "RXQ", "--count", str(count), "--out", file)
        with file.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def store(self) -> Store:
        """The database she works on."""
        return Store(self.settings["SURVEY_ENGINE_DATABASE_URL"])


def send_answers(person: Person, codes: list[str], wave_code: str = "W1", seed: int = 3) -> None:
    """Send an invented answer with each code, as a patient's Send does."""
    from survey_engine.settings import Settings

    master_key = Settings.from_environment(person.settings).master_key
    questionnaire, rng, store = load_questionnaire(QUESTIONNAIRE), random.Random(seed), person.store()
    with store.writing() as session:
        wave = waves.wave(session, wave_code)
        pepper, recipients = waves.pepper(wave, master_key), waves.recipients(wave)
        for code in codes:
            response_id = rng.randbytes(16)
            answers = as_sent(questionnaire, synthetic_answers(questionnaire, rng, 0.7))
            response = Response(
                questionnaire.id, 1, questionnaire.content_hash, wave_code, "RXQ", "en", "online",
                partial=False, consent=True, answers=answers, id=response_id.hex(),
            )  # fmt: skip
            sealed = seal_envelope(
                json.dumps(to_payload(response)).encode(), recipients, questionnaire.plaintext_bytes
            )
            assert responses.send(
                session,
                nullifier=derive_code_keys(read_code(code), pepper, wave_code).nullifier,
                wave=wave_code,
                hospital="RXQ",
                response_id=response_id,
                sealed=sealed,
                draft_id=b"",
            )
    store.engine.dispose()
