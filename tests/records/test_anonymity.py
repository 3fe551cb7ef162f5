"""The audit finds nothing in a healthy database, and finds each weakness that was put into one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from survey_engine.records import audit, contacts
from survey_engine.records.anonymity import (
    attack_backup,
    attack_database,
    attack_differences,
    attack_drafts,
)
from survey_engine.records.database import make_engine, session_factory
from survey_engine.records.scrubbing import scrub
from survey_engine.records.waves import pepper, wave
from survey_engine.sealing.codes import new_code, show_code
from survey_engine.sealing.envelope import seal_draft, seal_envelope, seal_slip
from survey_engine.sealing.keys import derive_code_keys
from tests.records.rounds import (
    CHARITY,
    MASTER_KEY,
    PLAINTEXT_BYTES,
    RECIPIENTS,
    WAVE,
    Patient,
    a_round,
    save_draft,
    seeded,
    send,
)

LENGTHS = {("tiny", 1): PLAINTEXT_BYTES}
DELETED = date(2028, 2, 27)


def worked(engine: Engine) -> dict[str, str]:
    """The attacks that worked, and what each found."""
    return {one.name: one.found for one in attack_database(engine, MASTER_KEY, LENGTHS) if not one.held}


def test_a_healthy_database_of_200_answers_withstands_every_attack(engine: Engine):
    a_round(engine, 200)
    scrub(engine)
    tried = list(attack_database(engine, MASTER_KEY, LENGTHS))
    assert [one for one in tried if not one.held] == []
    assert {"columns", "order", "remains", "keys", "lengths", "sealing", "closed waves"} <= {
        one.name for one in tried
    }
    with engine.connect() as connection:  # it only read
        assert connection.execute(text("SELECT count(*) FROM response")).scalar() == 200


def test_what_came_since_the_last_scrub_shows_its_order(engine: Engine):
    a_round(engine, 30)
    found = worked(engine)
    assert "order" in found
    if engine.dialect.name == "postgresql":
        assert "100% of the rows of spent lead to fewer than 10 rows of response" in found["transactions"]
        assert "Table draft has gaps" in found["remains"]


def test_a_file_whose_log_was_folded_without_a_scrub_shows_it_too(sqlite_url: str):
    engine = make_engine(sqlite_url)
    a_round(engine, 60)
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    found = worked(engine)["order"]
    engine.dispose()
    assert "In table spent, by file" in found
    assert "log" not in found


Weaken = Callable[[Session, list[Patient]], object]


def statement(words: str) -> Weaken:
    return lambda session, _others: session.execute(text(words))


def send_short(session: Session, others: list[Patient]) -> None:
    assert send(session, others[0], sealed=seal_envelope(b"{}", RECIPIENTS, PLAINTEXT_BYTES - 100))


def send_in_clear(session: Session, others: list[Patient]) -> None:
    plain = seal_envelope(b"{}", RECIPIENTS, PLAINTEXT_BYTES)
    assert send(session, others[0], sealed=plain[:-9000] + b'{"answer": "yes"}'.ljust(9000))


def draft_in_clear(session: Session, others: list[Patient]) -> None:
    keys = others[0].draft
    sealed = seal_draft(b"{}", keys.draft_key, keys.draft_id, WAVE, 1, PLAINTEXT_BYTES)
    values = {"id": keys.draft_id, "wave": WAVE, "sealed": b"\0" * len(sealed)}
    session.execute(text("INSERT INTO draft VALUES (:id, :wave, :sealed, '2027-W05')"), values)


def slip_to_two(session: Session, _others: list[Patient]) -> None:
    contacts.add_slip(session, b"t" * 16, WAVE, seal_envelope(b"{}", RECIPIENTS, 4096), DELETED)


def keys_that_count(session: Session, _others: list[Patient]) -> None:
    for number in range(40):
        session.execute(
            text("INSERT INTO slip VALUES (:id, :wave, :sealed, '2028-W05', NULL)"),
            {
                "id": number.to_bytes(16),
                "wave": WAVE,
                "sealed": seal_slip(b"{}", CHARITY.recipient),
            },
        )


def code_in_a_text(session: Session, _others: list[Patient]) -> None:
    symbol = wave(session, WAVE).symbol or ""
    code = show_code(new_code(symbol, seeded().randbytes))
    audit.append(session, "ann", "letter stopped", {"why": f"she said {code}"}, on=DELETED)


def recipients_of_a_stranger(session: Session, _others: list[Patient]) -> None:
    words = 'UPDATE wave SET recipients = \'["age1mine", "age1also"]\''
    session.execute(text(words))


WEAKNESSES: dict[str, tuple[str, Weaken]] = {
    "a time": ("columns", statement("ALTER TABLE response ADD COLUMN sent_at TIMESTAMP")),
    "a counter": ("columns", statement("ALTER TABLE spent ADD COLUMN number INTEGER")),
    "a strange table": ("columns", statement("CREATE TABLE visits (code TEXT)")),
    "a reference": (
        "columns",
        lambda session, _others: session.execute(
            text(
                "CREATE TABLE joined (id BYTEA REFERENCES response(id))"
                if session.get_bind().dialect.name == "postgresql"
                else "CREATE TABLE joined (id BLOB REFERENCES response(id))"
            )
        ),
    ),
    "a short envelope": ("lengths", send_short),
    "an answer in clear": ("sealing", send_in_clear),
    "a draft in clear": ("sealing", draft_in_clear),
    "a slip to two keys": ("sealing", slip_to_two),
    "keys that count": ("keys", keys_that_count),
    "a code in a text": ("codes in texts", code_in_a_text),
    "a pepper that was kept": ("closed waves", statement("UPDATE wave SET state = 'closed'")),
    "a used code too many": (
        "counts",
        lambda session, _others: session.execute(
            text("INSERT INTO spent VALUES (:key, :wave)"), {"key": b"n" * 16, "wave": WAVE}
        ),
    ),
    "a stranger's key": ("recipients", recipients_of_a_stranger),
}


@pytest.mark.parametrize(("attack", "weaken"), WEAKNESSES.values(), ids=WEAKNESSES)
def test_a_weakness_is_found_and_only_that(engine: Engine, attack: str, weaken: Weaken):
    others = a_round(engine, 8)
    try:
        scrub(engine)
        with session_factory(engine).begin() as session:
            weaken(session, others)
        if attack != "columns":
            scrub(engine)
        assert set(worked(engine)) == {attack}
    finally:
        if engine.dialect.name == "postgresql":
            undo(engine)


def undo(engine: Engine) -> None:
    """The PostgreSQL database serves the other tests as well."""
    with session_factory(engine).begin() as session:
        for words in (
            "ALTER TABLE response DROP COLUMN IF EXISTS sent_at",
            "ALTER TABLE spent DROP COLUMN IF EXISTS number",
            "DROP TABLE IF EXISTS visits, joined",
        ):
            session.execute(text(words))


def test_rows_with_numbers_and_triggers_are_found(sqlite_url: str):
    engine = make_engine(sqlite_url)
    a_round(engine, 8)
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("ALTER TABLE spent RENAME TO old")
        connection.execute("CREATE TABLE spent (nullifier BLOB PRIMARY KEY, wave VARCHAR(16))")
        connection.execute("INSERT INTO spent SELECT * FROM old")
        connection.execute("DROP TABLE old")
        connection.execute("CREATE TRIGGER telling AFTER INSERT ON spent BEGIN SELECT 1; END")
        connection.commit()
    scrub(engine)
    found = worked(engine)["columns"]
    engine.dispose()
    assert "There is a table with numbered rows: spent." in found
    assert "There is a trigger: telling." in found


def test_answers_that_were_deleted_without_care_are_found(sqlite_url: str):
    engine = make_engine(sqlite_url)
    a_round(engine, 40)
    scrub(engine)
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        for table in ("response", "spent"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = worked(engine)
    engine.dispose()
    assert "more sealed answers and slips than its tables" in found["remains"]
    assert "Pages that are given back still hold what stood there" in found["remains"]


def test_a_lock_on_an_invitation_leaves_a_mark_that_is_found(emptied_postgres_url: str):
    engine = make_engine(emptied_postgres_url)
    a_round(engine, 8)
    scrub(engine)
    with session_factory(engine).begin() as session:
        session.execute(text("SELECT 1 FROM invitation LIMIT 1 FOR UPDATE"))
    found = worked(engine)
    engine.dispose()
    assert found == {"letters": "An invitation was locked, or half changed."}


def test_a_code_opens_no_draft_unless_the_draft_was_sealed_under_it(engine: Engine):
    factory = session_factory(engine)
    code = new_code("7", seeded(2).randbytes)
    others = a_round(engine, 2)
    with factory.begin() as session:
        wave(session, WAVE).symbol = "7"
        save_draft(session, others[0])
    with factory() as session:
        assert not attack_drafts(session, code, MASTER_KEY)
        keys = derive_code_keys(code, pepper(wave(session, WAVE), MASTER_KEY), WAVE)
        row = others[1].draft.draft_id
        sealed = seal_draft(b"{}", keys.device_key, row, WAVE, 1, PLAINTEXT_BYTES)
        session.execute(
            text("INSERT INTO draft VALUES (:id, :wave, :sealed, '2027-W05')"),
            {"id": row, "wave": WAVE, "sealed": sealed},
        )
        assert attack_drafts(session, code, MASTER_KEY)
        wave(session, WAVE).pepper_wrapped = None
        assert not attack_drafts(session, code, MASTER_KEY)


def copied(engine: Engine, path: Path) -> Path:
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    return path


def test_copies_are_attacked_alone_and_together(sqlite_url: str, tmp_path: Path):
    engine = make_engine(sqlite_url)
    others = a_round(engine, 20)
    first = copied(engine, tmp_path / "monday.sqlite")
    for patient in others[:3]:
        with session_factory(engine).begin() as session:
            assert send(session, patient)
    second = copied(engine, tmp_path / "tuesday.sqlite")
    engine.dispose()
    attempts, monday = attack_backup(first, LENGTHS)
    assert [one.name for one in attempts if not one.held] == ["encryption"]
    assert len(attempts) > 8
    _attempts, tuesday = attack_backup(second, LENGTHS)
    together = attack_differences([tuesday, monday])
    assert not together.held
    assert "Between monday.sqlite and tuesday.sqlite, hospital RXQ of wave 2027-A" in together.found
    assert attack_differences([monday, monday]).held


def test_a_copy_that_cannot_be_read_is_left_alone_or_refused(tmp_path: Path):
    sealed = tmp_path / "backup.age"
    sealed.write_bytes(seal_envelope(b"all of it", RECIPIENTS, 4096))
    attempts, backup = attack_backup(sealed, LENGTHS)
    assert [(one.name, one.held) for one in attempts] == [("encryption", True)]
    assert backup.answers == {}
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"SQLite format 3\x00" + bytes(4096))
    attempts, _backup = attack_backup(broken, LENGTHS)
    assert [one.name for one in attempts if not one.held] == ["encryption", "file"]
