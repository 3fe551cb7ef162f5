"""The audit of anonymity: every attack there is, on the database in use and on copies made of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from survey_engine.records import doctor, waves
from survey_engine.records.attempts import Attempt, attempt
from survey_engine.records.content_attacks import Lengths, content_attacks
from survey_engine.records.doctor import Level
from survey_engine.records.invitations import SHOWN_FROM
from survey_engine.records.order_attacks import is_whole, order_attacks
from survey_engine.records.portions import in_portions
from survey_engine.records.stolen import Stolen, stolen_database, stolen_file
from survey_engine.records.tables import DraftRecord, ResponseRecord, WaveRecord
from survey_engine.sealing.codes import Code
from survey_engine.sealing.envelope import DraftSealError, open_draft
from survey_engine.sealing.keys import derive_code_keys, derive_draft_keys
from survey_engine.sealing.outward import is_age

SQLITE_FIRST: Final = b"SQLite format 3\x00"
# What somebody who has the code alone would try for a return code.
GUESSED_RETURN_CODES: Final = ("", "0000000000")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was given. `answers`: keys of answers by wave and hospital, where it can be read."""

    name: str
    answers: dict[tuple[str, str], frozenset[bytes]] = field(default_factory=dict, repr=False)


def attack_database(engine: Engine, master_key: bytes, lengths: Lengths) -> Iterator[Attempt]:
    """Yield every attack on the database in use, which only reads it. Scrub first."""
    with stolen_database(engine) as stolen:
        yield from order_attacks(stolen)
        with Session(stolen.engine) as session:
            yield from content_attacks(session, master_key, lengths)
    yield _settings(engine)


def attack_backup(path: Path, lengths: Lengths) -> tuple[list[Attempt], Backup]:
    """Return every attack on a copy that was given, and what is needed to compare it with others."""
    with path.open("rb") as stream:
        first = stream.read(64)
    faults = [] if is_age(first) else ["Whoever has the file can read whatever is not sealed by itself."]
    attempts = [
        attempt(
            "encryption",
            "Read the copy without its key.",
            faults,
            "It is encrypted, so nothing more can be tried without its key.",
            "Delete it, and make copies with `survey-engine backup`.",
        )
    ]
    if not first.startswith(SQLITE_FIRST):
        return attempts, Backup(path.name)
    try:
        with stolen_file(path) as stolen:
            return [*attempts, *_on_copy(stolen, lengths)], Backup(path.name, _answers(stolen.engine))
    except sqlite3.DatabaseError:
        broken = ["The file is damaged, or belongs to another program."]
        return [*attempts, attempt("file", "Open the copy.", broken, "", "Delete it.")], Backup(path.name)


def _on_copy(stolen: Stolen, lengths: Lengths) -> Iterator[Attempt]:
    whole = [] if is_whole(stolen.engine) else ["The copy is of an older version of this program."]
    yield attempt(
        "version", "Open the copy.", whole, "It has every table.", "Delete it once it is not needed."
    )
    if not whole:
        yield from order_attacks(stolen)
        with Session(stolen.engine) as session:
            yield from content_attacks(session, None, lengths)


def _answers(engine: Engine) -> dict[tuple[str, str], frozenset[bytes]]:
    if not is_whole(engine):
        return {}
    found: dict[tuple[str, str], set[bytes]] = {}
    with Session(engine) as session:
        for key, wave, hospital in session.execute(
            select(ResponseRecord.id, ResponseRecord.wave, ResponseRecord.hospital)
        ):
            found.setdefault((wave, hospital), set()).add(key)
    return {place: frozenset(keys) for place, keys in found.items()}


def attack_differences(backups: Sequence[Backup]) -> Attempt:
    """Return the attack by what came between two copies: few answers are hidden among few."""
    faults = []
    readable = sorted(
        (one for one in backups if one.answers), key=lambda one: sum(map(len, one.answers.values()))
    )
    for earlier, later in pairwise(readable):
        for (wave, hospital), keys in sorted(later.answers.items()):
            new = len(keys - earlier.answers.get((wave, hospital), frozenset()))
            if 0 < new < SHOWN_FROM:
                faults.append(
                    f"Between {earlier.name} and {later.name}, hospital {hospital} of wave {wave} has new "
                    f"answers, and fewer than {SHOWN_FROM}: used codes of that time are hidden among as few."
                )
    return attempt(
        "differences",
        "Compare copies in pairs: what came between two of them belongs to the codes used between them.",
        faults,
        "No two copies that can be read have so few answers of a hospital between them.",
        "Delete one of the two. Keep copies encrypted, few, and far apart.",
    )


def attack_drafts(session: Session, code: Code, master_key: bytes) -> bool:
    """Try to find or open a draft or an answer with one code alone. Say whether it could be done. Slow.

    The attacker has the master key too. She has neither the return code nor the charity's key.
    """
    wave = waves.wave_by_symbol(session, code[0])
    if wave is None or wave.pepper_wrapped is None:
        return False
    keys = derive_code_keys(code, waves.pepper(wave, master_key), wave.id)
    guessed = [derive_draft_keys(guess, keys.resume_salt, wave.id) for guess in GUESSED_RETURN_CODES]
    ids = {keys.lookup, keys.nullifier, *(one.draft_id for one in guessed)}
    answers = select(func.count()).where(ResponseRecord.id.in_(ids))
    secrets = {keys.device_key, keys.resume_salt, keys.entry_salt, *(one.draft_key for one in guessed)}
    return bool(session.scalar(answers)) or _opens_any(session, wave, secrets)


def _opens_any(session: Session, wave: WaveRecord, secrets: set[bytes]) -> bool:
    columns = DraftRecord.__table__.c
    for draft_id, of, sealed in in_portions(session, columns.id, columns.wave, columns.sealed):
        if of != wave.id:
            continue
        for secret in secrets:
            try:
                open_draft(sealed, secret, draft_id, wave.id, wave.version)
            except DraftSealError:
                continue
            return True
    return False


def _settings(engine: Engine) -> Attempt:
    faults = [one.text for one in doctor.examine(engine) if one.level is Level.ERROR]
    return attempt(
        "settings",
        "Look for a setting by which the database writes down what it should forget.",
        faults,
        "Every setting is as it must be.",
        "Set it as `survey-engine doctor` says, and start the database again.",
    )
