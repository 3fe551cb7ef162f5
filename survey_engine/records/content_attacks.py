"""Attacks by what is kept: values that are not sealed, keys that count, waves that were not forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import Select, String, Table, exists, func, select, union_all
from sqlalchemy.orm import Session

from survey_engine.analysis.traces import codes
from survey_engine.records import audit, waves
from survey_engine.records.attempts import Attempt, attempt
from survey_engine.records.every_table import every_table
from survey_engine.records.metadata import Base
from survey_engine.records.portions import in_portions
from survey_engine.records.staff_tables import BatchRecord
from survey_engine.records.stolen import TABLES
from survey_engine.records.tables import (
    DraftRecord,
    InvitationRecord,
    ReminderListRecord,
    ResponseRecord,
    SlipRecord,
    SpentRecord,
    UsedCountRecord,
    WaveRecord,
)
from survey_engine.records.waves import State
from survey_engine.sealing.envelope import SLIP_BYTES
from survey_engine.sealing.outward import draft_length, envelope_length, looks_sealed, recipients_of

Lengths = Mapping[tuple[str, int], int]
"""The one length of plaintexts of a questionnaire's version, by its id and version."""

FEWEST_KEYS: Final = 20  # below, chance alone can look like counting
_FORGOTTEN: Final = (
    InvitationRecord, DraftRecord, SpentRecord, UsedCountRecord, BatchRecord, ReminderListRecord,
)  # fmt: skip


def content_attacks(session: Session, master_key: bytes | None, lengths: Lengths) -> Iterator[Attempt]:
    """Yield every attack on the rows. `master_key` is None for a copy that is attacked without it."""
    every = waves.list_waves(session)
    yield _keys(session)
    yield _lengths(session, every, lengths)
    yield _readable(session)
    yield _forgotten(session, every)
    yield _counts(session, every)
    yield _texts(session, frozenset(one.symbol for one in every if one.symbol))
    yield _chain(session)
    if master_key is not None:
        yield _recipients(every, master_key)


def _keys(session: Session) -> Attempt:
    faults = []
    for table, column in (("invitation", "lookup"), *TABLES.items()):
        keys = list(session.scalars(select(every_table().tables[table].c[column])))
        if any(len(key) != 16 for key in keys):
            faults.append(f"Keys of table {table} have not one length.")
        elif len(keys) >= FEWEST_KEYS and any(
            max(Counter(place).values()) > len(keys) / 2 for place in zip(*keys, strict=True)
        ):
            faults.append(
                f"Keys of table {table} are not random: most share a byte, as times and counters do."
            )
    return attempt(
        "keys",
        "Look for a time or a counter in the keys of rows.",
        faults,
        "Keys are random bytes of one length.",
        "Find out what wrote them: this program draws them at random.",
    )


def _lengths(session: Session, every: Sequence[WaveRecord], lengths: Lengths) -> Attempt:
    faults = []
    known = {one.id: lengths.get((one.questionnaire, one.version)) for one in every}
    kinds: tuple[tuple[str, type[Base], Callable[[bytes], int | None], bool], ...] = (
        ("answer", ResponseRecord, envelope_length, True),
        ("draft", DraftRecord, draft_length, True),
        ("slip", SlipRecord, envelope_length, False),
    )
    for what, record, length, by_version in kinds:
        table = record.__table__
        seen: dict[str, set[int | None]] = {}
        for _key, wave, sealed in in_portions(session, table.c.id, table.c.wave, table.c.sealed):
            seen.setdefault(wave, set()).add(length(sealed))
        for wave, found in sorted(seen.items()):
            wanted = known.get(wave) if by_version else SLIP_BYTES
            if None in found:
                faults.append(f"Wave {wave}: {what}s are kept that are not sealed as {what}s are.")
            elif len(found) > 1 or (wanted is not None and found != {wanted}):
                faults.append(
                    f"Wave {wave}: not every {what} has the one length, so length tells who wrote more."
                )
    return attempt(
        "lengths",
        "Tell answers, drafts and slips apart by their length.",
        faults,
        "All of a kind and version have one length.",
        "Find out what wrote them: this program pads each to one length before it seals it.",
    )


