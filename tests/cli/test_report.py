"""`report`: one hospital's report out of a bundle, and everything that must stop it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_json import findings_to_json
from survey_engine.exchange.bundle import write_bundle
from survey_engine.exchange.comment_files import FOR_HOSPITALS, RELEASED_COLUMNS
from survey_engine.exchange.findings_bundle import findings_of
from survey_engine.exchange.findings_files import FINDINGS
from survey_engine.exchange.manifest import write_manifest
from survey_engine.exchange.opening import open_envelopes
from survey_engine.exchange.report_ground import words_asked
from survey_engine.exchange.tables import write_table
from survey_engine.questionnaire.definition import AnsweredBy
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.settings import Configuration
from tests.analysis.found import mixed
from tests.analysis.made_up import TINY
from tests.cli.person import Person
from tests.exchange.sealed_wave import charity, facts_of, seal_all

SIZES = {"A": 60, "B": 50, "C": 40, "X": 7}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a wave in which hospital X had seven answers."""
    out = tmp_path_factory.mktemp("release") / "w26"
    envelopes = seal_all(mixed(SIZES))
    facts = facts_of(envelopes)
    opened = open_envelopes(envelopes, facts, charity().secret, TINY)
    write_bundle(opened, TINY, facts, out, identity_secret=charity().secret)
    return out


def signed(folder: Path, findings: Findings) -> Path:
    """A bundle that holds nothing but these findings."""
    folder.mkdir()
    (folder / FINDINGS).write_text(findings_to_json(findings), encoding="utf-8")
    write_manifest(folder, {"wave": findings.wave, "audience": "charity"}, charity().secret)
    return folder


@pytest.fixture
def bundle(written: Path, tmp_path: Path) -> Path:
    """A small bundle of the same findings, for a test that changes something."""
    return signed(tmp_path / "small", findings_of(written))


def words(bundle: Path, out: Path, *more: str | Path, hospital: str = "A") -> list[str | Path]:
    return ["report", "--bundle", bundle, "--hospital", hospital, "--out", out, *more]


