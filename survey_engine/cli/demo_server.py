"""A real server process for one demonstration folder, stopped when its block ends."""

from __future__ import annotations

import os
import socket
import subprocess  # nosec B404 # it starts this program itself, with arguments of its own
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.terminal import RefusedError
from survey_engine.cli.walking import Connection, WalkError

HOST: Final = "127.0.0.1"
_OK: Final = 200
_START_SECONDS: Final = 30
_STOP_SECONDS: Final = 40
_PROGRAM: Final = "from survey_engine.cli.main import main; main()"


def free_port() -> int:
    """A loopback port that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_server(folder: DemoFolder) -> Iterator[int]:
    """Run `survey-engine serve` on a folder's port; gives its process number once it is ready."""
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("SURVEY_ENGINE_")}
    command = [sys.executable, "-c", _PROGRAM, "serve", "--host", HOST, "--port", str(folder.port)]
    with running(command, {**surroundings, **folder.environ()}, folder.base_url, "/readyz") as pid:
        yield pid


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str], base_url: str, path: str) -> Iterator[int]:
    """Run a server until the block ends; gives its process number once it answers `path` with 200."""
    server = subprocess.Popen(  # noqa: S603  # nosec B603 # our own program and arguments
        command, env=environ, stdout=subprocess.DEVNULL
    )
    try:
        _wait_until_ready(server, base_url, path)
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], base_url: str, path: str) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up:
        if server.poll() is not None:
            raise RefusedError(f"The server ended before it was ready, with exit code {server.returncode}.")
        connection = Connection(base_url)
        try:
            if connection("GET", path, {}, None).status == _OK:
                return
        except WalkError:
            pass  # it does not listen yet
        finally:
            connection.close()
        time.sleep(0.1)
    raise RefusedError(f"The server was not ready after {_START_SECONDS} s.")
