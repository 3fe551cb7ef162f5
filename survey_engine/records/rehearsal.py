"""The attack where the truth is known: an invented round in a throwaway SQLite file, scrubbed and attacked.

Keys are drawn instead of derived: what a database gives away does not depend on how slowly a key is reached.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from survey_engine.records import contacts, drafts, responses, waves
from survey_engine.records.attack import concordance, copy_sqlite, most_links
from survey_engine.records.database import make_engine, session_factory, upgrade
from survey_engine.records.scrubbing import scrub
from survey_engine.records.self_audit import Measure
from survey_engine.records.tables import PublishedRecord
from survey_engine.records.waves import NewWave, Posting
from survey_engine.sealing.envelope import new_identity

PEOPLE: Final = 200
MOST_LINKS: Final = 3  # of 200: what chance gives
MOST_ORDER: Final = 0.08  # away from 0.5, which is no order at all
SEALED_BYTES: Final = 15_700
_WAVE, _PLACE, _WEEK, _DAY = "REHEARSAL", "REHEARSAL", "2027-W05", date(2028, 2, 27)


def rehearse(folder: Path, random: Callable[[int], bytes]) -> list[Measure]:
    """Let 200 invented people begin, send and offer to do more; then attack, given every code they had."""
    url = f"sqlite:///{folder / 'rehearsal.sqlite'}"
    upgrade(url)
    engine = make_engine(url)
    factory = session_factory(engine)
    with factory.begin() as session:
        _open(session, random)
    answers, slips = _live_through(factory, random)
    before, _how = most_links(copy_sqlite(url), "spent", "response", answers)
    scrub(engine)
    copy = copy_sqlite(url)
    engine.dispose()
    linked, _how = most_links(copy, "spent", "response", answers)
    offered, _how = most_links(copy, "spent", "slip", slips)
    order = abs(concordance(copy.orders["response"]["scan"], list(answers.values())) - 0.5)
    place = f"rehearsal with {PEOPLE} people"
    return [
        # Where it links nobody before the scrub, it proves nothing afterwards.
        Measure(
            place,
            "people not even linked before the scrub",
            PEOPLE - before,
            PEOPLE * 3 / 4,
        ),
        Measure(place, "answers linked to a code", linked, MOST_LINKS),
        Measure(place, "offers to do more linked to a code", offered, MOST_LINKS),
        Measure(place, "order of sending that is left (0 is none)", round(order, 3), MOST_ORDER),
    ]


def _open(session: Session, random: Callable[[int], bytes]) -> None:
    """A wave of nobody's, to keys that nobody has."""
    session.add(PublishedRecord(questionnaire=_PLACE, version=1, content_hash="0" * 64))
    session.flush()
    new = NewWave(
        id=_WAVE,
        questionnaire=_PLACE,
        version=1,
        opens_on=date(2027, 1, 4),
        closes_on=date(2027, 1, 31),
        entry_until=date(2027, 2, 28),
        posting=Posting.SEALED,
        recipients=(new_identity().recipient, new_identity().recipient),
    )
    waves.open_wave(session, new, random(32), random)


def _live_through(
    factory: sessionmaker[Session], random: Callable[[int], bytes]
) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
    """Which answer, and which offer, came with which used code: what the attack must not find out."""
    answers: dict[bytes, bytes] = {}
    slips: dict[bytes, bytes] = {}
    for number in range(PEOPLE):
        draft, nullifier, response = random(16), random(16), random(16)
        with factory.begin() as session:
            drafts.create(session, draft, _WAVE, random(SEALED_BYTES), _WEEK)
        with factory.begin() as session:
            responses.send(
                session, nullifier=nullifier, wave=_WAVE, hospital=_PLACE, response_id=response,
                sealed=random(SEALED_BYTES), draft_id=draft,
            )  # fmt: skip
        answers[nullifier] = response
        if number % 4 == 0:
            slips[nullifier] = random(16)
            with factory.begin() as session:
                contacts.add_slip(session, slips[nullifier], _WAVE, random(4300), _DAY)
    return answers, slips
