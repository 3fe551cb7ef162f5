"""`python3 dev.py demo`: the whole product on this machine, with invented hospitals and invented answers."""

from __future__ import annotations

import os
import shlex
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from survey_engine.cli.demo_folder import PASSPHRASE, DemoFolder
from survey_engine.cli.demo_keys import ready_for_waves
from survey_engine.cli.demo_making import HOSPITALS, closing, issue, make, opening, wave_to_try
from survey_engine.cli.demo_representative import representative_link
from survey_engine.cli.demo_staff import demo_accounts
from survey_engine.cli.main import command_line
from survey_engine.cli.terminal import RefusedError, say

HOST: Final = "127.0.0.1"
LINE: Final = "-" * 78


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=5000, show_default=True, help="Port to listen on."
)
@click.option("--fresh", is_flag=True, help="Delete the demonstration in var/demo and begin again.")
@click.option("--check", is_flag=True, help="Prove the whole way in a temporary folder, and end.")
def demo(port: int, fresh: bool, check: bool) -> None:
    """Set up a demonstration in var/demo and serve it on this machine. Nothing in it is real."""
    if check:
        from survey_engine.cli.demo_check import check_demo

        check_demo(say)
    else:
        _serve(port, fresh=fresh)


def _serve(port: int, *, fresh: bool) -> None:
    _demand_free(port)
    folder = DemoFolder(Path.cwd() / "var" / "demo", port)
    if fresh:
        folder.delete()
    prepare(folder)
    say("\n".join(introduction(folder)))
    sys.stdout.flush()
    command_line.main(
        ["serve", "--host", HOST, "--port", str(port)],
        prog_name="survey-engine", standalone_mode=False, obj=folder.outside(),
    )  # fmt: skip


def prepare(folder: DemoFolder) -> None:
    """Make the demonstration where it is not there yet; bring one that is there up to date."""
    if folder.is_finished():
        say(f"The demonstration goes on where it was ({_near(folder.path)}; --fresh begins again).")
        folder.run("init")
    else:
        say(f"Setting up the demonstration in {_near(folder.path)}. This takes a minute or two.")
        started = time.monotonic()
        with folder.being_made() as part:
            make(part, say)
        say(f"Set up in {time.monotonic() - started:.0f} s.")
    folder.write_settings()


def introduction(folder: DemoFolder) -> Sequence[str]:
    """What to try: a patient's link, a typed code, and what the charity does. Issues fresh codes."""
    wave = wave_to_try(folder)
    linked, typed = issue(folder, wave, next(iter(HOSPITALS)), 2)
    settings = shlex.quote(f"SURVEY_ENGINE_CONFIG={_near(folder.settings_file)}")
    commands = [shlex.join(map(_near, words)) for words in (closing(wave), opening(folder, wave))]
    return [
        LINE,
        "FOR DEMONSTRATION ONLY: invented hospitals, invented answers, keys anybody can use.",
        LINE,
        "",
        f"A patient, by the link in the letter:  {linked.link}",
        f"A patient, by typing the code:         {folder.base_url}/i",
        f"                                       {typed.code}",
        "",
        f"The charity, closed waves: {_near(folder.bundle('DEMO-1'))} and {_near(folder.bundle('DEMO-2'))}",
        "                           hold their opened answers. Read methods.md in each first.",
        f"The charity, open wave:    in another terminal, close {wave} and open it, your answers among them:",
        *(f"  env {settings} {_program()} {command}" for command in commands),
        f"  Demonstration passphrase, read from {_near(folder.charity_key.with_name('passphrase.txt'))}:",
        f"  {PASSPHRASE}",
        "",
        f"Pledges, for everybody:    {folder.base_url}/pledges",
        "",
        f"Sign-in for staff:         {folder.base_url}/staff/sign-in   (password of all: {PASSPHRASE})",
        *_sign_in_lines(folder),
        "  A patient representative needs no password: this link works once, for half an hour.",
        f"  {representative_link(folder)}",
        "  Results and the priority sheet: a hospital at /hospital/results, the others at /charity/results.",
        LINE,
    ]


def _sign_in_lines(folder: DemoFolder) -> list[str]:
    """The accounts, each with the codes of its second step: a code works once."""
    accounts = demo_accounts(folder, next(iter(HOSPITALS)))
    ready_for_waves(folder)
    return [
        f"  {one.who + ':':<13} {one.email:<31} codes, each once: {' '.join(one.codes)}" for one in accounts
    ]


def _program() -> str:
    """How this installation's own command line is called."""
    beside = Path(sys.executable).with_name("survey-engine.exe" if os.name == "nt" else "survey-engine")
    return _near(beside) if beside.exists() else "survey-engine"


def _near(path: str | Path) -> str:
    """A path as seen from here, where it is below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if isinstance(path, Path) and path.is_relative_to(here) else str(path)


def _demand_free(port: int) -> None:
    """Refuse a port that another program listens on, before anything is set up."""
    with socket.socket() as probe:
        if os.name != "nt":  # there, the option would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise RefusedError(
                f"Port {port} is in use by another program. Choose another: --port {port % 65535 + 1}"
            ) from None


if __name__ == "__main__":
    demo()
