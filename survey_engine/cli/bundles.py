"""`verify`: whether a release bundle is whole, and whose key signed it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from survey_engine.cli.recipients import signing_keys
from survey_engine.cli.terminal import as_json, say, say_json
from survey_engine.exchange.manifest import BundleError, read_manifest


@click.command()
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option("--recipients", type=click.Path(path_type=Path), metavar="FILE",
              help="recipients.txt of the wave: the bundle must bear one of its two keys.")  # fmt: skip
@as_json
def verify(bundle: Path, recipients: Path | None, as_json: bool) -> None:
    """Check a release bundle, a folder or a .zip, against its signed manifest.

    Every file must be there, unchanged, and none beside them; otherwise each that is not is named, and the
    exit code is 1; --json then says that it is not whole, why, and which. With --recipients it must be signed
    by the charity's or the recovery key. Needs no key, no database and no server.
    """
    keys = signing_keys(recipients) if recipients else None
    try:
        manifest = _signed_by_either(bundle, keys) if keys is not None else read_manifest(bundle)
    except BundleError as fault:
        if as_json:
            say_json(_refused(fault))
        raise
    if as_json:
        say_json({"whole": True, "signed_by_recipients": bool(recipients), **manifest})
        return
    count = len(manifest["files"])
    wave, audience = _plain(manifest.get("wave")), _plain(manifest.get("audience"))
    say(f"All {count} files are as the manifest says. Wave {wave}, for the {audience} only.")
    if recipients:
        say(f"Signed by a key of {recipients}.")
        return
    say(f"Signed by {_plain(manifest['public_key'])}. Compare this with the signing keys in recipients.txt,")
    say("or give that file by --recipients: anybody can sign with a key of their own.")


def _refused(fault: BundleError) -> dict[str, object]:
    """What a script is told of a bundle that is not to be used, beside the exit code."""
    names = {what.lower().replace(" ", "_"): listed for what, listed in fault.differing.items()}
    return {
        "whole": isinstance(fault, ForeignKeyError),
        "signed_by_recipients": False,
        "reason": str(fault),
        **names,
    }


class ForeignKeyError(BundleError):
    """The bundle is as its manifest says, but none of the wave's keys signed it."""


def _signed_by_either(bundle: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    """The manifest, signed by one of the keys. Raises BundleError."""
    claimed = read_manifest(bundle)
    if claimed["public_key"] not in keys:
        raise ForeignKeyError("The bundle is whole, but none of the keys in that file signed it.")
    return claimed


def _plain(value: object) -> str:
    """A value of a manifest that anybody may have written, as a terminal takes it."""
    text = str(value)
    return text if text.isprintable() else ascii(text)
