"""`backup` and `restore`: a locked copy of the database, and the way back."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from survey_engine.cli.backup_keys import public_halves, secret_half
from survey_engine.cli.installation import ACTOR, Installation, database_file
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import new_private_file
from survey_engine.cli.terminal import HANDLE, RefusedError, as_json, say, say_json, shown_day, sure
from survey_engine.exchange.backup_file import BackupHead, read_backup, write_backup
from survey_engine.records import audit, backups, restoring, scrubbing, waves
from survey_engine.records.checklists import BACKUP_EVENT
from survey_engine.records.database import LaterVersionError, make_engine, upgrade
from survey_engine.records.phases import LONDON, TAKING_ANSWERS
from survey_engine.records.restoring import Ends
from survey_engine.records.store import StorageError, Store
from survey_engine.records.wave_checks import BACKUPS_GONE_DAYS
from survey_engine.settings import Settings

file_path = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--out", type=file_path, required=True, metavar="FILE", help="A new file.")
@as_json
@click.pass_obj
def backup(outside: Outside, out: Path, as_json: bool) -> None:
    """Write a locked copy of the database, scrubbed first. To be run every day.

    It opens with the backup key alone (SURVEY_ENGINE_BACKUP_KEY_FILE). It holds neither the secret key nor
    the master key: keep copies of those elsewhere. Codes that were just handed out are left out.
    A copy from before the close of a wave must be gone 35 days after it.
    """
    with Installation.at(outside) as installation:
        keys = public_halves(installation.settings.backup_key_file)
        day = outside.clock().astimezone(LONDON).date()
        engine = installation.store.engine
        with installation.reading() as session:
            open_waves = tuple(one.id for one in waves.list_waves(session) if one.state in TAKING_ANSWERS)
        head = BackupHead(engine.dialect.name, day, open_waves)
        with tempfile.TemporaryDirectory(
            dir=_own_disk(installation.settings), prefix="survey-engine-backup-"
        ) as place:
            copy = backups.copy_database(engine, Path(place))
            with copy.open("rb") as source, new_private_file(out) as target:
                write_backup(source, target, head, keys)
        with installation.writing() as session:
            installation.note(session, BACKUP_EVENT)
    if as_json:
        say_json({"file": str(out), "made_on": day.isoformat(), "bytes": out.stat().st_size})
        return
    say(f"Wrote {out}. It opens with the backup key alone: keep the two apart.")
    if open_waves:
        say(f"Delete it at the latest {BACKUPS_GONE_DAYS} days after wave {', '.join(open_waves)} is closed.")


def _own_disk(settings: Settings) -> Path | None:
    """Where a copy may lie in clear until it is locked: beside the database, never where backups go."""
    file = database_file(settings)
    return file.parent if file is not None else None


@click.command()
@click.argument("file", type=file_path)
@click.option("--identity", type=file_path, metavar="KEY", help="The backup key [default: the setting's].")
@click.option("--old", metavar="URL", help="Another database that knows which waves were closed since.")
@click.option("--closed", type=HANDLE, multiple=True, metavar="W", help="A wave closed since; repeat it.")
@click.option("--none-closed", is_flag=True, help="No wave was closed since the backup was made.")
@click.option("--yes", is_flag=True, help="Do not ask before a database is replaced.")
@click.pass_obj
def restore(
    outside: Outside,
    file: Path,
    identity: Path | None,
    old: str | None,
    closed: tuple[str, ...],
    none_closed: bool,
    yes: bool,
) -> None:
    """Put a backup into the place of the database. Stop the server first.

    Waves that were closed after the backup was made are open in it, and so is how their codes are known.
    They are closed again before anybody is served: those that the audit chain of the replaced database names,
    or that of --old, and those that you name.
    """
    settings = outside.settings()
    secret = secret_half(identity or settings.backup_key_file)
    ends = _ends(settings, old, closed)
    target = database_file(settings)
    folder = target.parent if target else Path(tempfile.gettempdir())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as place:
        copy = Path(place) / "copy"
        with file.open("rb") as source, new_private_file(copy) as stream:
            head = read_backup(source, stream, secret)
        _demand_fit(settings, head)
        _demand_known(head, closed)
        _demand_word(head, ends, none_closed=none_closed)
        if _is_there(settings) and not sure("Replace the database that is there?", yes):
            raise RefusedError("The database stays as it is.")
        if target is not None:  # made safe before it stands there, so that no cut leaves a wave open again
            changed = _make_safe(outside, f"sqlite:///{copy}", ends, head)
        backups.put_back(copy, settings.database_url)
    if target is None:
        changed = _make_safe(outside, settings.database_url, ends, head)
    say(f"Put back the copy of {shown_day(head.made_on)}.")
    for code in changed:
        say(f"Wave {code} was closed since: it is closed again, and its codes are destroyed.")
    say("What was done after that day is gone: answers, accounts that ended, letters that were stopped.")
    say("Everyone of staff signs in again. Look at the accounts, and run `survey-engine doctor`.")


def _is_there(settings: Settings) -> bool:
    file = database_file(settings)
    if file is not None:
        return file.exists()
    engine = make_engine(settings.database_url)
    try:
        return not backups.is_empty(engine)
    finally:
        engine.dispose()


def _ends(settings: Settings, old: str | None, closed: Sequence[str]) -> list[Ends]:
    """Which waves were closed: by whoever types, by the database that is replaced, and by another.

    Raises BackupError where somebody uses the database that would be replaced.
    """
    if (there := database_file(settings)) is not None:
        backups.demand_alone(there)
    found = [Ends(frozenset(closed), frozenset(), frozenset(closed))] if closed else []
    for url in [settings.database_url] if _is_there(settings) else []:
        found += _ends_of(url)
    if old is not None:
        named = _ends_of(old)
        if not named:
            raise RefusedError("The database of --old cannot be read.")
        found += named
    return found


def _ends_of(url: str) -> list[Ends]:
    store = Store(url)
    try:
        with store.reading() as session:
            return [restoring.ends_in(session)]
    except StorageError:
        return []
    finally:
        store.close()


def _demand_fit(settings: Settings, head: BackupHead) -> None:
    kind = "sqlite" if database_file(settings) is not None else "postgresql"
    if kind != head.kind:
        raise RefusedError(f"This is a copy of a {head.kind} database, and the settings name a {kind} one.")


def _demand_word(head: BackupHead, ends: list[Ends], *, none_closed: bool) -> None:
    """Where waves are open in the copy, somebody must know of each whether it was closed since.

    A new, empty database in the place of one that was lost knows of none.
    """
    open_still = [one for one in head.open_waves if not any(one in each.known for each in ends)]
    if open_still and not none_closed:
        raise RefusedError(
            f"Wave {', '.join(open_still)} was open on {shown_day(head.made_on)}. Say which were closed "
            "since: --closed W for each, or --none-closed."
        )


def _demand_known(head: BackupHead, closed: Sequence[str]) -> None:
    """A code with a typing slip must not leave a wave open."""
    unknown = [one for one in closed if one not in head.open_waves]
    if unknown:
        waves_then = ", ".join(head.open_waves) or "none"
        raise RefusedError(
            f"Wave {', '.join(unknown)} was not open on {shown_day(head.made_on)}. Open then: {waves_then}. "
            "Look at what you typed after --closed. Nothing was changed."
        )


def _make_safe(outside: Outside, url: str, ends: list[Ends], head: BackupHead) -> list[str]:
    try:
        upgrade(url)
    except LaterVersionError:
        raise RefusedError(
            "This copy was made by a later version of survey-engine than this one. Install that version, and "
            "restore again."
        ) from None
    today = outside.clock().astimezone(LONDON).date()
    store = Store(url)
    try:
        with store.writing() as session:
            changed = restoring.apply_again(session, ends, today=today, actor=ACTOR)
            details = {"made_on": head.made_on.isoformat(), "closed_again": changed}
            audit.append(session, ACTOR, "backup restored", details, on=today)
        scrubbing.scrub(store.engine)
    finally:
        store.close()
    return changed
