"""`audit-anonymity`: attack our own database, logs and copies, and say what was tried and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from survey_engine.cli.installation import Installation, database_file
from survey_engine.cli.outside import Outside
from survey_engine.cli.reminding import read_codes
from survey_engine.cli.terminal import as_json, say, say_json, with_progress
from survey_engine.cli.trace_search import files_of, holds_any, search
from survey_engine.records import waves
from survey_engine.records.anonymity import (
    attack_backup,
    attack_database,
    attack_differences,
    attack_drafts,
)
from survey_engine.records.attempts import Attempt, attempt
from survey_engine.sealing.codes import Code

_FILE = click.Path(exists=True, path_type=Path, dir_okay=False)


@click.command("audit-anonymity")
@click.option(
    "--codes",
    "code_file",
    type=_FILE,
    metavar="FILE",
    help="Codes as a hospital holds them: a better attack.",
)
@click.option(
    "--logs",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="PATH",
    help="A log or a folder of them: of the server, the proxy, PostgreSQL. May be given again.",
)
@click.option(
    "--backup", "backups", type=_FILE, multiple=True, metavar="FILE", help="A copy. May be given again."
)
@as_json
@click.pass_obj
def audit_anonymity(
    outside: Outside, code_file: Path | None, logs: tuple[Path, ...], backups: tuple[Path, ...], as_json: bool
) -> None:
    """Attack our own database, logs and copies; print what was tried and found. Exit code 1 where one works.

    It only reads, and repeats no code and no number of answers. Run `survey-engine scrub` just before: what
    came since the last scrub still shows its order. With --codes it takes about 0.2 seconds a code.
    """
    codes = read_codes(code_file).codes if code_file else ()
    with Installation.at(outside) as installation:
        parts = {"The database": _on_database(installation, codes)}
        parts |= {str(path): [one] for path, one in _on_logs(installation, files_of(logs), codes)}
        parts |= _on_backups(installation, backups)
    every = [one for attempts in parts.values() for one in attempts]
    if as_json:
        say_json({"ok": all(one.held for one in every), "attacks": [*_rows(parts)]})
    else:
        _print(parts)
    if not all(one.held for one in every):
        click.get_current_context().exit(1)


def _lengths(installation: Installation) -> dict[tuple[str, int], int]:
    return {(str(one.id), one.version): one.plaintext_bytes for one in installation.catalogue}


def _on_database(installation: Installation, codes: Sequence[Code]) -> list[Attempt]:
    engine, master_key = installation.store.engine, installation.settings.master_key
    found = list(attack_database(engine, master_key, _lengths(installation)))
    if not codes:
        return found
    tried = with_progress(codes, "Trying codes", len(codes))
    with installation.reading() as session:
        opened = [attack_drafts(session, code, master_key) for code in tried]
    file = database_file(installation.settings)
    written = holds_any(file.read_bytes(), codes) if file else False
    return [
        *found,
        attempt(
            "codes and drafts",
            "With the codes and the master key, find or open a draft or an answer.",
            ["A code alone opens a draft, or finds an answer."] if any(opened) else [],
            "No code does without its return code.",
            "Stop the server: whoever holds the letters can read what patients have begun.",
        ),
        attempt(
            "codes in the database",
            "Look for the codes in the database's own bytes.",
            ["The database holds a code."] if written else [],
            "None is there.",
            "Find out what wrote it, take it out, scrub, and replace the letter.",
        ),
    ]


def _on_logs(
    installation: Installation, files: Sequence[Path], codes: Sequence[Code]
) -> Iterator[tuple[Path, Attempt]]:
    with installation.reading() as session:
        symbols = frozenset(wave.symbol for wave in waves.list_waves(session) if wave.symbol)
    for path in with_progress(files, "Searching", len(files)):
        yield path, search(path, symbols, codes)


def _on_backups(installation: Installation, backups: Sequence[Path]) -> dict[str, list[Attempt]]:
    parts, read = {}, []
    for path in backups:
        parts[str(path)], backup = attack_backup(path, _lengths(installation))
        read.append(backup)
    if len(read) > 1:
        parts["The copies together"] = [attack_differences(read)]
    return parts


def _rows(parts: dict[str, list[Attempt]]) -> Iterator[dict[str, object]]:
    for place, attempts in parts.items():
        for one in attempts:
            yield {
                "place": place,
                "attack": one.name,
                "tried": one.tried,
                "found": one.found,
                "held": one.held,
                "advice": one.advice,
            }


def _print(parts: dict[str, list[Attempt]]) -> None:
    worked = 0
    for place, attempts in parts.items():
        say(place)
        for one in attempts:
            worked += not one.held
            say(f"  {'held' if one.held else 'FAILED'}: {one.name}. {one.tried}")
            say(f"    {one.found}")
            if one.advice:
                say(f"    What to do: {one.advice}")
    tried = sum(map(len, parts.values()))
    say(f"{tried} attacks: " + (f"{worked} worked." if worked else "none worked."))
