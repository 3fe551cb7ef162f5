"""What the press room makes: first letters, letters for lost ones, and reminders without a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from survey_engine.charity.press_room import Made
from survey_engine.exchange.letters import Letter, link_with_wishes
from survey_engine.records import invitations, replacing, waves
from survey_engine.records.drawing import BESIDE_PATIENTS, draw_many
from survey_engine.records.invitations import Named
from survey_engine.records.store import Session
from survey_engine.sealing.codes import show_code, sign_link
from survey_engine.web.house import house
from survey_engine.web.letter_press import LetterPress
from survey_engine.web.lost_letters import Lost

SPECIMEN = "SPECIMEN"
NO_CODE = "XXXX-XXXX-XXXX"


def first_letters(press: LetterPress, hospital: str, count: int) -> Made:
    """New codes with their letters. Raises LetterRefusedError."""
    named = _named(press, hospital, count)

    def store(db: Session) -> Mapping[str, str]:
        invitations.store_named(db, press.wave.id, hospital, named)
        return {}

    pdf = press.pdf(_people(press, named), hospital, with_batch_sheet=True)
    return Made(pdf, count, store, "codes issued", _details(press, hospital, count))


def new_for_lost(press: LetterPress, lost: Lost, *, allow_many: bool) -> Made:
    """A new letter for each lost one, which is stopped. Raises LetterRefusedError."""
    count = len(lost.refs)
    named = _named(press, lost.hospital, count)
    replaced = {new.ref: old for new, old in zip(named, lost.refs, strict=True)}
    store = partial(
        replacing.replace_letters,
        wave=lost.wave, hospital=lost.hospital, refs=lost.refs, named=named, allow_many=allow_many,
    )  # fmt: skip
    pdf = press.pdf(_people(press, named), lost.hospital, with_batch_sheet=True, replaced=replaced)
    details = _details(press, lost.hospital, count) | {"over_a_tenth_agreed": allow_many}
    return Made(pdf, count, store, "letters replaced", details)


def reminders(press: LetterPress, hospital: str, refs: Sequence[str]) -> Made:
    """A reminder for each letter, by its ref: codes are not kept, so it holds none."""
    address = f"{press.configuration.base_url}/i"
    people = [Letter(ref, "", address) for ref in refs]

    def store(_db: Session) -> Mapping[str, str]:
        return {}

    pdf = press.pdf(people, hospital, with_batch_sheet=True)
    return Made(pdf, len(refs), store, "reminders to everyone", _details(press, hospital, len(refs)))


def specimen(press: LetterPress, hospital: str) -> bytes:
    """One letter as it will be, with no code that is one. Raises LetterRefusedError."""
    link = link_with_wishes(f"{press.configuration.base_url}/i#", press.look)
    code = "" if press.is_reminder else NO_CODE
    return press.pdf([Letter(SPECIMEN, code, link)], hospital, with_batch_sheet=False)


def _named(press: LetterPress, hospital: str, count: int) -> list[Named]:
    """New codes with their refs, drawn with a processor left to those who are answering."""
    wave = press.wave
    pepper = waves.pepper(wave, house().settings.master_key)
    drawing = draw_many(wave.symbol or "", wave.id, count, pepper, house().random, threads=BESIDE_PATIENTS)
    drawn = list(drawing)
    with house().store.reading() as db:
        return invitations.name(db, hospital, drawn, house().random)


def _people(press: LetterPress, named: Sequence[Named]) -> list[Letter]:
    settings = house().settings
    found = []
    for one in invitations.to_hand_out(named):
        shown = show_code(one.code)
        link = f"{settings.base_url}/i#{shown}.{sign_link(one.code, settings.secret_keys)}"
        found.append(Letter(one.ref, shown, link_with_wishes(link, press.look)))
    return found


def _details(press: LetterPress, hospital: str, count: int) -> dict[str, object]:
    language, points = press.language.code, press.look.points
    return {"wave": press.wave.id, "hospital": hospital, "count": count, "language": language, "size": points}
