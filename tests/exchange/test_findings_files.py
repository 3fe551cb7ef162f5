"""A bundle holds the findings of both audiences, signed, and methods.md says what they mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_json import findings_from_json
from survey_engine.analysis.policy import Audience
from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.findings_files import FINDINGS, FINDINGS_PUBLIC
from survey_engine.exchange.manifest import read_manifest
from survey_engine.exchange.opening import open_envelopes
from survey_engine.exchange.wave_facts import facts_from_json, facts_to_json
from survey_engine.questionnaire.definition import QuestionId
from tests.analysis.found import mixed
from tests.analysis.made_up import TINY
from tests.exchange.sealed_wave import charity, facts_of, seal_all

# Nobody reaches the questions about being told, so the standard rests on answers without a flag.
PEOPLE = [
    replace(one, answers={**one.answers, QuestionId("where"): "no"})
    for one in mixed({"A": 40, "B": 36, "C": 31, "D": 25})
]
ENVELOPES = seal_all(PEOPLE)
FACTS = facts_of(ENVELOPES)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("release") / "w26"
    opened = open_envelopes(ENVELOPES, FACTS, charity().secret, TINY)
    write_bundle(opened, TINY, FACTS, out, identity_secret=charity().secret)
    return out


def read(bundle: Path, name: str) -> Findings:
    return findings_from_json((bundle / name).read_bytes())


def test_both_files_are_there_for_their_audience_and_in_the_manifest(bundle: Path) -> None:
    assert read(bundle, FINDINGS).audience is Audience.HOSPITAL
    assert read(bundle, FINDINGS_PUBLIC).audience is Audience.PUBLIC
    assert {FINDINGS, FINDINGS_PUBLIC} <= set(read_manifest(bundle)["files"])


def test_they_hold_scores_comparators_intervals_of_standards_and_rates(bundle: Path) -> None:
    given = read(bundle, FINDINGS)
    row = given.found("A", "kind")
    assert row is not None
    assert row.comparator is not None
    assert row.comparator.difference is not None
    (standard,) = [one for one in given.standards_of("A") if one.standard == "IS1"]
    assert standard.questions == ("kind", "overall")
    assert standard.low is not None
    hospital = given.hospital("A")
    assert hospital is not None
    assert (hospital.has_report, hospital.responses, hospital.invited, hospital.rate) == (True, 40, 96, 42)
    assert given.found(ALL_HOSPITALS, "gender") is not None


def test_methods_say_who_sees_what_and_how_to_read_it(bundle: Path) -> None:
    methods = (bundle / "methods.md").read_text(encoding="utf-8")
    for words in (
        "What hospitals and the public may see",
        "mean of the scores of its questions that are shown",
        "Newcombe's 95 % interval",
        "comes by chance",
        "Answers by telephone tend to be kinder",
        "Nothing is adjusted for who the patients were",
        "Everybody was reminded",
        f"Withheld in {FINDINGS_PUBLIC}",
    ):
        assert words in methods, words


def test_the_same_answers_make_the_same_findings_in_any_order(bundle: Path, tmp_path: Path) -> None:
    opened = open_envelopes(list(reversed(ENVELOPES)), FACTS, charity().secret, TINY)
    write_bundle(opened, TINY, FACTS, tmp_path / "w", identity_secret=charity().secret)
    for name in (FINDINGS, FINDINGS_PUBLIC):
        assert (tmp_path / "w" / name).read_bytes() == (bundle / name).read_bytes()


def test_the_way_of_reminding_goes_along_with_the_envelopes() -> None:
    data = facts_to_json(FACTS)
    assert facts_from_json(data, FACTS.hashes).reminders == "everyone"
    assert facts_from_json({**data, "reminders": "unused"}, FACTS.hashes).reminders == "unused"
    del data["reminders"]
    assert facts_from_json(data, FACTS.hashes).reminders == "everyone"
