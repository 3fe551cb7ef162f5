"""Codes of her own hospital that were just made, handed over once: ref, code and link of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from survey_engine.hospital.home import own_hospital
from survey_engine.records import invitations, waves
from survey_engine.records.drawing import BESIDE_PATIENTS, draw_many
from survey_engine.records.invitations import Drawn, Issued
from survey_engine.records.tables import WaveRecord
from survey_engine.sealing.codes import show_code, sign_link
from survey_engine.web.handing_over import Bundle, Held, Ticket, held, keep_bundle, new_ticket
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import note

MOST: Final = 200  # at 0.1 s a code; a larger hospital asks twice

Row = tuple[str, str, str]  # ref, code, link


@dataclass(frozen=True, slots=True)
class HandedCodes:
    """What this browser holds the key of. replaced: the old refs of lost letters, by their new ones."""

    held: Held
    rows: tuple[Row, ...] = field(repr=False)
    replaced: Mapping[str, str]


def make_codes(wave: WaveRecord, count: int, details: Mapping[str, object]) -> Ticket:
    """Make codes of her hospital, and keep them sealed for a day.

    `details`: what the audit chain says beside wave, hospital and count.
    """
    drawn = drawn_beside_patients(wave, count)
    ticket = new_ticket()
    with house().store.writing() as db:
        made = invitations.store(db, wave.id, own_hospital(), drawn, house().random)
        keep_bundle(db, ticket, own_hospital(), wave.id, bundle_of(made))
        told = {"wave": wave.id, "hospital": own_hospital(), "count": count}
        note(db, "codes issued", told | dict(details))
    return ticket


def drawn_beside_patients(wave: WaveRecord, count: int) -> list[Drawn]:
    """New codes, drawn outside any transaction, with a processor left to those who are answering."""
    pepper = waves.pepper(wave, house().settings.master_key)
    drawing = draw_many(wave.symbol or "", wave.id, count, pepper, house().random, threads=BESIDE_PATIENTS)
    return list(drawing)


def bundle_of(made: Sequence[Issued], replaced: Mapping[str, str] | None = None) -> Bundle:
    """What is handed over. replaced: old refs by new ones."""
    return Bundle({"rows": [code_row(one) for one in made], "replaced": dict(replaced or {})})


def code_row(one: Issued) -> Row:
    """Ref, code as it is printed, and the link that fills it in."""
    settings, shown = house().settings, show_code(one.code)
    return one.ref, shown, f"{settings.base_url}/i#{shown}.{sign_link(one.code, settings.secret_keys)}"


def handed_codes(cookie: str) -> HandedCodes | None:
    """The codes this browser holds the key of; None once they are gone."""
    found = held(cookie)
    if found is None or found.bundle is None or found.hospital != own_hospital():
        return None
    facts = found.bundle.facts
    rows = tuple((ref, code, link) for ref, code, link in facts["rows"])
    return HandedCodes(found, rows, facts["replaced"])
