"""What looks small and changes what people read or choose: it is seen, and no id changes its meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey_engine.analysis.crosswalk import crosswalk
from survey_engine.questionnaire.comparing import compare
from survey_engine.questionnaire.loading import load_questionnaire
from tests.questionnaire.two_files import OLD, difference, loaded, refused, told

CAUTION = "compares: with_caution\n        compares_why: Because.\n        "
REASON = "compares_why: It means the same.\n        "
YES, NO = "Yes it was, score: positive", "No it was not, score: negative"
MOST = "          - {id: most, label: Mostly, score: negative}\n"
WAY_OUT = "{id: dk, label: I do not know, score: none, escape: true}\n        standards"
MANY = """
      - id: many
        type: multiple
        text: Which ones?
        short_title: Which
        options:
          - {id: a, label: Apples}
          - {id: b, label: Pears}
          - {id: c, label: Plums}
          - {id: none, label: None of these, exclusive: true}
        flags: [descriptive]
"""


def changed(*pairs: tuple[str, str], saying: str = "", old: str = OLD) -> str:
    """The old file with some words in place of others, and what the question `kind` says of it."""
    for before, after in pairs:
        assert before in old, before
        old = old.replace(before, after, 1)
    return old.replace("standards: [ACC]", f"{saying}standards: [ACC]")


HINTED = OLD.replace("short_title: Kind\n", "short_title: Kind\n        hint: Think of today.\n")
LISTED = {
    "a hint": (HINTED, [("kind", "hint", "kept")]),
    "a hint, with caution": (
        HINTED.replace("hint: Think", CAUTION + "hint: Think"), [("kind", "hint", "with_caution")],
    ),
    "lines of a text": (
        changed(("short_title: What,", "short_title: What, long: false,")), [("first", "lines", "kept")],
    ),
    "the length of a text": (
        changed(("max_bytes: 200", "max_bytes: 400")), [("first", "length", "kept")],
    ),
    "bands": (changed(saying="band: true\n        "), [("kind", "band", "kept")]),
    "the work of others": (changed(saying="shared: true\n        "), [("kind", "shared", "kept")]),
    "order": (
        changed((MOST, ""), ("        options:\n", f"        options:\n{MOST}"), saying=CAUTION),
        [("kind", "option_order", "with_caution")],
    ),
    "a scored option retired": (
        changed(("Mostly, score: negative", "Mostly, score: negative, retired_in: 2"), saying=CAUTION),
        [("kind", "option_retired", "with_caution")],
    ),
    "another way out": (
        changed((WAY_OUT, WAY_OUT.replace("I do not know", "I am not sure"))),
        [("kind", "option_relabelled", "kept")],
    ),
    "a mark in a label": (changed((YES, "Yes - it was, score: positive"), saying=REASON),
                          [("kind", "option_relabelled", "kept")]),
    "a capital in a label": (changed((YES, "Yes IT WAS, score: positive")),
                             [("kind", "option_relabelled", "kept")]),
    "the end of a scale": (
        changed(("Bad", "Poor"), ("short_title: Good", "short_title: Good, compares_why: It means the same")),
        [("rate", "option_relabelled", "kept")],
    ),
    "caution without a change": (changed(saying=CAUTION), [("kind", "declared", "with_caution")]),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTED)
def test_a_small_change_is_listed_with_its_trend(tmp_path: Path, name: str) -> None:
    new, changes = LISTED[name]
    found = difference(tmp_path, new)
    assert refused(found) == []
    assert told(found) == changes


@pytest.mark.parametrize("name", LISTED)
def test_the_crosswalk_is_never_better_than_the_worst_change(tmp_path: Path, name: str) -> None:
    new, [(part, _kind, trend)] = LISTED[name]
    joins = crosswalk([loaded(tmp_path, OLD, 1), loaded(tmp_path, new, 2)])
    expected = {"kept": "same", "with_caution": "with_caution"}[trend]
    assert [one.comparison for one in joins if one.question == part] == [expected]
    others = [one for one in joins if one.question != part]
    assert {one.comparison for one in others} == {"same"}


SWAPPED = changed(
    (YES, "X, score: positive"), (NO, "Yes it was, score: negative"), ("label: X", "label: No it was not")
)
REFUSED = {
    "two labels swapped": (changed(saying=REASON, old=SWAPPED), "as `no` did"),
    "a label turned round": (changed(("Mostly", "Mostly not"), saying=REASON), "turns it round"),
    "other numbers": (changed(("Mostly", "Over 60 minutes"), saying=REASON), "with other numbers"),
    "other numbers in words": (changed(("Mostly", "Three times"), saying=REASON), "with other numbers"),
    "other words without a reason": (changed(("Mostly", "Most of the time")), "compares_why"),
    "a way out that says something else": (
        changed((WAY_OUT, WAY_OUT.replace("I do not know", "This does not apply to me")), saying=REASON),
        "something else",
    ),
    "the ends of a scale swapped": (
        changed(("low_label: Bad, high_label: Good", "low_label: Good, high_label: Bad")), "as `10` did",
    ),
    "scores turned round": (
        changed((YES, "Yes it was, score: negative"), (NO, "No it was not, score: positive")),
        "the other way round",
    ),
    "options in another order": (
        changed((MOST, ""), ("        options:\n", f"        options:\n{MOST}")), "with_caution",
    ),
    "a new way out": (
        changed(("Mostly, score: negative", "Mostly, score: none, escape: true")), "with_caution",
    ),
    "an option gone": (changed((MOST, "")), "retired_in: 2"),
    "a question that became a statement": (
        changed(("{id: last, type: text, text: Else?, short_title: Else, max_bytes: 200, flags: [free_text]}",
                 "{id: last, type: statement, text: Thank you., short_title: Thanks}")),
        "is a statement",
    ),
    "every answer new": (
        changed(
            (f"yes, label: {YES}", "yes2, label: Yes it was, score: negative, since: 2"),
            (f"no, label: {NO}", "no2, label: No it was not, score: positive, since: 2"),
            (MOST, MOST.replace("}", ", retired_in: 2}")
             + "          - {id: yes, label: Yes it was, score: positive, retired_in: 2}\n"
             + "          - {id: no, label: No it was not, score: negative, retired_in: 2}\n"),
            saying=CAUTION,
        ),
        "None of its answers is left",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_changes_a_meaning_under_an_old_id_is_refused(tmp_path: Path, name: str) -> None:
    new, words = REFUSED[name]
    found = difference(tmp_path, new)
    assert any(words in text for text in refused(found)), refused(found)
    joins = crosswalk([loaded(tmp_path, OLD, 1), loaded(tmp_path, new, 2)])
    parts = {one.part for one in found.contradictions}
    assert {one.joined_as for one in joins if one.question in parts} <= {""}


def test_a_word_and_its_opposite_are_two_answers(tmp_path: Path) -> None:
    old = OLD.replace("Yes it was", "They were kind")
    new = changed(("They were kind", "They were unkind"), saying=REASON, old=old)
    assert "turns it round" in refused(difference(tmp_path, new, old))[0]


def test_whether_an_option_stands_alone_compares_with_caution(tmp_path: Path) -> None:
    alone = MANY.replace("Plums", "Plums, exclusive: true")
    [text] = refused(difference(tmp_path, OLD + alone, OLD + MANY))
    assert "chosen alone" in text
    said = alone.replace("flags: [d", CAUTION + "flags: [d")
    assert told(difference(tmp_path, OLD + said, OLD + MANY)) == [
        ("many", "option_exclusive", "with_caution")
    ]


def test_a_question_without_scores_keeps_its_counts_alone(tmp_path: Path) -> None:
    new = re.sub(", score: (positive|negative|none)", "", OLD)
    new = new.replace(", positive_from: 9", "").replace("standards: [OVR],", "flags: [descriptive],")
    found = difference(tmp_path, new.replace("standards: [ACC]", "flags: [descriptive]"))
    assert refused(found) == []
    assert {("kind", "scoring", "frequencies_only"), ("rate", "scoring", "frequencies_only")} <= set(
        told(found)
    )


def test_the_title_and_the_intro_of_a_section_are_listed(tmp_path: Path) -> None:
    old, new = loaded(tmp_path, OLD, 1), tmp_path / "2.yaml"
    text = (tmp_path / "1.yaml").read_text("utf-8").replace("version: 1", "version: 2")
    new.write_text(
        text.replace("title: A part", "title: Another part\n    intro: Please read this."), "utf-8"
    )
    assert told(compare(old, load_questionnaire(new))) == [("a", "section", "kept")] * 2
