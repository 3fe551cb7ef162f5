"""The ledger: one release a wave, as it was, for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_engine.records import closing, releases
from survey_engine.records.releases import Released, ReleaseRefusedError
from tests.records.rounds import WAVE, open_round

DAY = date(2027, 3, 8)
FIRST = Released(WAVE, "by-hospital", "2026-1", "d" * 64, DAY, '{"m": 1}', '{"f": 1}', '{"p": 1}')


def test_a_wave_without_a_release_takes_either_shape_and_then_only_that(session: Session):
    open_round(session, ("RXQ",))
    for shape in ("by-hospital", "pooled"):
        releases.demand_allowed(session, WAVE, shape)
    assert releases.released(session, WAVE) is None
    assert releases.record_release(session, FIRST) == FIRST
    releases.demand_allowed(session, WAVE, "by-hospital")
    with pytest.raises(ReleaseRefusedError, match="could be joined to it answer by answer"):
        releases.demand_allowed(session, WAVE, "pooled")
    assert releases.released(session, WAVE) == FIRST
    assert releases.all_released(session) == [FIRST]


def test_the_same_release_again_changes_nothing(session: Session):
    open_round(session, ("RXQ",))
    releases.record_release(session, FIRST)
    later = replace(FIRST, released_on=date(2027, 4, 1), manifest='{"m": "in another order"}')
    assert releases.record_release(session, later) == FIRST


def test_texts_that_the_first_entry_had_not_are_filled_in_once(session: Session):
    open_round(session, ("RXQ",))
    releases.record_release(session, replace(FIRST, manifest="", findings="", findings_public=""))
    assert releases.record_release(session, FIRST) == FIRST
    with pytest.raises(ReleaseRefusedError):
        releases.record_release(session, replace(FIRST, findings_public='{"p": 2}'))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"shape": "pooled"}, 'released in the shape "by-hospital"'),
        ({"policy": "2027-1"}, "released by the rules 2026-1"),
        ({"fingerprint": "e" * 64}, "of other sealed answers"),
        ({"findings": '{"f": 2}'}, "released already, and these are other ones"),
        ({"findings_public": '{"p": 2}'}, "released already, and these are other ones"),
    ],
)
def test_what_differs_is_refused_and_named(session: Session, change: dict[str, str], said: str):
    open_round(session, ("RXQ",))
    releases.record_release(session, FIRST)
    with pytest.raises(ReleaseRefusedError, match=said):
        releases.record_release(session, replace(FIRST, **change))  # type: ignore[arg-type]
    assert releases.released(session, WAVE) == FIRST


def test_other_rules_and_answers_are_refused_before_anything_is_written(session: Session):
    open_round(session, ("RXQ",))
    releases.record_release(session, FIRST)
    releases.demand_allowed(session, WAVE, "by-hospital", policy="2026-1", fingerprint="d" * 64)
    with pytest.raises(ReleaseRefusedError, match="by the rules"):
        releases.demand_allowed(session, WAVE, "by-hospital", policy="2027-1")
    with pytest.raises(ReleaseRefusedError, match="other sealed answers"):
        releases.demand_allowed(session, WAVE, "by-hospital", fingerprint="e" * 64)


def test_it_stays_when_the_wave_is_purged(session: Session):
    open_round(session, ("RXQ",))
    closing.close_wave(session, WAVE, today=date(2027, 3, 1))
    releases.record_release(session, FIRST)
    closing.purge_wave(session, WAVE, today=date(2028, 3, 1))
    assert releases.released(session, WAVE) == FIRST
