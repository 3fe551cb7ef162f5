"""The checklist, line by line: what is in order, what is asked, and what is refused with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from survey_engine.records.phases import Phase
from survey_engine.records.wave_checks import (
    Check,
    Closing,
    Keys,
    OfferedLanguage,
    Opening,
    Span,
    Weight,
    asked,
    closing_checks,
    opening_checks,
    refuses,
)

TODAY = date(2027, 1, 4)
OPENING = Opening(
    today=TODAY, code="A", questionnaire="q", version=1, opens_on=date(2027, 2, 1),
    closes_on=date(2027, 2, 28), is_pilot=False, is_published=True,
    keys=Keys(has_contacts=True, is_proved=True, contacts_proved=True),
    languages=[OfferedLanguage("Cymraeg", 0, 0, is_draft=False)], others=[], backup_on=date(2027, 1, 1),
)  # fmt: skip
CLOSING = Closing(
    today=TODAY, phase=Phase.ENTRY_ENDED, keyed=0, counts_agree=True, keys_intact=True,
    keys=Keys(has_contacts=True, is_proved=True), backup_on=TODAY,
)  # fmt: skip


def stops(checks: list[Check]) -> list[Check]:
    return [one for one in checks if one.weight is Weight.REFUSE]


def test_a_wave_with_everything_in_order_is_refused_nothing() -> None:
    assert {one.weight for one in opening_checks(OPENING)} == {Weight.FINE}
    assert {one.weight for one in closing_checks(CLOSING)} == {Weight.FINE}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_published": False}, "not published"),
        ({"keys": None}, "Nobody has shown"),
        ({"keys": Keys(has_contacts=True, is_proved=False)}, "Nobody has shown"),
        ({"languages": [OfferedLanguage("Cymraeg", 3, 0, is_draft=False)]}, "3 texts are missing"),
        ({"languages": [OfferedLanguage("Cymraeg", 0, 2, is_draft=False)]}, "2 are stale"),
        ({"others": [Span("B", "q", date(2027, 2, 28), date(2027, 3, 5))]}, "Wave B asks the same"),
        ({"backup_on": None}, "No backup"),
        ({"backup_on": date(2026, 12, 27)}, "27 December 2026"),
        ({"opens_on": date(2026, 1, 1), "closes_on": date(2027, 1, 3)}, "over already"),
    ],
)
def test_each_harm_alone_stops_an_opening_and_says_what_to_do(changes: dict[str, object], said: str) -> None:
    [stop] = stops(opening_checks(replace(OPENING, **changes)))  # type: ignore[arg-type]
    assert said in stop.text
    assert stop.remedy


@pytest.mark.parametrize(
    "changes",
    [
        {"keys": Keys(has_contacts=False, is_proved=True)},
        {"keys": Keys(has_contacts=True, is_proved=True)},
        {"languages": [OfferedLanguage("Cymraeg", 0, 0, is_draft=True)]},
        {"others": [Span("B", "other", date(2027, 2, 1), date(2027, 3, 5))]},
        {"others": [Span("B", "q", date(2027, 3, 1), date(2027, 3, 5))]},
        {"others": [Span("A", "q", date(2027, 2, 1), date(2027, 3, 5))]},
        {"backup_on": date(2026, 12, 28)},
        {"closes_on": TODAY, "opens_on": TODAY},
        {"is_pilot": True, "is_published": False, "keys": None, "backup_on": None},
    ],
)
def test_what_is_only_worth_knowing_stops_nothing(changes: dict[str, object]) -> None:
    assert not refuses(opening_checks(replace(OPENING, **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counts_agree": False}, "not as many used codes"),
        ({"keys_intact": False}, "keys of this wave were changed"),
        ({"backup_on": None}, "No backup"),
        ({"phase": Phase.ENTRY, "keyed": 2}, "would be lost: 2 at most"),
    ],
)
def test_each_harm_alone_stops_a_close(changes: dict[str, object], said: str) -> None:
    [stop] = stops(closing_checks(replace(CLOSING, **changes)))  # type: ignore[arg-type]
    assert said in stop.text


@pytest.mark.parametrize(
    ("phase", "keyed", "ticks"),
    [(Phase.OPEN, 0, 1), (Phase.GRACE, 0, 1), (Phase.ENTRY, 0, 1), (Phase.ENTRY_ENDED, 0, 0),
     (Phase.ENTRY_ENDED, 4, 1)],
)  # fmt: skip
def test_what_costs_somebody_something_is_asked(phase: Phase, keyed: int, ticks: int) -> None:
    assert len(asked(closing_checks(replace(CLOSING, phase=phase, keyed=keyed)))) == ticks


def test_that_nobody_has_tried_to_open_is_said_before_a_close() -> None:
    found = closing_checks(replace(CLOSING, keys=None))
    assert [one.text for one in found if one.weight is Weight.NOTE] == [
        "Nobody has shown that the answers can be opened."
    ]
