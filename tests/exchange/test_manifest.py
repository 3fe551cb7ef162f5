"""A bundle that was changed is found out, as a folder and as a .zip, and what differs is named."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_engine.exchange.manifest import BundleError, read_manifest
from survey_engine.exchange.release_place import FolderInUseError
from survey_engine.sealing.envelope import new_identity
from survey_engine.sealing.signing import public_key
from tests.exchange.sealed_wave import charity
from tests.exchange.test_bundle import write


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("release") / "w26")


def changed_file(bundle: Path) -> None:
    (bundle / "results.csv").write_text("nothing")


def added_file(bundle: Path) -> None:
    (bundle / "more.csv").write_text("more")


def removed_file(bundle: Path) -> None:
    (bundle / "methods.md").unlink()


def changed_manifest(bundle: Path) -> None:
    path = bundle / "manifest.json"
    path.write_text(path.read_text().replace('"charity"', '"public"'))


def no_manifest(bundle: Path) -> None:
    (bundle / "manifest.json").write_text(json.dumps({"files": {}}))


@pytest.mark.parametrize("damage", [changed_file, added_file, removed_file, changed_manifest, no_manifest])
def test_a_changed_bundle_is_found_out(tmp_path: Path, damage: object) -> None:
    bundle = write(tmp_path / "w26")
    damage(bundle)  # type: ignore[operator]
    with pytest.raises(BundleError):
        read_manifest(bundle)


def test_a_bundle_of_another_key_is_found_out(bundle: Path) -> None:
    with pytest.raises(BundleError, match="signed"):
        read_manifest(bundle, public_key(new_identity().secret))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (changed_file, r"Changed: results\.csv\.$"),
        (added_file, r"Not of this bundle: more\.csv\.$"),
        (removed_file, r"Missing: methods\.md\.$"),
        (lambda bundle: (bundle / "folder").mkdir(), r"Not of this bundle: folder\.$"),
        (lambda bundle: (bundle / "\x1b[2J.csv").write_text(""), r"Not of this bundle: '\\x1b\[2J\.csv'\.$"),
    ],
)
def test_each_file_that_differs_is_named(tmp_path: Path, damage: Callable[[Path], object], said: str) -> None:
    bundle = write(tmp_path / "w26")
    damage(bundle)
    with pytest.raises(BundleError, match=said):
        read_manifest(bundle)


def test_a_zip_holds_the_same_files_and_is_checked_without_unpacking(tmp_path: Path, bundle: Path) -> None:
    packed, again = write(tmp_path / "w26.zip"), write(tmp_path / "again.zip")
    assert packed.stat().st_mode & 0o077 == 0
    assert packed.read_bytes() == again.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.zip", "w26.zip"]
    with zipfile.ZipFile(packed) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in bundle.iterdir()
        }
    assert read_manifest(packed, public_key(charity().secret)) == read_manifest(bundle)
    with pytest.raises(FolderInUseError):
        write(packed)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("../more.csv", "more")
    with pytest.raises(BundleError, match=r"Not of this bundle: \.\./more\.csv\.$"):
        read_manifest(packed)
    (tmp_path / "cut.zip").write_bytes(again.read_bytes()[:-100])
    with pytest.raises(BundleError, match=r"no \.zip that can be read"):
        read_manifest(tmp_path / "cut.zip")
