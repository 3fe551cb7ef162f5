"""Pledges at the command line: the same rules as on the screens, and JSON for scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from tests.analysis.pledged import NURSE
from tests.analysis.released import release
from tests.cli.person import Person

PLACE = ("--hospital", "RXQ", "--wave", "W1")
ACTION = ("--you-said", "The wait is long.", "--we-will", "We will say how long it is.",
          "--owner", "Clinic manager", "--due", "2027-09-30")  # fmt: skip


@pytest.fixture
def begun(person: Person) -> Person:
    """Somebody whose wave has one figure out."""
    person.opens_a_wave()
    store = person.store()
    with store.writing() as session:
        release(session, "W1", {"RXQ": [replace(NURSE, code="kind")]})
    store.engine.dispose()
    return person


def added(person: Person) -> dict[str, Any]:
    told = person.reads("pledge", "add", *PLACE, "--title", "Our pledge", *ACTION, "--question", "kind")
    assert isinstance(told, dict)
    return told


def test_a_pledge_from_the_first_word_to_its_review(begun: Person) -> None:
    assert "There is no action yet" in begun.does("pledge", "list")
    told = added(begun)
    [action] = told["actions"]
    assert (told["state"], action["baselines"][0]["shown"], action["due"]) == ("draft", "42 %", "2027-09-30")
    assert "https://survey.example.org/pledges/rxq" in begun.does("pledge", "publish", *PLACE)
    [listed] = cast(list[dict[str, Any]], begun.reads("pledge", "list", "--hospital", "rxq"))
    assert (listed["published_on"], listed["overdue"]) == ("2027-03-10", [])
    begun.today = datetime(2027, 9, 11, 12, tzinfo=UTC)
    [late] = cast(list[dict[str, Any]], begun.reads("pledge", "list"))
    assert late["overdue"] == [{"action": action["id"], "months": 6, "due": "2027-09-10"}]
    assert "2027-09-10" in begun.does("pledge", "list")
    done = ("--status", "done", "--we-did", "A board says it.", "--review", "6", "--note", "Seen.")
    begun.does("pledge", "update", action["id"], *done)
    [after] = cast(list[dict[str, Any]], begun.reads("pledge", "list"))
    assert (after["state"], after["overdue"], after["actions"][0]["status"]) == (
        "published, changed",
        [],
        "done",
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--you-said", "12% of you waited"), "was not published for these questions"),
        (("--owner", "Sister Jones"), "may say who somebody is"),
        (("--question", "secret"), "asked nothing called secret"),
        (("--standard", "NONE"), "asked nothing called NONE"),
        (("--status", "delayed"), "Say why."),
        (("--review", "6"), "no such review"),
    ],
)
def test_what_is_against_the_rules_is_refused(begun: Person, words: tuple[str, ...], reason: str) -> None:
    [action] = added(begun)["actions"]
    assert reason in begun.is_refused("pledge", "update", action["id"], *words)
    [kept] = cast(list[dict[str, Any]], begun.reads("pledge", "list"))
    assert kept["actions"] == [action]


def test_what_is_not_there_or_not_whole_is_refused(begun: Person) -> None:
    assert "has no pledge" in begun.is_refused("pledge", "publish", *PLACE)
    assert "there is no action" in begun.is_refused("pledge", "update", "00" * 16, "--owner", "x").lower()
    begun.does("pledge", "add", *PLACE, "--title", "Our pledge")
    assert "Add at least one action" in begun.is_refused("pledge", "publish", *PLACE)
    assert "no hospital" in begun.is_refused(
        "pledge", "add", "--hospital", "NO", "--wave", "W1", "--title", "x"
    )
    assert begun.runs("pledge", "add", "--hospital", "RXQ").exit_code == 2
