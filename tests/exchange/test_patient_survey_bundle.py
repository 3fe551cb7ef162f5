"""The whole way with the real patient survey: sealed, opened, counted, withheld and written.

The numbers are counted again here from the answers alone, by other code than the product's.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import polars
import pytest

from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.manifest import read_manifest
from survey_engine.exchange.opening import open_envelopes
from survey_engine.exchange.wave_facts import HospitalTally, WaveFacts
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Response, to_payload
from survey_engine.questionnaire.definition import Flag, Kind, Question, Score
from survey_engine.questionnaire.loading import load_questionnaire
from survey_engine.questionnaire.synthetic import MARK, synthetic_answers
from survey_engine.sealing.envelope import Envelope, digest_of, hashes_of, seal_envelope
from survey_engine.sealing.signing import public_key
from tests.exchange.libreoffice import read_by_libreoffice
from tests.exchange.pspp import read_by_pspp, without_blanks
from tests.exchange.sealed_wave import charity, recipients

SURVEY = load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / "1.yaml")
SIZES = {"RAA": 70, "RBB": 55, "RCC": 38, "RDD": 22, "REE": 15, "RFF": 12, "RGG": 8}
REVEALING = {Flag.QUASI_IDENTIFIER, Flag.SENSITIVE, Flag.HIGH_RISK}
# By hand from the questionnaire: flagged, or asked only of some because of a flagged answer.
NEVER_IN_ROWS = {
    "dx_month", "dx_first", "dx_where", "told_caring", "told_with", "told_clear", "told_info", "told_phone",
    "trial_talk", "pain_any", "pain_help", "help_more", "ahead_offer", "child_any", "child_help", "work_then",
    "work_help", "filled_by", "age_band", "gender", "ethnic", "best_thing", "change_thing",
}  # fmt: skip


def people() -> list[Response]:
    random = Random(20)
    return [
        Response(
            questionnaire=SURVEY.id,
            version=SURVEY.version,
            definition_hash=SURVEY.content_hash,
            wave="W26",
            hospital=hospital,
            language="en",
            mode=random.choices(["web", "paper", "phone"], [8, 3, 1])[0],
            partial=False,
            consent=True,
            answers=dict(synthetic_answers(SURVEY, random, favour=0.65)),
        )
        for hospital, size in SIZES.items()
        for _ in range(size)
    ]


PEOPLE = people()


def seal(response: Response, number: int) -> Envelope:
    response_id = number.to_bytes(16)
    data = json.dumps(to_payload(replace(response, id=response_id.hex()))).encode()
    return Envelope(response_id, response.hospital, seal_envelope(data, recipients(), SURVEY.plaintext_bytes))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    envelopes = [seal(response, number) for number, response in enumerate(PEOPLE)]
    facts = WaveFacts(
        code="W26",
        questionnaire=SURVEY.id,
        version=SURVEY.version,
        hospitals={code: f"Hospital {code}" for code in SIZES},
        posting="merge",
        opens_on=date(2026, 6, 1),
        closes_on=date(2026, 7, 31),
        recipients=recipients(),
        digest=digest_of(hashes_of(envelopes)),
        hashes=hashes_of(envelopes),
        tally=tuple(HospitalTally(code, 2 * size, 0, 0, size) for code, size in SIZES.items()),
    )
    opened = open_envelopes(iter(envelopes), facts, charity().secret, SURVEY, Random(1))
    assert (opened.refused, opened.missing, len(opened.responses)) == ((), 0, len(PEOPLE))
    out = tmp_path_factory.mktemp("release") / "bundle"
    write_bundle(opened, SURVEY, facts, out, identity_secret=charity().secret, random=Random(2))
    return out


def content(path: Path) -> bytes:
    """What a file holds, unpacked."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if path.suffix == ".parquet":
        return polars.read_parquet(path).write_csv().encode()
    return path.read_bytes()


