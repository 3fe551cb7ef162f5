"""A release that was made on another computer, as the server takes it in: three files of its bundle, no more.

The manifest says what the other two must be and who signed it; the findings say themselves whose they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from survey_engine.analysis.disclosure import RowShape
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_json import FindingsFileError, findings_from_json
from survey_engine.analysis.policy import Audience
from survey_engine.exchange.findings_files import FINDINGS, FINDINGS_PUBLIC
from survey_engine.exchange.manifest import MANIFEST, MOST_MANIFEST, BundleError, signed_manifest

MOST_BYTES: Final = 32 * 1024 * 1024  # of the three files together: some hundreds of hospitals
FILES: Final = (MANIFEST, FINDINGS, FINDINGS_PUBLIC)
_AUDIENCES: Final = {FINDINGS: Audience.HOSPITAL, FINDINGS_PUBLIC: Audience.PUBLIC}


class ReleaseFileError(ValueError):
    """A file is not of the wave's release. The text says why; `file` is its name in the bundle."""

    def __init__(self, file: str, sentence: str) -> None:
        super().__init__(sentence)
        self.file = file


@dataclass(frozen=True, slots=True)
class Awaited:
    """What is known here of the wave that a release must fit.

    fingerprint: the digest at close; hospitals: the codes that sent letters; policy: the version of the rules
    that hold; signing_keys: what checks its signature (base64), empty where nobody gave it.
    """

    wave: str
    questionnaire: str
    version: int
    definition_hash: str
    policy: str
    fingerprint: str
    hospitals: Collection[str]
    signing_keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SentRelease:
    """A release that fits. signed_by: the key its manifest bears (base64); texts: the files, by name."""

    shape: str
    signed_by: str
    is_known_key: bool
    responses: int
    hospitals: int
    texts: dict[str, str] = field(repr=False)


def read_release(files: dict[str, bytes], awaited: Awaited) -> SentRelease:
    """Check the three files against each other and against the wave. Raises ReleaseFileError.

    Where the wave knows no signing key, the signature shows only that the three belong together.
    """
    manifest = _manifest(files[MANIFEST])
    _demand_of_wave(manifest, awaited)
    signed_by = str(manifest["public_key"])
    if awaited.signing_keys and signed_by not in awaited.signing_keys:
        raise ReleaseFileError(
            MANIFEST,
            "The bundle was not signed with a key of this wave. Use the bundle that was made with its "
            "charity key or recovery key, or find out who made this one.",
        )
    found = [_findings(files[name], name, manifest, awaited) for name in _AUDIENCES]
    texts = {name: files[name].decode("utf-8") for name in FILES}
    return SentRelease(
        shape=str(manifest["rows"]),
        signed_by=signed_by,
        is_known_key=bool(awaited.signing_keys),
        responses=found[0].responses,
        hospitals=len(found[0].hospitals),
        texts=texts,
    )


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        if len(content) > MOST_MANIFEST:
            raise BundleError("It is too large to be a manifest.")
        return signed_manifest(content)
    except BundleError as error:
        raise ReleaseFileError(MANIFEST, str(error)) from None


def _demand_of_wave(manifest: dict[str, Any], awaited: Awaited) -> None:
    """Raise ReleaseFileError unless the manifest is of the charity's bundle of this wave, as it closed."""
    if manifest.get("wave") != awaited.wave or manifest.get("audience") != Audience.CHARITY:
        raise ReleaseFileError(MANIFEST, f"This is not the charity's bundle of wave {awaited.wave}.")
    if _within(manifest, "envelopes").get("digest_at_close") != awaited.fingerprint:
        raise ReleaseFileError(
            MANIFEST,
            "The bundle was made of other sealed answers than those that were here when the wave closed. "
            "Save the sealed answers again, and find out who changed the file.",
        )
    if manifest.get("policy") != awaited.policy:
        raise ReleaseFileError(
            MANIFEST,
            f"The bundle was made by other rules of disclosure control than those here ({awaited.policy}). "
            "Make it again with the same version of the program as this server.",
        )
    asked = _within(manifest, "questionnaire")
    wanted = (awaited.questionnaire, awaited.version, awaited.definition_hash)
    if tuple(asked.get(name) for name in ("id", "version", "definition_hash")) != wanted:
        raise ReleaseFileError(MANIFEST, "The bundle is of another questionnaire than the wave asked.")
    if manifest.get("rows") not in [shape.value for shape in RowShape]:
        raise ReleaseFileError(MANIFEST, "The manifest does not say in which shape the rows are.")


def _within(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    found = manifest.get(name)
    return found if isinstance(found, dict) else {}


def _findings(content: bytes, name: str, manifest: dict[str, Any], awaited: Awaited) -> Findings:
    """The findings of one of the files. Raises ReleaseFileError."""
    if dict(manifest["files"]).get(name) != hashlib.sha256(content).hexdigest():
        raise ReleaseFileError(name, f"{name} was changed, or is of another bundle than the manifest.")
    try:
        found = findings_from_json(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise ReleaseFileError(name, f"{name} cannot be read as text.") from None
    except FindingsFileError as error:
        raise ReleaseFileError(name, f"{name} cannot be read. {error}") from None
    said = (found.audience, found.wave, found.questionnaire, found.version, found.policy)
    wanted = (_AUDIENCES[name], awaited.wave, awaited.questionnaire, awaited.version, awaited.policy)
    if said != wanted:
        raise ReleaseFileError(name, f"{name} is of another wave, questionnaire or audience.")
    unknown = {one.code for one in found.hospitals} - set(awaited.hospitals)
    if unknown:
        raise ReleaseFileError(name, f"{name} tells of hospitals that sent no letters in this wave.")
    return found
