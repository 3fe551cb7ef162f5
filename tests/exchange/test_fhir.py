"""Every questionnaire as FHIR R4: valid before judges that nobody here wrote, and whole on the way back."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire as Judge
from jsonschema import Draft6Validator

from requirements.machine import NPM_MODULES
from survey_engine.exchange.fhir import not_carried, to_fhir
from survey_engine.exchange.fhir_import import from_fhir
from survey_engine.exchange.fhir_rules import broken_rules, items_of
from survey_engine.questionnaire.loading import load_questionnaire
from tests.exchange.interchange import (
    FILES,
    MAY_DIFFER,
    NAMES,
    TOP,
    differences,
    loaded,
    made_up_words,
    sent_through,
)

DEFINITIONS = NPM_MODULES / "@medplum" / "definitions" / "dist" / "fhir" / "r4"


@cache
def official_schema() -> Draft6Validator:
    """HL7's own JSON Schema of R4, asked for a Questionnaire alone."""
    schema = json.loads((DEFINITIONS / "fhir.schema.json").read_text(encoding="utf-8"))
    assert schema["id"] == "http://hl7.org/fhir/json-schema/4.0"
    del schema["discriminator"]
    return Draft6Validator({**schema, "oneOf": [{"$ref": "#/definitions/Questionnaire"}]})


def findings_of_medplum(folder: Path, resources: dict[str, Any]) -> dict[str, list[str]]:
    """What @medplum/core says of each resource, with the invariants of R4 that it knows."""
    for name, resource in resources.items():
        (folder / f"{name}.json").write_text(json.dumps(resource), encoding="utf-8")
    script = TOP / "tests" / "exchange" / "validate_fhir.cjs"
    command = ["node", script, NPM_MODULES, *(folder / f"{name}.json" for name in resources)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(ended.stdout)
    return {name: found[str(folder / f"{name}.json")] for name in resources}


def exported(path: Path) -> dict[str, Any]:
    questionnaire = load_questionnaire(path)
    words = {"cy": made_up_words(questionnaire, "Cy "), "ur": made_up_words(questionnaire, "اردو ")}
    return to_fhir(questionnaire, words)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_it_is_valid_by_the_official_schema_fhir_resources_and_our_own_rules(path: Path) -> None:
    resource = exported(path)
    assert [error.message for error in official_schema().iter_errors(resource)] == []
    Judge.model_validate(resource)
    assert broken_rules(resource) == []


def test_medplum_finds_nothing(tmp_path: Path) -> None:
    found = findings_of_medplum(
        tmp_path, {name: exported(path) for name, path in zip(NAMES, FILES, strict=True)}
    )
    assert found == {name: [] for name in NAMES}


def test_each_judge_finds_a_fault(tmp_path: Path) -> None:
    """A judge that never finds anything would be no judge."""
    every_kind = FILES[NAMES.index("every_kind-1")]
    wrong_type, wrong_name, wrong_group = (exported(every_kind) for _ in range(3))
    wrong_type["item"][0]["type"] = "chapter"
    wrong_name["nam"] = "every_kind"
    wrong_group["item"][0]["item"][1]["item"] = [{"linkId": "below", "type": "display", "text": "Below"}]
    assert list(official_schema().iter_errors(wrong_type))
    assert list(official_schema().iter_errors(wrong_name))
    with pytest.raises(ValueError, match="nam"):
        Judge.model_validate(wrong_name)
    found = findings_of_medplum(tmp_path, {"name": wrong_name, "group": wrong_group})
    assert all(found.values()), found
    assert any("que-1" in finding for finding in found["group"])


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_way_there_and_back_changes_nothing(path: Path, tmp_path: Path) -> None:
    before = load_questionnaire(path)
    imported = sent_through("fhir", before, tmp_path)
    assert imported.lost == []
    assert differences(before, loaded(imported, tmp_path)) == []
    assert set(MAY_DIFFER) == {"content_hash", "retired", "traits"}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_both_other_languages_come_back_word_for_word(path: Path, tmp_path: Path) -> None:
    before = load_questionnaire(path)
    words = {"cy": made_up_words(before, "Cy "), "ur": made_up_words(before, "اردو ")}
    assert sent_through("fhir", before, tmp_path, words).words == words


def test_what_is_asked_no_more_and_what_is_filled_in_is_listed() -> None:
    lines = not_carried(load_questionnaire(TOP / "tests/questionnaires/retired/1.yaml"))
    assert lines[:2] == [
        "colour.grey: it is retired, so it is not in the file.",
        "shape: it is retired, so it is not in the file.",
    ]
    assert any("{colour|nothing yet}" in line and "{hospital}" in line for line in lines[2:])


def test_a_flat_condition_is_enable_when_and_a_nested_one_an_expression() -> None:
    resource = exported(FILES[NAMES.index("conditions-1")])
    items = {item["linkId"]: item for item in items_of(resource)}
    # the condition of the section stands on each of its pages, so these two are an `all` of parts
    assert "enableWhen" in {**items["if_answered"], **items["if_all"]} or items["if_all"]["extension"]
    chain = {item["linkId"]: item for item in items_of(exported(FILES[NAMES.index("a_chain-1")]))}
    assert chain["second"]["enableWhen"][0]["answerCoding"]["code"] == "yes"
    assert "enableBehavior" not in chain["second"]
    assert [entry["answerCoding"]["code"] for entry in chain["third"]["enableWhen"]] == ["yes", "dk"]
    assert chain["third"]["enableBehavior"] == "any"
    assert "enableWhenExpression" in json.dumps(items["if_not"])


def test_scores_flags_and_standards_are_extensions() -> None:
    items = {item["linkId"]: item for item in items_of(exported(FILES[NAMES.index("every_kind-1")]))}
    said = {(one["url"], one.get("valueCode")) for one in items["kind_single"]["extension"]}
    assert ("urn:survey-engine:standard", "ACC") in said
    scores = [option["extension"][0]["valueCode"] for option in items["kind_single"]["answerOption"]]
    assert scores == ["positive", "negative", "none"]
    assert ("urn:survey-engine:flag", "quasi_identifier") in {
        (one["url"], one.get("valueCode")) for one in items["kind_band"]["extension"]
    }


def test_a_bundle_with_one_questionnaire_is_read() -> None:
    one = {"resource": to_fhir(load_questionnaire(FILES[0]))}
    other = {"resource": {"resourceType": "ValueSet", "status": "active"}}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [other, one]}
    assert from_fhir(json.dumps(bundle).encode()).lost == []
