"""Versions written one after another, as a charity does over the years: what is told, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from survey_engine.places import builtin_folder
from tests.cli.person import Person
from tests.questionnaire.two_files import FIRST, HEAD, KIND, LAST, OLD

TINY = Path(__file__).parents[1] / "questionnaires"
PEARS = "          - {id: pears, label: Pears, score: negative}\n"
WAY_OUT = "          - {id: dk, label: I do not know, score: none, escape: true}\n        standards: [ACC]\n"
WITH_PEARS = OLD.replace(WAY_OUT, PEARS + WAY_OUT)
CAUTION = "        compares: with_caution\n        compares_why: Other words.\n"


class Charity:
    """Writes one version after another, and types commands about them."""

    def __init__(self, person: Person) -> None:
        """Begin with an empty folder of her own."""
        self.person = person
        self.folder = person.home / "questionnaires/care"
        self.folder.mkdir(parents=True)
        person.settings["SURVEY_ENGINE_QUESTIONNAIRES"] = str(self.folder.parent)
        person.does("init")

    def writes(self, version: int, text: str) -> Path:
        """Write a version."""
        path = self.folder / f"{version}.yaml"
        path.write_text(HEAD.format(version=version) + text, encoding="utf-8")
        return path

    def publishes(self, version: int, text: str) -> str:
        """Write a version and publish it."""
        self.writes(version, text)
        return self.person.does("questionnaire", "publish", "care", str(version))

    def is_refused(self, version: int, text: str) -> str:
        """Write a version that neither `diff` nor `publish` lets pass; what they say."""
        self.writes(version, text)
        told = self.person.is_refused("questionnaire", "diff", "care", str(version - 1), str(version))
        assert told == self.person.is_refused("questionnaire", "publish", "care", str(version))
        return told


@pytest.fixture
def charity(person: Person) -> Charity:
    return Charity(person)


def test_an_option_id_never_comes_back_over_all_versions(charity: Charity) -> None:
    charity.publishes(1, WITH_PEARS)
    assert "Put its line back and mark it `retired_in: 2`" in charity.is_refused(2, OLD)
    retired = WITH_PEARS.replace("Pears, score: negative", "Pears, score: negative, retired_in: 2")
    charity.publishes(2, retired.replace("[ACC]\n", f"[ACC]\n{CAUTION}"))
    assert "Copy it from version 2, `retired_in` included" in charity.is_refused(3, OLD)
    glass = PEARS.replace("Pears", "Broken glass").replace("}", ", since: 3}")
    again = OLD.replace(WAY_OUT, glass + WAY_OUT)
    assert "The option `pears`: This id was retired before" in charity.is_refused(3, again)
    # A third version that lost the line on its way through another format: the first two still know it.
    charity.writes(3, OLD)
    told = charity.is_refused(4, again.replace("since: 3", "since: 4"))
    assert "Version 1 used this id. An id never comes back: choose a new one." in told


def test_a_question_id_never_comes_back_over_all_versions(charity: Charity) -> None:
    charity.publishes(1, OLD)
    charity.publishes(2, FIRST + KIND + "        retired_in: 2\n" + LAST)
    assert "Copy them from version 2, `retired_in` included" in charity.is_refused(3, FIRST + LAST)
    came_back = OLD.replace("[ACC]\n", "[ACC]\n        since: 4\n")
    charity.writes(3, FIRST + LAST)
    assert "kind: Version 1 used this id. An id never comes back" in charity.is_refused(4, came_back)
    assert "kind: Version 1 used this id" in charity.person.is_refused(
        "questionnaire", "diff", "care", "1", "4"
    )


def test_a_copy_of_any_version_follows_it_without_a_change(charity: Charity) -> None:
    for name, version in (("sbc_patient", 2), ("sp_patient", 1)):
        source = builtin_folder("questionnaires") / name / f"{version}.yaml"
        folder = charity.folder.parent / name
        folder.mkdir()
        text = source.read_text("utf-8").replace(f"\nversion: {version}", f"\nversion: {version + 1}")
        (folder / f"{version + 1}.yaml").write_text(text, "utf-8")
        told = charity.person.does("questionnaire", "diff", name, str(version), str(version + 1), "--json")
        assert {one["kind"] for one in json.loads(told)["changes"]} <= {"declared"}


def test_a_matrix_changes_over_versions(charity: Charity) -> None:
    folder = charity.folder.parent / "a_matrix"
    folder.mkdir()
    for version in ("1", "2"):
        text = (TINY / "a_matrix" / f"{version}.yaml").read_text("utf-8")
        (folder / f"{version}.yaml").write_text(text, "utf-8")
        assert "no error" in charity.person.does("questionnaire", "check", folder / f"{version}.yaml")
        charity.person.does("questionnaire", "publish", "a_matrix", version)
    told = json.loads(charity.person.does("questionnaire", "diff", "a_matrix", "1", "2", "--json"))
    assert {(one["part"], one["kind"]) for one in told["changes"]} == {
        ("row_food", "reworded"),
        ("row_food", "hint"),
        ("row_food", "scored_option_added"),
        ("row_bed", "retired"),
        ("row_bath", "new"),
        ("row_gp", "new"),
        ("row_bus", "new"),
    }
    gone = (folder / "2.yaml").read_text("utf-8").replace("\nversion: 2", "\nversion: 3")
    gone = gone.replace("        shared: true", "        retired_in: 3\n        shared: true")
    (folder / "3.yaml").write_text(gone, "utf-8")
    told = json.loads(charity.person.does("questionnaire", "diff", "a_matrix", "2", "3", "--json"))
    assert [one["part"] for one in told["changes"] if one["kind"] == "retired"] == ["row_gp", "row_bus"]


def test_what_is_declared_is_told_and_a_hint_too(charity: Charity) -> None:
    charity.publishes(1, OLD)
    charity.writes(2, OLD.replace("[ACC]\n", f"[ACC]\n{CAUTION}"))
    told = charity.person.does("questionnaire", "diff", "care", "1", "2")
    assert "kind: declared (with_caution)" in told
    assert "Other words." in told
    charity.writes(2, OLD.replace("[ACC]\n", "[ACC]\n        hint: Think of today.\n"))
    assert "kind: hint (kept)" in charity.person.does("questionnaire", "diff", "care", "1", "2")


MONTH = "      - {id: mon, type: month_year, text: When?, short_title: When, flags: [high_risk]}\n"
BANDS = """      - id: mon2
        type: single
        text: How long ago?
        short_title: When
        band: true
        options:
          - {id: new, label: Less than 6 months}
          - {id: old, label: More}
          - {id: dk, label: I do not know, escape: true}
        flags: [high_risk]
        since: 2
        replaces: mon
        compares: with_caution
        compares_why: It asks in bands.
        derives: {name: time_since, values: {new: under_6_months, old: over_5_years}}
