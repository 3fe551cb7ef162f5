"""A group of commands that loads a command's file only when it is called, so that --help is quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Entry:
    """One command: its name, where it lives (module:attribute) and its line in --help."""

    name: str
    target: str
    summary: str

    def load(self) -> click.Command:
        """Import the command's file and return the command."""
        module, _, attribute = self.target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - a fault of the table itself, found by a test
        return command


class LazyGroup(click.Group):
    """The top group. A named error of the rooms becomes a refusal: one sentence on stderr and exit code 1."""

    def __init__(self, *args: Any, entries: Sequence[Entry] = (), **kwargs: Any) -> None:
        """Take the table of commands beside what every group takes."""
        super().__init__(*args, **kwargs)
        self._entries = {entry.name: entry for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table: the order of the work."""
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        entry = self._entries.get(cmd_name)
        return entry.load() if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in self._entries.values()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a foreseeable fault ends it with a sentence, never with a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from survey_engine.cli.refusals import sentence_for

            sentence = sentence_for(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from None
