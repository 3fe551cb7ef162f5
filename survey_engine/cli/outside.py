"""What every command is given from outside: the environment, the clock and randomness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from survey_engine.settings import Configuration, Settings


@dataclass(frozen=True, slots=True)
class Outside:
    """Arguments rather than globals, so that a test can set the day."""

    environ: Mapping[str, str]
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]

    def configuration(self) -> Configuration:
        """Read every setting but the keys."""
        return Configuration.from_environment(self.environ)

    def settings(self) -> Settings:
        """Read every setting and the keys."""
        return Settings.from_environment(self.environ)
