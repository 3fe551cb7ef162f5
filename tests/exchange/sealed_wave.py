"""A made-up closed wave: sealed envelopes with real keys, and the facts that go with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from survey_engine.exchange.wave_facts import HospitalTally, WaveFacts
from survey_engine.questionnaire.answers import Response, to_payload
from survey_engine.sealing.envelope import (
    Envelope,
    Identity,
    digest_of,
    hashes_of,
    new_identity,
    seal_envelope,
)
from tests.analysis.made_up import OPENS_ON, TINY


@cache
def charity() -> Identity:
    return new_identity()


@cache
def recovery() -> Identity:
    return new_identity()


def recipients() -> tuple[str, str]:
    return charity().recipient, recovery().recipient


def number(place: int) -> bytes:
    return place.to_bytes(16)


def sealed(response: Response, response_id: bytes, **changes: Any) -> Envelope:
    """An envelope as the patient's door makes it; `changes` replace parts of what is inside."""
    payload = {**to_payload(replace(response, id=response_id.hex())), **changes}
    data = json.dumps(payload).encode()
    return Envelope(response_id, response.hospital, seal_envelope(data, recipients(), TINY.plaintext_bytes))


def seal_all(responses: Iterable[Response]) -> list[Envelope]:
    return [sealed(response, number(place)) for place, response in enumerate(responses)]


def facts_of(envelopes: Sequence[Envelope], **hospitals: str) -> WaveFacts:
    names = hospitals or {code: f"Hospital {code}" for code in sorted({each.hospital for each in envelopes})}
    return WaveFacts(
        code="W26",
        questionnaire=TINY.id,
        version=TINY.version,
        hospitals=names,
        posting="sealed",
        opens_on=OPENS_ON,
        closes_on=date(2026, 7, 31),
        recipients=recipients(),
        digest=digest_of(hashes_of(envelopes)),
        hashes=hashes_of(envelopes),
        tally=tuple(
            HospitalTally(code, 100, 4, 2, sum(each.hospital == code for each in envelopes)) for code in names
        ),
    )