def table(bundle: Path, name: str) -> list[dict[str, str]]:
    with (bundle / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def scores(question: Question, hospital: str) -> Counter[Score]:
    """How the answers of one hospital count, straight from the answers."""
    marks = {option.id: option.score for option in question.options}
    given = [each.answers.get(question.id) for each in PEOPLE if each.hospital == hospital]
    return Counter(marks[value] for value in given if isinstance(value, str))  # type: ignore[index]


def in_words(good: int, base: int) -> str:
    """The score as the disclosure table has it: in words where at most 1 (from a base of 20: 2) differ."""
    few = 1 if base < 20 else 2
    if good <= few:
        return "10 % or under" if base == 10 * few else "under 10 %"
    if base - good <= few:
        return "90 % or over" if base == 10 * few else "over 90 %"
    return str(int(100 * good / base + 0.5))


def test_every_exact_number_is_what_a_second_count_finds(bundle: Path) -> None:
    results = {(row["question"], row["hospital"]): row for row in table(bundle, "results.csv")}
    checked = 0
    for question in SURVEY.asked():
        if question.id in NEVER_IN_ROWS or not question.is_scored:
            continue
        for hospital, size in SIZES.items():
            row, found = results[question.id, hospital], scores(question, hospital)
            good, base = found[Score.POSITIVE], found[Score.POSITIVE] + found[Score.NEGATIVE]
            if size < 10 or base < 10:
                assert (row["scored"], row["score"], row["counts"]) == ("", "", "")
                continue
            assert row["scored"] == str(base)
            assert row["score"] == in_words(good, base)
            assert bool(row["counts"]) is (base >= 20 and question.kind is Kind.SINGLE)
            checked += 1
    assert checked > 120


def test_shown_options_are_what_a_second_count_finds(bundle: Path) -> None:
    checked = 0
    for row in table(bundle, "results.csv"):
        question = SURVEY.question(row["question"])
        if question is None or question.id in NEVER_IN_ROWS or row["hospital"] not in SIZES:
            continue
        given = [each.answers.get(question.id) for each in PEOPLE if each.hospital == row["hospital"]]
        for cell in filter(None, row["counts"].split("; ")):
            option, shown = cell.split("=")
            chosen = sum(option == value or (isinstance(value, tuple) and option in value) for value in given)
            assert shown != "fewer than 3" or chosen < 3
            if shown.isdecimal():
                assert int(shown) == chosen
                checked += 1
    assert checked > 150


def test_flagged_questions_have_only_rounded_numbers(bundle: Path) -> None:
    for row in table(bundle, "results.csv"):
        if row["question"] not in NEVER_IN_ROWS:
            continue
        assert row["scored"] == "" or int(row["scored"]) % 5 == 0
        assert not row["score"].isdecimal() or int(row["score"]) % 5 == 0
        assert all(cell.split("=")[1] == "*" or int(cell.split("=")[1]) % 5 == 0
                   for cell in filter(None, row["counts"].split("; ")))  # fmt: skip


def test_the_rows_are_the_answers_less_all_that_is_flagged(bundle: Path) -> None:
    rows = table(bundle, "responses.csv")
    names = {name.split("__")[0] for name in rows[0]} - {"hospital"}
    assert not names & NEVER_IN_ROWS
    assert names | NEVER_IN_ROWS == {question.id for question in SURVEY.asked()}
    assert not any((SURVEY.question(name) or SURVEY.questions[0]).flags & REVEALING for name in names)
    by_hospital = Counter(row["hospital"] for row in rows)
    assert by_hospital == {"RAA": 70, "RBB": 55, "RCC": 38, "RDD": 22, "other hospitals": 35}
    for name in ("nurse_has", "call_night", "overall"):
        question = SURVEY.question(name)
        assert question is not None
        told = {o.id for o in question.options if o.score in (Score.POSITIVE, Score.NEGATIVE)}
        expected = Counter(
            str(value) if (value := each.answers.get(question.id)) in told else ""
            for each in PEOPLE
            if each.hospital == "RAA"
        )
        assert Counter(row[name] for row in rows if row["hospital"] == "RAA") == expected


def test_what_people_wrote_is_in_the_comments_alone(bundle: Path) -> None:
    written = sum(name in each.answers for each in PEOPLE for name in ("best_thing", "change_thing"))
    assert len(table(bundle, "comments.csv")) == written
    for path in bundle.iterdir():
        assert (MARK.strip().encode() in content(path)) is (path.name == "comments.csv")


def test_equality_questions_are_shown_for_no_hospital(bundle: Path) -> None:
    for row in table(bundle, "results.csv"):
        if row["question"] in ("filled_by", "age_band", "gender", "ethnic", "dx_month"):
            assert bool(row["counts"]) is (row["hospital"] == "all hospitals")


def test_the_bundle_is_signed_whole_and_tells_the_way_of_posting(bundle: Path) -> None:
    manifest = read_manifest(bundle, public_key(charity().secret))
    assert manifest["questionnaire"]["definition_hash"] == SURVEY.content_hash
    methods = (bundle / "methods.md").read_text(encoding="utf-8")
    assert "Mail merge. The hospital printed the codes." in methods
    assert "Hospital REE (REE), Hospital RFF (RFF), Hospital RGG (RGG)" in methods


def test_pspp_reads_the_rows_of_the_survey_as_they_are_in_the_table(bundle: Path) -> None:
    assert read_by_pspp(bundle / "responses.sav") == without_blanks(table(bundle, "responses.csv"))
    assert "could not be" not in (bundle / "methods.md").read_text("utf-8")


def test_libreoffice_shows_the_rows_of_the_survey_as_they_are_in_both_tables(bundle: Path) -> None:
    shown = read_by_libreoffice(bundle / "responses.xlsx")
    for sheet, name in (("Responses", "responses.csv"), ("Labels", "responses_labels.csv")):
        head, *rows = shown[sheet]
        assert [dict(zip(head, row, strict=True)) for row in rows] == table(bundle, name)
