"""Where a bundle comes to stand: a new folder or a new .zip, whole or not there at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ZIP = ".zip"


class FolderInUseError(Exception):
    """The folder or file for the bundle is there already."""


def require_free(out: Path) -> None:
    """Raises FolderInUseError where `out` is anything but a new name or, for a folder, an empty one."""
    if is_zip(out):
        if out.is_symlink() or out.exists():
            raise FolderInUseError(f"There is {out} already, and it stays as it is. Choose another name.")
    elif out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise FolderInUseError(f"There is {out} already, and it is not an empty folder. Choose another name.")


def nearest_folder(out: Path) -> Path:
    """The folder that `out` will stand in, or the nearest above it that is there: for what needs its disk."""
    return next(folder for folder in out.absolute().parents if folder.is_dir())


def is_zip(out: Path) -> bool:
    """Whether a name asks for one packed file."""
    return out.suffix.lower() == ZIP


@contextmanager
def place_for(out: Path) -> Iterator[Path]:
    """A folder to write into, for its owner alone; it comes to stand at `out` when all went well.

    Made beside its place and moved there when complete, so a half-written one is never seen. Raises
    FolderInUseError.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield folder
        if is_zip(out):
            _pack(folder, out)
            return
        require_free(out)
        if out.exists():
            out.rmdir()
        folder.rename(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pack(folder: Path, out: Path) -> None:
    """Pack the files without their times: the same files make the same archive."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    packed = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w") as archive:
            for path in sorted(folder.iterdir()):
                entry = zipfile.ZipInfo(path.name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o600 << 16
                is_large = path.stat().st_size >= zipfile.ZIP64_LIMIT // 2  # it may grow while it is packed
                with path.open("rb") as source, archive.open(entry, "w", force_zip64=is_large) as target:
                    shutil.copyfileobj(source, target)
        require_free(out)
        packed.rename(out)
    finally:
        packed.unlink(missing_ok=True)
