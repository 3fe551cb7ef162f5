"""Files that only their owner may read, written once and never over another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from survey_engine.cli.terminal import RefusedError

PRIVATE = 0o600


@contextmanager
def new_private_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that must not exist yet; it is on the disk when the block ends, and gone when it fails."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
    except FileExistsError:
        raise RefusedError(f"{path} exists already and stays as it is. Choose another name.") from None
    except OSError as error:
        raise RefusedError(f"Cannot write {path}: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def new_private_folder(path: Path) -> Iterator[Path]:
    """Make a folder that must not exist yet; it is gone when the block fails and has left it empty."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        raise RefusedError(f"{path} exists already and stays as it is. Choose another name.") from None
    except OSError as error:
        raise RefusedError(f"Cannot make the folder {path}: {error.strerror}.") from None
    try:
        yield path
    except BaseException:
        path.rmdir()
        raise


def write_private_file(path: Path, data: bytes) -> None:
    """Write a whole file that must not exist yet."""
    with new_private_file(path) as stream:
        stream.write(data)


def is_private(path: Path) -> bool:
    """Say whether nobody but the owner may read the file. Windows has no such bits: there it is always so."""
    return os.name == "nt" or path.stat().st_mode & 0o077 == 0
