"""The bundle is whole or not there, says what it is, and holds nothing it should not."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from survey_engine.analysis.disclosure import RowsNotAvailableError, TooFewAnswersError
from survey_engine.exchange.bundle import NothingOpenedError, write_bundle
from survey_engine.exchange.manifest import read_manifest
from survey_engine.exchange.methods import write_methods
from survey_engine.exchange.opening import Opened, Reason, Refusal, open_envelopes
from survey_engine.exchange.release_place import FolderInUseError
from survey_engine.exchange.wave_facts import HospitalTally
from survey_engine.questionnaire.answers import Response, clean_text
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.sealing.signing import public_key
from tests.analysis.made_up import TINY, response
from tests.exchange.sealed_wave import charity, facts_of, seal_all

FILES = {
    "responses.csv", "responses_labels.csv", "results.csv", "results_groups.csv", "codebook.csv",
    "codebook.xml", "comments.csv",
    "responses.xlsx", "responses.sav", "responses.parquet",
    "questionnaire.json", "questionnaire_texts.csv", "datapackage.json", "methods.md", "manifest.json",
    "findings.json", "findings_public.json",
}  # fmt: skip
HOSTILE = '=HYPERLINK("http://evil")\n"; DROP TABLE\u202e,\uff1d1'


def people() -> list[Response]:
    kinds = ("yes", "part", "no", "dk", None)
    large = [
        response(
            "RXQ", kind=kinds[n % 5], where="yes" if n % 3 else "no", told="no", pain="yes", gender="yes",
            vote=("a",), overall=str(n % 11), words=f"text {n}",
        )
        for n in range(40)
    ]  # fmt: skip
    return [*large, *(response("RYJ", mode="paper", kind="yes", words=HOSTILE) for _ in range(6))]


ENVELOPES = seal_all(people())
FACTS = facts_of(ENVELOPES)


def opened(envelopes: int = len(ENVELOPES)) -> Opened:
    return open_envelopes(ENVELOPES[:envelopes], FACTS, charity().secret, TINY, Random(1))


def write(out: Path, found: Opened | None = None, rows: str = "by-hospital", seed: int = 2) -> Path:
    write_bundle(
        found or opened(), TINY, FACTS, out, identity_secret=charity().secret, rows=rows, random=Random(seed)
    )
    return out


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("release") / "w26")


def table(bundle: Path, name: str) -> list[dict[str, str]]:
    with (bundle / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_files_are_there_for_their_owner_alone(bundle: Path) -> None:
    assert {path.name for path in bundle.iterdir()} == FILES
    assert bundle.stat().st_mode & 0o077 == 0
    assert [path.name for path in bundle.parent.iterdir()] == ["w26"]


def test_the_rows_hold_codes_of_the_large_hospital_and_no_flagged_column(bundle: Path) -> None:
    rows = table(bundle, "responses.csv")
    assert len(rows) == 40
    assert set(rows[0]) == {"hospital", "kind", "vote__a", "vote__b", "vote__c", "overall"}
    assert {row["hospital"] for row in rows} == {"RXQ"}
    assert sum(row["kind"] == "" for row in rows) == 16  # "dk" and skipped are one blank


def test_results_are_the_numbers_counted_by_hand(bundle: Path) -> None:
    rows = {(row["question"], row["hospital"]): row for row in table(bundle, "results.csv")}
    kind = rows["kind", "RXQ"]
    assert (kind["eligible"], kind["answered"], kind["scored"], kind["score"]) == ("40", "30", "24", "33")
    assert kind["counts"] == "yes=8; part=8; no=8; dk=8"
    assert (kind["interval_low"], kind["interval_high"]) == ("18", "53")
    assert (kind["hospital_name"], kind["wave"], kind["standard"]) == ("Hospital RXQ", "W26", "IS1")
    assert rows["kind", "RYJ"]["withheld"] == "small_group"
    assert rows["kind", "RYJ"]["scored"] == ""
    assert rows["gender", "RXQ"]["withheld"] == "never_by_hospital"
    assert {row["audience"] for row in rows.values()} == {"charity"}


def test_an_invited_hospital_without_an_answer_stands_in_the_results_and_the_codebook(tmp_path: Path) -> None:
    facts = replace(
        FACTS, tally=(*FACTS.tally, HospitalTally("RZZ", 30, 0, 0, 0), HospitalTally("RNO", 0, 0, 0, 0))
    )
    facts = replace(facts, hospitals={**facts.hospitals, "RZZ": "Hospital Z", "RNO": "Hospital N"})
    write_bundle(opened(), TINY, facts, tmp_path / "w", identity_secret=charity().secret, random=Random(1))
    rows = {(row["question"], row["hospital"]): row for row in table(tmp_path / "w", "results.csv")}
    assert rows["kind", "RZZ"]["withheld"] == "small_group"
    assert ("kind", "RNO") not in rows
    codes = {
        row["code"]: row["code_label"]
        for row in table(tmp_path / "w", "codebook.csv")
        if row["name"] == "hospital"
    }
    assert codes["RZZ"] == "Hospital Z"


def test_the_codebook_explains_each_column_code_and_blank(bundle: Path) -> None:
    rows = table(bundle, "codebook.csv")
    columns = list(table(bundle, "responses.csv")[0])
    assert set(columns) <= {row["name"] for row in rows}
    scores = {row["code"]: row["score"] for row in rows if row["name"] == "kind"}
    assert scores == {"yes": "positive", "part": "negative", "no": "negative", "dk": "none", "": "missing"}


def test_comments_are_marked_and_harmless(bundle: Path) -> None:
    rows = table(bundle, "comments.csv")
    assert len(rows) == 46
    assert {row["status"] for row in rows} == {"not yet reviewed, charity only"}
    assert [row["comment"] for row in rows].count(f"'{clean_text(HOSTILE)}") == 6
    assert set(rows[0]) == {"question", "hospital", "comment", "status"}


def test_no_file_can_be_joined_to_another_by_order(bundle: Path) -> None:
    scores = [int(row["overall"]) for row in table(bundle, "responses.csv")]
    texts = [row["comment"] for row in table(bundle, "comments.csv") if row["comment"].startswith("text")]
    numbers = [int(text.split()[1]) % 11 for text in texts]
    assert sorted(scores) == sorted(numbers)
    assert sum(a == b for a, b in zip(scores, numbers, strict=True)) < 12


def test_methods_say_what_was_withheld_and_how_answers_came_in(bundle: Path) -> None:
    text = (bundle / "methods.md").read_text(encoding="utf-8")
    for words in (
        "For the charity only",
        "Sealed letters",
        "paper *, web 40",
        "| Hospital RXQ | 96 | about 40 | about 42 % |",
        "| Hospital RYJ | 96 | fewer than 10 | not shown |",
        "Every envelope was opened.",
        "Hospital RYJ (RYJ)",
        "`small_group`",
        "responses.csv: one row for each person of the hospitals with enough answers",
        '"fewer than 3" stands for 0, 1 or 2',
        '"*" stands for 0 to 7',
        '"10 % or under"',
    ):
        assert words in text, words
    for path in FILES - {"methods.md"}:
        assert path in text


def test_methods_name_a_question_that_the_checker_could_not_read(tmp_path: Path, bundle: Path) -> None:
    said = (bundle / "methods.md").read_text(encoding="utf-8")
    assert "The program could read every figure. One that it cannot read is withheld" in said
    made = write_bundle(opened(), TINY, FACTS, tmp_path / "w", identity_secret=charity().secret)
    write_methods(tmp_path, TINY, FACTS, made.opened, made.results, made.release, (), ("kind", "told"))
    text = (tmp_path / "methods.md").read_text(encoding="utf-8")
    assert "contradict: kind, told. Nobody can say what such a figure tells, so it was withheld" in text
    assert "could read every figure" not in text


def test_the_manifest_tells_and_proves_what_the_bundle_is(bundle: Path) -> None:
    manifest = read_manifest(bundle, public_key(charity().secret))
    assert manifest["audience"] == "charity"
    assert manifest["wave"] == "W26"
    assert manifest["questionnaire"] == {"id": "tiny", "version": 1, "definition_hash": "ab" * 32}
    assert manifest["responses"] == {"to_the_nearest_5": 45, "partial": "*"}
    assert set(manifest["files"]) == FILES - {"manifest.json"}
    assert manifest["rows"] == "by-hospital"


def test_the_labelled_twin_has_the_same_rows_in_words(bundle: Path) -> None:
    words = {(row["name"], row["code"]): row["code_label"] for row in table(bundle, "codebook.csv")}
    codes, labels = table(bundle, "responses.csv"), table(bundle, "responses_labels.csv")
    assert labels == [
        {name: words[name, code] if code else "" for name, code in row.items()} for row in codes
    ]
    assert labels[0]["hospital"] == "Hospital RXQ"


def test_beside_an_earlier_version_there_is_a_crosswalk(tmp_path: Path) -> None:
    first = replace(TINY.sections[0].pages[0], questions=TINY.sections[0].pages[0].questions)
    earlier = replace(TINY, version=0, sections=(replace(TINY.sections[0], pages=(first,)), TINY.sections[1]))
    out = tmp_path / "w26"
    write_bundle(
        opened(), TINY, FACTS, out, identity_secret=charity().secret, random=Random(2), earlier=[earlier]
    )
    joins = {row["question"]: row for row in table(out, "crosswalk.csv")}
    assert (joins["kind"]["comparison"], joins["kind"]["joined_as"]) == ("same", "kind")
    assert (joins["pain"]["comparison"], joins["pain"]["joined_as"]) == ("new", "")
    assert "crosswalk.csv" in (out / "methods.md").read_text(encoding="utf-8")
    assert {"comparison", "earlier_question", "joined_as"} <= set(table(out, "codebook.csv")[0])
    assert "crosswalk.csv" in read_manifest(out)["files"]


def test_the_same_chance_gives_the_same_bundle_and_another_another(tmp_path: Path, bundle: Path) -> None:
    again, other = write(tmp_path / "again"), write(tmp_path / "other", seed=3)
    assert (again / "manifest.json").read_bytes() == (bundle / "manifest.json").read_bytes()
    assert (other / "responses.csv").read_bytes() != (bundle / "responses.csv").read_bytes()
    assert (other / "results.csv").read_bytes() == (bundle / "results.csv").read_bytes()


def test_refused_and_missing_envelopes_are_named(tmp_path: Path) -> None:
    refused = (Refusal("00ff", Reason.MOVED),)
    bundle = write(tmp_path / "w26", replace(opened(), refused=refused, missing=7, compared=True))
    text = (bundle / "methods.md").read_text(encoding="utf-8")
    assert f"- 00ff: {Reason.MOVED.words}" in text
    assert "not here as they were: 7." in text
    assert "compared with the one that was printed" in text
    said = read_manifest(bundle)["envelopes"]
    assert (said["refused"], said["missing"]) == (1, 7)
    assert said["compared_with_the_printed_fingerprint"]


def test_an_empty_folder_is_used_and_a_full_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty")
    with pytest.raises(FolderInUseError):
        write(tmp_path / "empty")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FolderInUseError):
        write(tmp_path / "file")


def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(TooFewAnswersError):
        write(tmp_path / "few", opened(9))
    with pytest.raises(RowsNotAvailableError):
        write(tmp_path / "rows", rows="pooled")
    with pytest.raises(ValueError, match="sideways"):
        write(tmp_path / "rows", rows="sideways")
    closed = tuple(Refusal("00", Reason.DOES_NOT_OPEN) for _ in range(12))
    with pytest.raises(NothingOpenedError, match="12 envelopes"):
        write(tmp_path / "key", Opened([], closed, ()))
    clash = replace(TINY.sections[0].pages[0].questions[0], id=QuestionId("hospital"))
    page = replace(TINY.sections[0].pages[0], questions=(clash,))
    section = replace(TINY.sections[0], pages=(page, *TINY.sections[0].pages[1:]))
    broken, answers = replace(TINY, sections=(section, TINY.sections[1])), opened()
    with pytest.raises(ValueError, match="hospital"):
        write_bundle(answers, broken, FACTS, tmp_path / "clash", identity_secret=charity().secret)
    assert list(tmp_path.iterdir()) == []
