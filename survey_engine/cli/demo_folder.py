"""The demonstration's own folder: its keys, database and settings, made whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from survey_engine.cli.main import command_line
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError
from survey_engine.records.waves import LONDON

PASSPHRASE: Final = "demonstration only and no secret"  # noqa: S105 - written beside the keys it opens
FINISHED: Final = "DEMONSTRATION-ONLY.txt"
WARNING: Final = (
    "Everything in this folder is for demonstration only: invented hospitals, invented answers, and keys\n"
    "with their passphrase beside them. Never put a real answer here. It may be deleted at any time.\n"
)
ORGANISATION: Final = """\
name = "Demonstration Charity"
controller = "Demonstration Charity (not a real organisation)"
data_protection_contact = "privacy@demonstration.example, not a real address"
same_operator = true
operator = "Demonstration Hosting (not a real company)"
server_place = "this computer"
lawful_basis = "a demonstration has none; a charity writes its own here"
results_kept = "Until you delete the folder of the demonstration"
governance_contact = "governance@demonstration.example, not a real address"
freepost_address = ["Freepost DEMONSTRATION CHARITY", "Not a real address"]

# Numbers that Ofcom keeps free for drama: nobody answers them.
[[helplines]]
name = "Demonstration helpline"
phone = "01632 960 001"
hours = "Not a real number."
"""


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where a demonstration is kept and at which address it is served."""

    path: Path
    port: int
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    more: Mapping[str, str] = field(default_factory=dict)  # settings beside those that every one has

    @property
    def base_url(self) -> str:
        """Loopback only: a demonstration is seen on this machine alone."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def today(self) -> date:
        """The day in London, where waves open and close."""
        return self.clock().astimezone(LONDON).date()

    def before(self, days: int) -> DemoFolder:
        """The same folder as it was some days ago: what is done in it happens on that day."""
        then = self.clock() - timedelta(days=days)
        return replace(self, clock=lambda: then)

    @property
    def settings_file(self) -> Path:
        """Names every setting, so that other commands can work on the demonstration."""
        return self.path / "settings.env"

    @property
    def charity_key(self) -> Path:
        """The identity that opens the answers."""
        return self.path / "charity" / "charity.key"

    def bundle(self, wave: str) -> Path:
        """Where a wave's opened answers go: the first, closed wave's to `bundle`."""
        return self.path / ("bundle" if wave.endswith("-1") else f"bundle-{wave}")

    def environ(self) -> dict[str, str]:
        """The settings, and none of the surrounding environment's: no real database is ever touched."""
        database = (self.path / "survey_engine.sqlite").as_posix()
        return {
            "SURVEY_ENGINE_DATABASE_URL": f"sqlite:///{database}",
            "SURVEY_ENGINE_SECRET_KEY_FILE": str(self.path / "keys" / "secret.key"),
            "SURVEY_ENGINE_MASTER_KEY_FILE": str(self.path / "keys" / "master.key"),
            "SURVEY_ENGINE_BASE_URL": self.base_url,
            "SURVEY_ENGINE_ORGANISATION_FILE": str(self.path / "organisation.toml"),
            "SURVEY_ENGINE_WEB_OPENING": "on",
            "SURVEY_ENGINE_PASSPHRASE_FILE": str(self.path / "charity" / "passphrase.txt"),
            **self.more,
        }

    def outside(self, clock: Callable[[], datetime] | None = None) -> Outside:
        """What the commands of this demonstration are given; `clock` to pretend another day."""
        return Outside(environ=self.environ(), clock=clock or self.clock, random=os.urandom)

    def run(self, *arguments: str | Path | int, clock: Callable[[], datetime] | None = None) -> str:
        """Run one real command on this demonstration; returns what it said. A refusal is raised."""
        said = io.StringIO()
        words = [str(argument) for argument in arguments]
        with contextlib.redirect_stdout(said):
            command_line.main(
                words, prog_name="survey-engine", standalone_mode=False, obj=self.outside(clock)
            )
        return said.getvalue()

    def write_settings(self) -> None:
        """Write the settings file anew: the port may be another one today."""
        lines = [f"{name}={value}\n" for name, value in self.environ().items()]
        self.settings_file.write_text("# For demonstration only.\n" + "".join(lines), "utf-8")

    def write_organisation(self) -> None:
        """Write who runs it, with numbers that nobody answers."""
        (self.path / "organisation.toml").write_text(ORGANISATION, "utf-8")

    def is_finished(self) -> bool:
        """Say whether a whole demonstration is there."""
        return (self.path / FINISHED).is_file()

    def delete(self) -> None:
        """Delete the folder, if it is a demonstration's; refuse any other."""
        if self.path.exists() and any(self.path.iterdir()) and not self.is_finished():
            raise RefusedError(f"{self.path} is not a demonstration of this program, so it is not deleted.")
        shutil.rmtree(self.path, ignore_errors=True)

    @contextlib.contextmanager
    def being_made(self) -> Iterator[DemoFolder]:
        """Give a folder beside the final one, which takes its place when the block ends well."""
        part = replace(self, path=self.path.with_name(self.path.name + ".unfinished"))
        shutil.rmtree(part.path, ignore_errors=True)
        part.path.mkdir(mode=0o700, parents=True)
        part.write_organisation()
        (part.path / "charity").mkdir(mode=0o700)
        (part.path / "charity" / "passphrase.txt").write_text(PASSPHRASE + "\n", "utf-8")
        yield part
        (part.path / FINISHED).write_text(WARNING, "utf-8")
        part.path.rename(self.path)