def _readable(session: Session) -> Attempt:
    faults = []
    for what, record, keys in (
        ("answer", ResponseRecord, 2),
        ("slip", SlipRecord, 1),
        ("draft", DraftRecord, 0),
    ):
        columns = record.__table__.c
        for _key, sealed in in_portions(session, columns.id, columns.sealed):
            if not looks_sealed(sealed):
                faults.append(f"One {what} or more can be read without a key.")
                break
            if recipients_of(sealed) != keys:
                faults.append(f"One {what} or more is sealed to another number of keys than {keys}.")
                break
    return attempt(
        "sealing",
        "Read answers, drafts and slips without a key, and look for a key too many.",
        faults,
        "None can be read, and none is sealed to more keys than it should be.",
        "Stop the server, and find out what wrote it.",
    )


def _forgotten(session: Session, every: Sequence[WaveRecord]) -> Attempt:
    faults = []
    for one in every:
        gone = () if one.state not in (State.CLOSED, State.PURGED) else _FORGOTTEN
        if one.state == State.PURGED:
            gone = (*gone, ResponseRecord, SlipRecord)
        if gone and one.pepper_wrapped is not None:
            faults.append(f"Wave {one.id} is {one.state}, and its pepper is still there: codes can be tried.")
        left = [record.__tablename__ for record in gone if session.scalar(_any(record, one.id))]
        if left:
            faults.append(f"Wave {one.id} is {one.state}, and something of it is left in {', '.join(left)}.")
        if one.state == State.PURGED and (one.symbol or one.sealed_hashes):
            faults.append(f"Wave {one.id} is purged, and its symbol or hashes are left.")
    ids = [one.id for one in every]
    for record in (*_FORGOTTEN[:3], ResponseRecord, SlipRecord):
        if session.scalar(select(exists().where(record.__table__.c.wave.not_in(ids)))):
            faults.append(f"Table {record.__tablename__} has rows of a wave that there is not.")
    return attempt(
        "closed waves",
        "Look for what should be gone of waves that are closed or purged: codes, drafts, peppers.",
        faults,
        "Nothing is left that could be joined to a code.",
        "Restore a backup beside it, close or purge again, and scrub.",
    )


def _any(record: type[Base], wave: str) -> Select[tuple[bool]]:
    return select(exists().where(record.__table__.c.wave == wave))


def _counts(session: Session, every: Sequence[WaveRecord]) -> Attempt:
    live = [one.id for one in every if one.state not in (State.CLOSED, State.PURGED)]
    halves = [
        select(record.__table__.c.wave.label("wave"), (func.count() * sign).label("rows"))
        .where(record.__table__.c.wave.in_(live))
        .group_by(record.__table__.c.wave)
        for record, sign in ((SpentRecord, 1), (ResponseRecord, -1))
    ]
    both = union_all(*halves).subquery()
    odd = select(both.c.wave).group_by(both.c.wave).having(func.sum(both.c.rows) != 0)
    faults = [f"Wave {wave} has not as many answers as used codes." for wave in sorted(session.scalars(odd))]
    return attempt(
        "counts",
        "Look for a used code without an answer, or an answer without a used code.",
        faults,
        "There are as many of the one as of the other in each wave.",
        "Do not close the wave: find out what was added or taken away.",
    )


def _texts(session: Session, symbols: frozenset[str]) -> Attempt:
    faults = []
    for table in every_table().sorted_tables:
        for name in _text_columns(table):
            texts = session.scalars(select(table.c[name]).where(table.c[name].is_not(None)))
            if any(True for one in texts for _code in islice(codes(one, symbols), 1)):
                faults.append(f"Column {name} of table {table.name} holds what reads as a code.")
    return attempt(
        "codes in texts",
        "Look for a code in every text of the database.",
        faults,
        "No text reads as a code of a wave.",
        "Take it out, scrub, replace the letter, and find out what wrote it.",
    )


def _text_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, String)]


def _chain(session: Session) -> Attempt:
    broken = audit.verify_chain(session)
    faults = [] if broken is None else [f"Entry {broken} of what staff did is not as it was written."]
    return attempt(
        "what staff did",
        "Look for an entry of the staff's chain that was changed, or taken out.",
        faults,
        "Each entry fits the one before.",
        "Compare it with a backup, and find out who changed it.",
    )


def _recipients(every: Sequence[WaveRecord], master_key: bytes) -> Attempt:
    faults = [
        f"Wave {one.id}: the keys that answers are sealed to are not those it was opened with."
        for one in every
        if not waves.recipients_are_intact(one, master_key)
    ]
    return attempt(
        "recipients",
        "Have answers sealed to a key of the attacker.",
        faults,
        "Every wave seals to the keys it was opened with.",
        "Nobody can send until the database is restored from a copy. Find out who changed it.",
    )
