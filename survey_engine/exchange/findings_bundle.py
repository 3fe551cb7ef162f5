"""The findings in a release bundle, once its manifest says that every file is as it was written."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_json import MOST_BYTES, FindingsFileError, findings_from_json
from survey_engine.exchange.findings_files import FINDINGS
from survey_engine.exchange.manifest import BundleError, read_manifest


def findings_of(bundle: Path) -> Findings:
    """The findings for hospitals and the charity, of a folder or a .zip. Raises BundleError.

    The whole bundle is compared with its manifest first. Whose key signed it is not asked here.
    """
    manifest = read_manifest(bundle)
    wanted = manifest["files"].get(FINDINGS)
    if wanted is None:
        raise BundleError(f"It holds no {FINDINGS}: an earlier version of this program wrote it.")
    content = _content(bundle)
    if hashlib.sha256(content).hexdigest() != wanted:
        raise BundleError(f"{FINDINGS} was changed while it was read.")
    try:
        return findings_from_json(content)
    except FindingsFileError as error:
        raise BundleError(f"{FINDINGS}: {error}") from None


def _content(bundle: Path) -> bytes:
    if bundle.is_dir():
        with (bundle / FINDINGS).open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    with zipfile.ZipFile(bundle) as archive, archive.open(FINDINGS) as packed:
        return packed.read(MOST_BYTES + 1)
