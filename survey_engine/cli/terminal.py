"""What a command says and asks: tables, JSON, progress, passphrases. Nothing secret passes through `say`."""

from __future__ import annotations

import getpass
import json
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

T = TypeVar("T")
SHORTEST_TYPED_PASSPHRASE = 12


class RefusedError(click.ClickException):
    """The command will not do it. The text says why and what to do; the exit code is 1."""


class Day(click.ParamType[date]):
    """A day as 2027-03-31."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read one day; anything else is wrong usage."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as 2027-03-31.", param, ctx)


class Handle(click.ParamType[str]):
    """The code of a wave or a hospital: capitals, however it was typed."""

    name = "CODE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return it in capitals, without the spaces around it."""
        return str(value).strip().upper()


DAY = Day()
HANDLE = Handle()
as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON for a script to read.")


def say(text: str) -> None:
    """Write one line or paragraph for a person."""
    click.echo(text)


def say_json(value: object) -> None:
    """Write a value for a script."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows in aligned columns under their heads."""
    lines = [tuple(heads), *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def shown_day(day: date) -> str:
    """Write a day as people say it: 31 March 2027."""
    return f"{day.day} {day:%B %Y}"


def with_progress(things: Iterable[T], label: str, length: int | None = None) -> Iterator[T]:
    """Pass the things through, with a progress bar on a terminal and none in a pipe."""
    if not sys.stderr.isatty():
        yield from things
        return
    with click.progressbar(things, label=label, length=length, file=sys.stderr) as bar:
        yield from bar


def sure(question: str, yes: bool) -> bool:
    """Ask on a terminal; in a pipe nobody can answer, and the command was meant."""
    return yes or not sys.stdin.isatty() or click.confirm(question)


def read_passphrases(file: Path) -> list[str]:
    """Return the lines of a passphrase file: one for the charity key, perhaps one for the recovery key."""
    try:
        lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise RefusedError(f"Cannot read the passphrase file {file}.") from None
    if not lines:
        raise RefusedError(f"The passphrase file {file} is empty. Write the passphrase on its first line.")
    return lines


def ask_new_passphrase(what: str) -> str:
    """Ask twice for a new passphrase; a short one is asked again. Raises RefusedError."""
    while True:
        typed = _typed(what, confirmation_prompt=True)
        if len(typed) >= SHORTEST_TYPED_PASSPHRASE:
            return typed
        click.echo(
            f"Please use {SHORTEST_TYPED_PASSPHRASE} characters or more: four words do well.", err=True
        )


def ask_passphrase(what: str) -> str:
    """Ask once for a passphrase that exists. Raises RefusedError where nobody is there to type it."""
    return _typed(what)


def _typed(what: str, *, confirmation_prompt: bool = False) -> str:
    with warnings.catch_warnings():
        if not sys.stdin.isatty():  # nobody types here, so nothing that is typed could be seen
            warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return str(
                click.prompt(
                    f"Passphrase for {what}",
                    hide_input=True,
                    confirmation_prompt=confirmation_prompt,
                    err=True,
                )
            )
        except click.Abort:
            if sys.stdin.isatty():
                raise
    click.echo(err=True)
    raise RefusedError(
        f"Nobody is here to type the passphrase for {what}. Write it into a file, and name the file in "
        "SURVEY_ENGINE_PASSPHRASE_FILE."
    )


def counted(number: int, what: str) -> str:
    """Say how many there are of something: "1 file", "2 files"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
