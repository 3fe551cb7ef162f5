"""What changes between versions, what each change does to a trend, and which changes cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.comparing import compare
from survey_engine.questionnaire.difference import ChangeKind, Difference, Trend
from survey_engine.questionnaire.loading import Catalogue
from tests.questionnaire.two_files import FIRST, KIND, LAST, OLD, difference


def test_a_version_that_changes_nothing_has_no_change(tmp_path: Path) -> None:
    assert difference(tmp_path, OLD) == Difference()


CAUTION = "\n        compares: with_caution\n        compares_why: Other words.\n"
DK = "          - {id: dk, label: I do not know, score: none, escape: true}\n        standards"
RETIRED = KIND.rstrip() + "\n        retired_in: 2\n"
NEW = KIND.replace("id: kind", "id: kind2").rstrip() + "\n        since: 2\n"
REPLACING = NEW.rstrip() + "\n        replaces: kind\n        compares_why: Another thing.\n"
JOINING = (
    "        compares: with_caution\n"
    "        derives: {name: kindness, values: {yes: yes, most: most, no: no}}\n"
)


def marked(line: str) -> str:
    """The old file with one more line in the question `kind`."""
    return OLD.replace("[ACC]\n", f"[ACC]\n        {line}\n")


def with_option(option: str) -> str:
    """The old file with one more option before the way out of `kind`."""
    return OLD.replace(DK, f"          - {{{option}}}\n{DK}")


def reworded(by: str) -> str:
    """The old file with other words in `kind`, and what it says of them."""
    return OLD.replace("Was it kind?", "Is it kind?").replace("[ACC]\n", f"[ACC]{by}")


RESCORED = OLD.replace("Mostly, score: negative", "Mostly, score: positive")
CHANGES = {
    "reworded": (reworded(CAUTION), "kind", ChangeKind.REWORDED, Trend.WITH_CAUTION),
    "spelling": (
        reworded("\n        compares_why: Spelling only.\n"), "kind", ChangeKind.REWORDED, Trend.KEPT,
    ),
    "retired": (FIRST + RETIRED + LAST, "kind", ChangeKind.RETIRED, Trend.ENDS),
    "new": (OLD + NEW, "kind2", ChangeKind.NEW, Trend.STARTS),
    "moved": (FIRST + LAST + KIND.rstrip() + CAUTION, "kind", ChangeKind.MOVED, Trend.WITH_CAUTION),
    "relabelled": (
        marked("compares_why: It says the same.").replace("Yes it was,", "Yes it really was,"),
        "kind", ChangeKind.OPTION_RELABELLED, Trend.KEPT,
    ),
    "rescored": (RESCORED, "kind", ChangeKind.SCORING, Trend.RESTATED),
    "scored option": (
        with_option("id: bit, label: A bit, score: negative, since: 2"),
        "kind", ChangeKind.SCORED_OPTION_ADDED, Trend.KEPT,
    ),
    "way out added": (
        with_option("id: na, label: Does not apply, score: none, escape: true, since: 2"),
        "kind", ChangeKind.OPTION_ADDED, Trend.FREQUENCIES_ONLY,
    ),
    "never offered": (with_option("id: x, label: X, score: negative, retired_in: 2"), "", None, None),
    "short form": (marked("core: true"), "kind", ChangeKind.SHORT_FORM, Trend.KEPT),
    "replaced": (
        FIRST + REPLACING + "        compares: broken\n" + LAST,
        "kind2", ChangeKind.REPLACED, Trend.BROKEN,
    ),
    "joined": (
        FIRST + REPLACING + JOINING + LAST, "kind2", ChangeKind.TYPE_REPLACED, Trend.WITH_CAUTION,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_each_kind_of_change_is_told_with_its_trend(tmp_path: Path, name: str) -> None:
    new, part, kind, trend = CHANGES[name]
    found = difference(tmp_path, new)
    assert found.contradictions == []
    told = [(change.part, change.kind, change.trend) for change in found.changes]
    assert told == ([(part, kind, trend)] if kind else [])


UNSCORED = re.sub(r", score: \w+", "", OLD.split("      - {id: rate")[0])
OTHER_TYPE = UNSCORED.replace("type: single", "type: multiple").replace(
    "[ACC]", "[ACC]\n        flags: [descriptive]"
)
COUNTS_OTHERWISE = RESCORED.replace("Mostly,", "Now and then,")
CONTRADICTIONS = {
    "words without a reason": (reworded("\n"), "kind", "Its words changed"),
    "broken under the old id": (
        marked("compares: broken\n        replaces: other"),
        "kind",
        "needs a new id",
    ),
    "another type": (OTHER_TYPE + LAST, "kind", "Another type needs a new id"),
    "another scale": (OLD.replace("high: 10", "high: 9"), "rate", "Another scale needs a new id"),
    "an option with another meaning": (OLD.replace("Yes it was,", "Tuesday,"), "kind", "compares_why"),
    "an option that counts in another way": (COUNTS_OTHERWISE, "kind", "another answer"),
    "gone without a word": (FIRST + LAST, "kind", "retired_in: 2"),
    "new without since": (OLD + NEW.replace("        since: 2\n", ""), "kind2", "since: 2"),
    "an option without since": (with_option("id: bit, label: A bit, score: negative"), "kind", "since: 2"),
    "moved without a word": (FIRST + LAST + KIND, "kind", "another place"),
    "other people asked": (
        marked("show_if: {answered: first}\n        inherits: [first]"),
        "kind",
        "condition changed",
    ),
    "replaces nothing": (
        OLD + NEW.rstrip() + "\n        replaces: nobody\n        compares: broken\n",
        "kind2",
        "does not ask",
    ),
    "replaced without a word": (FIRST + REPLACING + LAST, "kind2", "compares: broken"),
    "since when it was there": (marked("since: 2"), "kind", "version 1 asks it"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_itself_is_refused_with_what_to_write(tmp_path: Path, name: str) -> None:
    new, part, words = CONTRADICTIONS[name]
    found = difference(tmp_path, new)
    assert [(one.part, words in one.text) for one in found.contradictions] == [(part, True)]


def test_ids_that_were_retired_never_come_back(tmp_path: Path) -> None:
    option = "          - {id: never, label: Never, score: negative, retired_in: 1}\n"
    old = FIRST + RETIRED.replace("retired_in: 2", "retired_in: 1") + LAST
    came_back = OLD.replace("[ACC]\n", "[ACC]\n        since: 2\n")
    assert "never comes back" in difference(tmp_path, came_back, old).contradictions[0].text
    old = OLD.replace("        standards: [ACC]", option + "        standards: [ACC]")
    new = old.replace("retired_in: 1", "since: 2")
    assert "never comes back" in difference(tmp_path, new, old).contradictions[0].text


def test_version_2_of_the_patient_survey_has_all_twelve_kinds_of_change() -> None:
    catalogue = Catalogue.read([builtin_folder("questionnaires")])
    found = compare(catalogue.get("sbc_patient", 1), catalogue.get("sbc_patient", 2))
    assert found.contradictions == []
    told = {(change.part, change.kind, change.trend) for change in found.changes}
    assert told >= {
        ("nurse_easy", ChangeKind.REWORDED, Trend.WITH_CAUTION),
        ("told_info2", ChangeKind.REPLACED, Trend.BROKEN),
        ("trial_talk", ChangeKind.SCORED_OPTION_ADDED, Trend.KEPT),
        ("nurse_else", ChangeKind.OPTION_ADDED, Trend.FREQUENCIES_ONLY),
        ("visit_needle", ChangeKind.RETIRED, Trend.ENDS),
        ("dx_when", ChangeKind.TYPE_REPLACED, Trend.WITH_CAUTION),
        ("visit_type", ChangeKind.NEW, Trend.STARTS),
        ("video_ok", ChangeKind.NEW, Trend.STARTS),
        ("team_know", ChangeKind.NEW, Trend.STARTS),
        ("visit_respect", ChangeKind.SCORING, Trend.RESTATED),
        ("trial_talk", ChangeKind.MOVED, Trend.WITH_CAUTION),
        ("sbc_patient", ChangeKind.STANDARDS, Trend.BROKEN),
        ("told_caring", ChangeKind.OPTION_RELABELLED, Trend.KEPT),
    }
    assert catalogue.crosswalk("sbc_2024", "sbc_2026") is not None
    assert catalogue.crosswalk("sbc_2009", "sbc_2024") is not None


# A published version never changes, and this one may have been published anywhere: write the next instead.
HASHES = {
    ("sbc_patient", 1): "9354e76d211549c336c1b03df9f8fb92867cd0c708716e88e5dc9176e94f26ed",
}


@pytest.mark.parametrize(("name", "version"), HASHES)
def test_a_published_version_stays_as_it_is(name: str, version: int) -> None:
    found = Catalogue.read([builtin_folder("questionnaires")]).get(name, version)
    assert found.content_hash == HASHES[name, version]
