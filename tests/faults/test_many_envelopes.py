"""A short version of the drill with 100,000 envelopes: spoiled ones are named, all others are opened."""

from __future__ import annotations

from pathlib import Path

from survey_engine.exchange.manifest import read_manifest
from tests.faults.many_envelopes import MOST_MEGABYTES, SPOILED_WORDS, opened


def test_spoiled_envelopes_are_named_and_the_rest_is_opened(tmp_path: Path) -> None:
    found = opened(tmp_path, 400)
    assert found.exit_code == 0, found.said
    for words in SPOILED_WORDS:
        assert words in found.said
    assert read_manifest(tmp_path / "bundle.zip")["envelopes"]["refused"] == 3
    assert found.peak <= MOST_MEGABYTES
