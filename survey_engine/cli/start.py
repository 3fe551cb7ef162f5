"""`init` and `serve`: from nothing to a running server."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import urlsplit

import click

from survey_engine.cli.backup_keys import make_backup_key
from survey_engine.cli.installation import Installation, upgrade_database
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import write_private_file
from survey_engine.cli.terminal import RefusedError, say
from survey_engine.settings import KEY_BYTES, Configuration, read_keys

DEFAULT_PORT = 5000


@click.command()
@click.pass_obj
def init(outside: Outside) -> None:
    """Make the keys and the database where missing, and bring the database to the newest form.

    Nothing that exists is overwritten: it can be run again at any time, and after each update it must be.
    """
    configuration = outside.configuration()
    _make_key(configuration.secret_key_file, "secret key", outside)
    _make_key(configuration.master_key_file, "master key", outside)
    make_backup_key(configuration.backup_key_file)
    upgrade_database(configuration)
    say("The database is ready.")
    say(_next_step(configuration, outside))


def _make_key(path: Path, what: str, outside: Outside) -> None:
    if path.exists():
        read_keys(path, what)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private_file(path, base64.b64encode(outside.random(KEY_BYTES)) + b"\n")
    say(f"Made the {what}: {path}. Keep a copy apart from the copies of the database.")


def _next_step(configuration: Configuration, outside: Outside) -> str:
    with Installation.at(outside) as installation:
        if not installation.has_published():
            return (
                "Next: survey-engine questionnaire list, then survey-engine questionnaire publish ID VERSION."
            )
        if not installation.has_waves():
            return "Next: survey-engine keygen, hospital add, and wave open."
        return f"Next: survey-engine serve. Patients will find it at {configuration.base_url}/i."


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [default: 5000].")
@click.option("--gallery", is_flag=True, help="For developers: a small questionnaire for each feature.")
@click.pass_obj
def serve(outside: Outside, host: str, port: int | None, gallery: bool) -> None:
    """Run the production server until it is stopped. A proxy in front of it should speak https.

    --gallery needs no set-up: it keeps nothing, and shows every feature on this machine alone.
    """
    from survey_engine.server import serve as run_server
    from survey_engine.web.translations import Languages

    if gallery:
        from survey_engine.cli.gallery import serve_gallery

        serve_gallery("127.0.0.1", port or DEFAULT_PORT, outside.clock)
        return
    with Installation.at(outside) as installation:
        faults = installation.changed_questionnaires()
        settings = installation.settings
    if faults:
        raise RefusedError("\n".join(["The server does not start:", *faults]))
    # Each process reads the languages for itself. Read here as well, a file that is none is refused in words.
    Languages(settings.translation_folders, settings.languages)
    # Without a proxy in front, the address patients are given is the one to listen on.
    port = port or (not settings.secure and urlsplit(settings.base_url).port) or DEFAULT_PORT
    say(f"Serving {settings.base_url}, listening on {host}:{port}. Stop it with Ctrl+C.")
    run_server(settings, host, port)
