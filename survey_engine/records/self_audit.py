"""What a thief could learn from our own database, its log, its backups and our logs: looked for by ourselves.

The attack is that of `attack.py`. Without the truth of who sent what it cannot count right guesses, and need
not: rows that stand in the order of their random keys, each once, and carry one mark, have none to give. That
is measured here; how many guesses are right where the truth is known, the rehearsal says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Engine, func, select, table, text
from sqlalchemy.orm import Session

from survey_engine.records import waves
from survey_engine.records.attack import TABLES, Copy, copy_sqlite
from survey_engine.records.backups import NEVER
from survey_engine.records.database import make_engine, session_factory
from survey_engine.records.phases import TAKING_ANSWERS
from survey_engine.records.tables import DraftRecord, InvitationRecord, ResponseRecord, SpentRecord
from survey_engine.sealing.codes import CodeError, read_code

_CODE = re.compile(rb"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
_VISIT = re.compile(rb"(?:GET|POST) /(?:i|q/p\d\d|start|welcome|resume|check|send|done|contact|letter)[ ?]")
_IN_A_FILE = {"spent": 1, "response": 2, "slip": 1, "draft": 1}  # places of a key: its table, and each index


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that was tried; the promise is kept where `found` is not above `most`, both numbers."""

    place: str
    what: str
    found: float
    most: float = 0

    @property
    def is_kept(self) -> bool:
        """Whether what was promised holds."""
        return self.found <= self.most


def audit_database(engine: Engine, secrets: Mapping[str, bytes]) -> list[Measure]:
    """Attack the database as it stands, scrubbed just now. secrets: what must stand nowhere, by its name."""
    with session_factory(engine, read_only=True)() as session:
        found = [*_closed_waves(session), *_structure(session)]
        if engine.dialect.name == "postgresql":
            return [*found, *_postgresql(session)]
    url = engine.url.render_as_string(hide_password=False)
    return [*found, *_sqlite("database", copy_sqlite(url), secrets), _log_of(engine)]


def audit_copy(place: str, file: Path, secrets: Mapping[str, bytes]) -> list[Measure]:
    """Attack the copy that a backup holds: a SQLite file, or what pg_dump writes."""
    content = file.read_bytes()
    if not content.startswith(b"SQLite format 3"):
        return list(_marks(place, content, secrets))
    url = f"sqlite:///{file}"
    found = list(_sqlite(place, copy_sqlite(url), secrets))
    engine = make_engine(url)
    with engine.connect() as connection:
        for name in NEVER:
            count = connection.execute(select(func.count()).select_from(table(name))).scalar() or 0
            found.append(Measure(place, f"rows of {name}, which no copy has", count))
    engine.dispose()
    return found


def audit_log(
    place: str, lines: Iterable[bytes], keys: Sequence[bytes], secrets: Mapping[str, bytes]
) -> list[Measure]:
    """Look through a log for codes, keys of rows, secrets, and visits of patients. keys: of `keys_of`."""
    content = b"".join(lines)
    codes = sum(_is_code(match[0].decode()) for match in _CODE.finditer(content))
    named = sum(key in content or key.hex().encode() in content for key in keys)
    return [
        Measure(place, "codes of letters", codes),
        Measure(place, "keys of invitations, used codes, answers and drafts", named),
        Measure(place, "visits of patients, as an access log has them", len(_VISIT.findall(content))),
        *_marks(place, content, secrets),
    ]


def keys_of(engine: Engine) -> list[bytes]:
    """Return the keys of every row that no log may name."""
    with session_factory(engine, read_only=True)() as session:
        columns = (InvitationRecord.lookup, SpentRecord.nullifier, ResponseRecord.id, DraftRecord.id)
        return [key for column in columns for key in session.scalars(select(column))]


def peppers(engine: Engine, master_key: bytes) -> dict[str, bytes]:
    """Return the secret of each wave that still has one, by a name."""
    with session_factory(engine, read_only=True)() as session:
        return {
            f"secret of wave {one.id}": waves.pepper(one, master_key)
            for one in waves.list_waves(session)
            if one.pepper_wrapped is not None
        }


def _closed_waves(session: Session) -> Iterator[Measure]:
    """Nothing that leads to a code is left of a closed wave."""
    closed = [one for one in waves.list_waves(session) if one.state not in TAKING_ANSWERS]
    names = [one.id for one in closed]
    for record in (InvitationRecord, SpentRecord, DraftRecord):
        count = session.scalar(select(func.count()).select_from(record).where(record.wave.in_(names))) or 0
        yield Measure("database", f"rows of {record.__tablename__} of closed waves", count)
    yield Measure(
        "database", "secrets of closed waves", sum(one.pepper_wrapped is not None for one in closed)
    )
    for one in waves.list_waves(session):
        if one.state in TAKING_ANSWERS:
            spent, answers = (
                session.scalar(select(func.count()).select_from(record).where(record.wave == one.id)) or 0
                for record in (SpentRecord, ResponseRecord)
            )
            yield Measure("database", f"used codes without an answer in wave {one.id}", abs(spent - answers))


def _structure(session: Session) -> Iterator[Measure]:
    """No trigger and no counter, which would write down an order."""
    query = (
        "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' OR name = 'sqlite_sequence'"
        if session.get_bind().dialect.name == "sqlite"
        else "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)"
        " + (SELECT count(*) FROM pg_class WHERE relkind = 'S')"
    )
    yield Measure("database", "triggers and counters", session.execute(text(query)).scalar() or 0)


def _sqlite(place: str, copy: Copy, secrets: Mapping[str, bytes]) -> Iterator[Measure]:
    for name in TABLES:
        scanned = copy.orders[name].get("scan", [])
        yield Measure(place, f"rows of {name} out of the order of their random keys", _out_of_order(scanned))
        more = sum(copy.raw.count(key) > _IN_A_FILE[name] for key in scanned)
        yield Measure(place, f"rows of {name} of which an older copy is left", more)
    yield from _marks(place, copy.raw, secrets)


def _postgresql(session: Session) -> Iterator[Measure]:
    for name, key in TABLES.items():
        query = text(f"SELECT {key}, xmin::text FROM {name} ORDER BY ctid")  # noqa: S608 - names of ours
        rows = session.execute(query).all()
        order = _out_of_order([row[0] for row in rows])
        yield Measure("database", f"rows of {name} out of the order of their random keys", order)
        marks = len({row[1] for row in rows})
        yield Measure("database", f"marks of {name}: more than one tells what came together", marks, 1)


def _log_of(engine: Engine) -> Measure:
    log = Path(f"{engine.url.database}-wal")
    return Measure("database log", "bytes of changes", log.stat().st_size if log.exists() else 0)


def _marks(place: str, content: bytes, secrets: Mapping[str, bytes]) -> Iterator[Measure]:
    for name, secret in secrets.items():
        yield Measure(place, f"the {name}", content.count(secret))


def _out_of_order(keys: Sequence[bytes]) -> int:
    return sum(one > other for one, other in pairwise(keys))


def _is_code(written: str) -> bool:
    try:
        read_code(written)
    except CodeError:
        return False
    return True
