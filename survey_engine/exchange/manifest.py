"""The manifest of a bundle: what each file must be, for whom, by which rules, signed by the charity's key."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from survey_engine.sealing.signing import public_key, sign, verify

MANIFEST = "manifest.json"
FORMAT = "survey-engine release bundle"
FORMAT_VERSION = 1
MOST_BYTES = 8 * 1024**3  # of all files of a .zip, unpacked
MOST_MANIFEST = 4 * 1024**2


class BundleError(Exception):
    """A bundle is not as its manifest says, or has none.

    differing: the names of files that were changed, are missing or are too many, by what is wrong with them.
    """

    def __init__(self, text: str, differing: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(text)
        self.differing = dict(differing or {})


def write_manifest(folder: Path, facts: dict[str, Any], identity_secret: str) -> None:
    """Writes manifest.json beside the finished files: SHA-256 of each, the facts given, and a signature."""
    manifest = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        **facts,
        "files": {path.name: sha256_of(path) for path in sorted(folder.iterdir())},
        "public_key": public_key(identity_secret),
    }
    manifest["signature"] = sign(_signed_part(manifest), identity_secret)
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def read_manifest(bundle: Path, public: str | None = None) -> dict[str, Any]:
    """The manifest of a bundle, a folder or a .zip, whose every file is as it says. Raises BundleError.

    The error names each file that was changed, is missing or does not belong. `public` is the signing key the
    bundle must bear; without it the one in the manifest is used, which shows only that the manifest is whole,
    not who wrote it. Nothing is unpacked.
    """
    found, content = _zipped(bundle) if bundle.is_file() else _in_folder(bundle)
    manifest = signed_manifest(content, public)
    files = dict(manifest["files"])
    if wrong := _differences(files, found):
        told = " ".join(f"{what}: {_listed(names)}." for what, names in wrong.items())
        raise BundleError(f"Not as the manifest says. {told}", wrong)
    return manifest


def signed_manifest(content: bytes, public: str | None = None) -> dict[str, Any]:
    """The manifest in a file, if its signature is right. `public`: as for `read_manifest`.

    Raises BundleError.
    """
    try:
        manifest: dict[str, Any] = json.loads(content.decode("utf-8"))
        dict(manifest["files"])
        signature = manifest["signature"]
        if manifest["format"] != FORMAT or manifest["version"] != FORMAT_VERSION:
            raise ValueError("another format")
        key = str(public or manifest["public_key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BundleError("It holds no manifest of a release bundle that can be read.") from None
    if not verify(_signed_part(manifest), str(signature), key):
        raise BundleError("The manifest was changed, or was not signed by this charity's key.")
    return manifest


def _differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> dict[str, list[str]]:
    groups = {
        "Changed": [name for name in wanted if name in found and found[name] != wanted[name]],
        "Missing": [name for name in wanted if name not in found],
        "Not of this bundle": [name for name in found if name not in wanted],
    }
    return {what: sorted(names) for what, names in groups.items() if names}


def _listed(names: Iterable[str]) -> str:
    """Names on one line that a terminal takes as it is."""
    return ", ".join(name if name.isprintable() else ascii(name) for name in names)


def _in_folder(folder: Path) -> tuple[dict[str, str], bytes]:
    """SHA-256 of each file by name, but the manifest's, and the manifest. What is no file has no hash."""
    try:
        with (folder / MANIFEST).open("rb") as stream:
            content = stream.read(MOST_MANIFEST)
        others = [path for path in folder.iterdir() if path.name != MANIFEST]
    except OSError:
        raise BundleError("It holds no manifest of a release bundle that can be read.") from None
    return {path.name: sha256_of(path) if _is_plain(path) else "" for path in others}, content


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _zipped(file: Path) -> tuple[dict[str, str], bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(set(names)) < len(names) or sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise BundleError(f"The file {file} names one twice, or is too large to be a bundle.")
            with archive.open(MANIFEST) as stream:
                content = stream.read(MOST_MANIFEST)
            found: dict[str, str] = {}
            for name in names:
                if name != MANIFEST:
                    with archive.open(name) as stream:
                        found[name] = _sha256(stream)
            return found, content
    except KeyError:
        raise BundleError(
            f"The file {file} holds no manifest of a release bundle that can be read."
        ) from None
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    ):  # fmt: skip
        raise BundleError(f"The file {file} is no .zip that can be read whole.") from None


def _signed_part(manifest: dict[str, Any]) -> bytes:
    """The one form of a manifest that is signed: all but the signature, keys sorted, without spaces."""
    signed = {key: value for key, value in manifest.items() if key != "signature"}
    return json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(path: Path) -> str:
    """The hexadecimal SHA-256 of a file, read piece by piece."""
    with path.open("rb") as stream:
        return _sha256(stream)


def _sha256(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