@pytest.mark.parametrize(
    ("ending", "start"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>")]
)
def test_a_report_is_written_in_each_format_for_its_reader_alone(
    person: Person, written: Path, ending: str, start: bytes
) -> None:
    out = person.home / f"a.{ending}"
    assert "Please do not publish it" in person.does(*words(written, out))
    assert out.read_bytes().startswith(start)
    assert out.stat().st_mode & 0o077 == 0


def test_it_tells_of_one_hospital_and_names_no_other(person: Person, bundle: Path) -> None:
    out = person.home / "a.html"
    person.does(*words(bundle, out, hospital="a"))
    page = out.read_text("utf-8")
    assert "What patients told Hospital A" in page
    assert "Hospital B" not in page


def test_the_charitys_report_of_all_together_names_them(person: Person, bundle: Path) -> None:
    out = person.home / "all.html"
    person.does(*words(bundle, out, hospital="all"))
    assert all(f"Hospital {one}" in out.read_text("utf-8") for one in SIZES)


def test_a_packed_bundle_gives_the_same_report(person: Person, bundle: Path) -> None:
    packed = person.home / "w26.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in bundle.iterdir():
            archive.write(file, file.name)
    for source, name in ((bundle, "folder.html"), (packed, "packed.html")):
        person.does(*words(source, person.home / name))
    assert (person.home / "folder.html").read_bytes() == (person.home / "packed.html").read_bytes()


def test_a_hospital_without_a_report_of_its_own_is_refused_with_the_reason(
    person: Person, bundle: Path
) -> None:
    out = person.home / "x.html"
    assert "fewer than 10 people answered" in person.is_refused(*words(bundle, out, hospital="X"))
    said = person.is_refused(*words(bundle, out, hospital="nobody"))
    assert "There is no hospital NOBODY in this wave" in said
    assert not out.exists()


def test_nothing_is_ever_written_over(person: Person, bundle: Path) -> None:
    out = person.home / "a.html"
    out.write_text("mine")
    assert "exists already and stays as it is" in person.is_refused(*words(bundle, out))
    assert out.read_text() == "mine"


def test_a_changed_bundle_makes_no_report(person: Person, bundle: Path) -> None:
    file = bundle / FINDINGS
    file.write_text(file.read_text("utf-8") + " ", encoding="utf-8")
    said = person.is_refused(*words(bundle, person.home / "a.html"))
    assert "Not as the manifest says. Changed: findings.json" in said
    file.unlink()
    assert "Missing: findings.json" in person.is_refused(*words(bundle, person.home / "a.html"))


def test_wrong_usage_ends_with_2_and_a_sentence(person: Person, bundle: Path) -> None:
    result = person.runs(*words(bundle, person.home / "a.odt"))
    assert result.exit_code == 2
    assert "A report ends in one of .html, .docx, .pdf. a.odt does not." in " ".join(result.stderr.split())
    assert person.runs(*words(bundle, person.home / "a.pdf", "--language", "fr")).exit_code == 2


def test_in_welsh_what_stays_english_is_marked(person: Person, bundle: Path) -> None:
    out, english = person.home / "a.html", person.home / "english.html"
    result = person.runs(*words(bundle, out, "--language", "cy"))
    assert (result.exit_code, "not all translated" in result.stderr) == (0, True)
    page = out.read_text("utf-8")
    assert '<html lang="cy"' in page
    assert '<th scope="row" lang="en">IS1' in page
    assert '<h2 id="part-1">Yn fyr</h2>' in page
    person.does(*words(bundle, english))
    assert english.read_text("utf-8").count('lang="en"') == 1  # of the page


def test_the_patient_survey_stands_in_welsh(person: Person, bundle: Path) -> None:
    configuration = Configuration.from_environment(person.settings)
    catalogue = Catalogue.read(configuration.questionnaire_folders)
    asked = replace(findings_of(bundle), questionnaire="sbc_patient", version=1)
    found = words_asked(asked, ALL_HOSPITALS, "cy", catalogue, configuration.translation_folders)
    english = words_asked(asked, ALL_HOSPITALS, "en", catalogue, configuration.translation_folders)
    assert (found.language, english.language) == ("cy", "en")
    assert set(found.questions) == set(english.questions)
    assert found.title != english.title


def released(folder: Path, *rows: Sequence[str]) -> Path:
    file = folder / "comments_released.csv"
    file.unlink(missing_ok=True)
    write_table(file, RELEASED_COLUMNS, rows)
    return file


def test_comments_come_in_from_their_file_each_to_its_own_hospital(person: Person, bundle: Path) -> None:
    rows = [
        ("W26", FOR_HOSPITALS, "kind", "A", f"=Comment {n}", "Waiting; Parking" if n < 2 else "Waiting")
        for n in range(20)
    ]
    rows += [
        ("W26", FOR_HOSPITALS, "kind", "B", "Of B", ""),
        ("W26", FOR_HOSPITALS, "kind", "", "Of nobody", ""),
    ]
    file = released(person.home, *rows)
    person.does(*words(bundle, person.home / "a.html", "--comments", file))
    page = (person.home / "a.html").read_text("utf-8")
    assert "<li>=Comment 7</li>" in page
    assert "Of B" not in page
    assert "Of nobody" not in page
    assert 'Waiting</th><td data-head="Comments">20</td>' in page
    assert 'Parking</th><td data-head="Comments">fewer than 3</td>' in page
    person.does(*words(bundle, person.home / "all.html", "--comments", file, hospital="all"))
    assert "Of nobody" in (person.home / "all.html").read_text("utf-8")


def test_comments_for_another_audience_or_of_another_wave_are_refused(person: Person, bundle: Path) -> None:
    out = person.home / "a.html"
    for row, reason in (
        (("W26", "charity", "kind", "A", "Not yet", ""), "No report may show it"),
        (("W25", FOR_HOSPITALS, "kind", "A", "Of last year", ""), "are of wave W25, and not of W26"),
        (("W26", FOR_HOSPITALS, "kind", "Z", "Of another", ""), "did not ask patients of the hospital"),
    ):
        file = released(person.home, row)
        assert reason in person.is_refused(*words(bundle, out, "--comments", file))
    file.write_text("question,hospital,comment,status\n")
    assert "no file of released comments" in person.is_refused(*words(bundle, out, "--comments", file))


def test_an_earlier_wave_stands_beside_and_nothing_else_does(person: Person, bundle: Path) -> None:
    findings = findings_of(bundle)
    before = replace(findings, wave="W25", closes_on=findings.closes_on - timedelta(days=365))
    earlier = signed(person.home / "w25", before)
    out = person.home / "a.html"
    person.does(*words(bundle, out, "--earlier", earlier))
    assert "Survey W25" in out.read_text("utf-8")
    said = person.is_refused(*words(earlier, person.home / "b.html", "--earlier", bundle))
    assert "W26 is no earlier wave of the questionnaire that W25" in said


def test_a_survey_of_staff_stands_beside_and_one_of_patients_is_refused(person: Person, bundle: Path) -> None:
    findings = findings_of(bundle)
    staff = replace(findings, wave="S26", answered_by=AnsweredBy.STAFF, closes_on=date(2026, 6, 1))
    folder = signed(person.home / "s26", staff)
    person.does(*words(bundle, person.home / "a.html", "--staff", folder))
    assert "What staff said" in (person.home / "a.html").read_text("utf-8")
    said = person.is_refused(*words(bundle, person.home / "b.html", "--staff", bundle))
    assert "W26 was no survey of staff" in said