"""


def test_a_derived_value_is_one_that_the_old_question_has(charity: Charity) -> None:
    charity.publishes(1, OLD + MONTH)
    told = charity.is_refused(2, OLD + BANDS.replace("over_5_years", "ages"))
    assert "makes `ages` of `old`, which `mon` never becomes" in told
    assert "Use one of: under_6_months, 6_to_12_months" in told
    charity.writes(2, OLD + BANDS.replace("with_caution", "same"))
    checked = charity.person.runs("questionnaire", "check", charity.folder / "2.yaml")
    assert "compares with caution at best" in checked.stdout
    without = OLD[: OLD.index("      - {id: last")]
    of_a_text = without + BANDS.replace("replaces: mon", "replaces: last") + MONTH
    assert "Nothing joins answers to `last`, of type text" in charity.is_refused(2, of_a_text)


def test_what_is_derived_stays_in_later_versions(charity: Charity) -> None:
    charity.publishes(1, OLD + MONTH)
    charity.publishes(2, OLD + BANDS)
    without = "\n".join(line for line in BANDS.splitlines() if "derives" not in line) + "\n"
    assert "Keep `derives` as it was there" in charity.is_refused(3, OLD + without)
    charity.publishes(3, OLD + BANDS)


def test_two_questions_do_not_take_the_place_of_one(charity: Charity) -> None:
    new = KIND.rstrip() + "\n        since: 2\n        replaces: kind\n        compares: broken\n"
    both = "".join(new.replace("id: kind", f"id: {name}") for name in ("gentle", "warm"))
    path = charity.writes(2, FIRST + both + LAST)
    told = charity.person.runs("questionnaire", "check", path)
    assert told.exit_code == 1
    assert "`gentle` replaces `kind` already" in told.stdout


def test_files_are_checked_together_too(charity: Charity) -> None:
    first = charity.writes(1, OLD)
    other = charity.folder / "copy.yaml"
    other.write_text(first.read_text("utf-8"), "utf-8")
    for words in ([first, other], [charity.folder]):
        told = charity.person.runs("questionnaire", "check", *words)
        assert told.exit_code == 1
        assert f"{other}:1: error: This is care version 1. Move it to care/1.yaml." in told.stdout
        assert "care version 1 is in" in told.stdout
    assert "no error" in charity.person.does("questionnaire", "check", first, first)
    assert "no error" in charity.person.does("questionnaire", "check", other)


def test_a_changed_file_is_refused_with_what_to_do(charity: Charity) -> None:
    charity.publishes(1, OLD)
    charity.writes(1, OLD.replace("kind?", "good?"))
    what = "Put the file back as it was, and write the next version instead."
    for command in (("serve",), ("questionnaire", "publish", "care", "1")):
        assert charity.person.is_refused(*command).count(what) == 1
    (charity.folder / "1.yaml").unlink()
    assert "Put it back as it was" in charity.person.is_refused("serve")
