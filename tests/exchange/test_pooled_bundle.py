"""A bundle whose rows name no hospital: every file of rows, the codebook and methods.md say so alike."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import polars
import pytest

from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.manifest import read_manifest
from survey_engine.exchange.opening import Opened
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.traits import Group, Trait
from tests.analysis.made_up import TINY, response
from tests.exchange.sealed_wave import charity, facts_of, seal_all

LADDER = ((Group("g_yes", "Said yes", ("yes",)), Group("g_no", "Said no", ("no",))),)
SURVEY = replace(TINY, traits=(Trait("gender", LADDER),))


def people() -> list[Response]:
    random = Random(4)
    return [
        response(
            random.choice("ABC"),
            kind=random.choice(["yes", "part", "no", "dk"]),
            pain=random.choice(["yes", "no", "pns"]),
            gender=random.choices(["yes", "no", "pns"], [6, 3, 1])[0],
            vote=tuple(name for name in "abc" if random.random() < 0.5),
            overall=str(random.randint(5, 10)),
        )
        for _ in range(180)
    ]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("release") / "w26"
    facts = facts_of(seal_all([]), A="Hospital A", B="Hospital B", C="Hospital C")
    found = Opened(people(), (), ())  # type: ignore[arg-type]
    secret = charity().secret
    write_bundle(found, SURVEY, facts, out, identity_secret=secret, rows="pooled", random=Random(2))
    return out


def table(bundle: Path, name: str) -> list[dict[str, str]]:
    with (bundle / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_no_row_file_names_a_hospital(bundle: Path) -> None:
    rows = table(bundle, "responses.csv")
    assert len(rows) == 180
    assert "hospital" not in rows[0]
    assert min(Counter(row["gender"] for row in rows).values()) >= 10
    assert {row["gender"] for row in table(bundle, "responses_labels.csv")} == {"Said yes", "Said no", ""}
    frame = polars.read_parquet(bundle / "responses.parquet")
    assert frame.columns == list(rows[0])
    assert [value or "" for value in frame["gender"]] == [row["gender"] for row in rows]


def test_the_codebook_and_the_methods_say_which_groups_were_chosen(bundle: Path) -> None:
    entries = {(row["name"], row["code"]): row for row in table(bundle, "codebook.csv")}
    assert entries["gender", "g_yes"]["code_label"] == "Said yes"
    assert "responses.csv" not in entries["hospital", "A"]["files"]
    methods = (bundle / "methods.md").read_text(encoding="utf-8")
    assert "- gender: step 1 of 1 of its ladder: Said yes; Said no." in methods
    assert "a program attacked this release" in methods
    assert 'of the shape "pooled": no row names its hospital' in methods


def test_the_manifest_and_the_data_package_hold(bundle: Path) -> None:
    assert read_manifest(bundle)["rows"] == "pooled"
    package = json.loads((bundle / "datapackage.json").read_text(encoding="utf-8"))
    (rows,) = (one for one in package["resources"] if one["path"] == "responses.csv")
    assert rows["schema"]["fields"][0]["name"] == "gender"
