"""The manifest of a bundle: what each file must be, for whom, by which rules, signed by the charity's key."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from survey_engine.sealing.signing import public_key, sign, verify

MANIFEST = "manifest.json"
FORMAT = "survey-engine release bundle"
FORMAT_VERSION = 1


class BundleError(Exception):
    """A bundle is not as its manifest says, or has none."""


def write_manifest(folder: Path, facts: dict[str, Any], identity_secret: str) -> None:
    """Writes manifest.json beside the finished files: SHA-256 of each, the facts given, and a signature."""
    manifest = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        **facts,
        "files": {path.name: _sha256(path) for path in sorted(folder.iterdir())},
        "public_key": public_key(identity_secret),
    }
    manifest["signature"] = sign(_signed_part(manifest), identity_secret)
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def read_manifest(folder: Path, public: str | None = None) -> dict[str, Any]:
    """The manifest of a bundle whose every file is as it says. Raises BundleError for any other.

    `public` is the signing key the bundle must bear; without it the one in the manifest is used, which shows
    only that the manifest is whole, not who wrote it.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files, signature = manifest["files"], manifest["signature"]
        if manifest["format"] != FORMAT or manifest["version"] != FORMAT_VERSION:
            raise ValueError("another format")
        key = str(public or manifest["public_key"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BundleError("The folder holds no manifest of a release bundle that can be read.") from None
    if not verify(_signed_part(manifest), str(signature), key):
        raise BundleError("The manifest was changed, or was not signed by this charity's key.")
    present = {path.name: _sha256(path) for path in folder.iterdir() if path.name != MANIFEST}
    wrong = sorted(name for name in {*files, *present} if files.get(name) != present.get(name))
    if wrong:
        raise BundleError(f"Not as the manifest says: {', '.join(wrong)}.")
    return manifest


def _signed_part(manifest: dict[str, Any]) -> bytes:
    """The one form of a manifest that is signed: all but the signature, keys sorted, without spaces."""
    signed = {key: value for key, value in manifest.items() if key != "signature"}
    return json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
