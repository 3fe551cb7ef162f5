"""Codes leave the program once: into new private files, all on the disk before the codes count."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import IO

import click

from survey_engine.cli.letter_options import LetterOptions
from survey_engine.cli.private_files import new_private_file, new_private_folder
from survey_engine.cli.slip_press import SlipPress
from survey_engine.exchange.letters import link_with_wishes
from survey_engine.exchange.mail_merge import CODES, LETTER, LINKS, STEPS
from survey_engine.exchange.paper import SIZES, Look
from survey_engine.records.invitations import Issued
from survey_engine.sealing.codes import show_code, sign_link
from survey_engine.settings import Settings
from survey_engine.web.letter_press import LetterPress, people_of

HEADS = ("ref", "code", "link")
Write = Callable[[Sequence[Issued], str], None]


def letter_options(*, merge: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of letters, as one argument `wanted`."""
    path = click.Path(path_type=Path, dir_okay=False)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_options(
            *arguments: object,
            letters: Path | None,
            language: str | None,
            size: str | None,
            wording: Path | None,
            merge: Path | None = None,
            slips: Path | None = None,
            **others: object,
        ) -> None:
            wanted = LetterOptions(letters, merge, language, int(size) if size else None, wording, slips)
            wanted.require_fit()
            command(*arguments, wanted=wanted, **others)

        options = [
            click.option("--letters", type=path, metavar="FILE.pdf", help="Also letters, ready to print."),
            click.option("--language", metavar="LANG", help="The language of the letters [default: en]."),
            click.option("--size", type=click.Choice([str(one) for one in SIZES]), help="Their points."),
            click.option("--wording", type=path, metavar="FILE", help="Words of your own: `codes wording`."),
        ]
        if merge:
            folder = click.Path(path_type=Path, file_okay=False)
            said = "Also a new folder for mail merge with Word."
            options.append(click.option("--merge", type=folder, metavar="FOLDER", help=said))
            said = "Slips for a survey of staff, six to a sheet."
            options.append(click.option("--slips", type=path, metavar="FILE.pdf", help=said))
        for option in reversed(options):
            with_options = option(with_options)
        return with_options

    return decorate


@contextmanager
def handing_out(
    settings: Settings,
    out: Path | None,
    wanted: LetterOptions,
    press: LetterPress | None,
    slip_press: SlipPress | None = None,
) -> Iterator[Write]:
    """Open every file that is wanted; what is given writes them. They are gone again when the block fails.

    Write them before the commit: a full disk must leave no codes that nobody has.
    """
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        if out is not None:
            files["out"] = stack.enter_context(new_private_file(out))
        if wanted.letters is not None:
            files["letters"] = stack.enter_context(new_private_file(wanted.letters))
        if wanted.slips is not None:
            files["slips"] = stack.enter_context(new_private_file(wanted.slips))
        if wanted.merge is not None:
            folder = stack.enter_context(new_private_folder(wanted.merge))
            for name in (STEPS, LETTER, CODES, LINKS):
                files[name] = stack.enter_context(new_private_file(folder / name))

        def write(issued: Sequence[Issued], hospital: str) -> None:
            made = _contents(settings, issued, hospital, wanted, press)
            if slip_press is not None:
                rows = (codes_row(settings, one) for one in issued)
                made["slips"] = slip_press.pdf(people_of(rows), hospital)
            for name, content in made.items():
                if name in files:
                    _keep(files[name], content)

        yield write


def _keep(stream: IO[bytes], content: bytes) -> None:
    stream.write(content)
    stream.flush()
    os.fsync(stream.fileno())


def _contents(
    settings: Settings,
    issued: Sequence[Issued],
    hospital: str,
    wanted: LetterOptions,
    press: LetterPress | None,
) -> dict[str, bytes]:
    look = press.look if press else Look()
    made = {"out": codes_file(settings, issued, look).encode()}
    people = people_of(codes_row(settings, one, look) for one in issued)
    if press and wanted.letters:
        made["letters"] = press.pdf(people, hospital, with_batch_sheet=len(people) > 1)
    if press and wanted.merge:
        made |= press.merge_files(people, hospital)
    return made


def codes_file(settings: Settings, issued: Iterable[Issued], look: Look | None = None) -> str:
    """Return the CSV text, with the code as the letter prints it and the link that fills it in."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows(codes_row(settings, one, look) for one in issued)
    return text.getvalue()


def codes_row(settings: Settings, one: Issued, look: Look | None = None) -> tuple[str, str, str]:
    """Return ref, code and link. What follows the # in a link reaches no server, proxy or log."""
    shown = show_code(one.code)
    link = f"{settings.base_url}/i#{shown}.{sign_link(one.code, settings.secret_keys)}"
    return one.ref, shown, link_with_wishes(link, look or Look())
