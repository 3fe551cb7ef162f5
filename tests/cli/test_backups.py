"""`backup` and `restore`: what a copy holds and does not, who can open it, and what is closed again."""

from __future__ import annotations

import io
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, table

from survey_engine.cli.backup_keys import public_halves, secret_half
from survey_engine.exchange.backup_file import BackupHead, read_backup, write_backup
from survey_engine.records import audit, handouts
from survey_engine.records.database import make_engine, pragmas, upgrade
from survey_engine.sealing.streams import lock_stream
from tests.cli.person import Person, send_answers
from tests.postgres import PostgresServer


def content(file: Path, key: Path) -> bytes:
    """The copy that a backup holds."""
    stream = io.BytesIO()
    with file.open("rb") as source:
        read_backup(source, stream, secret_half(key))
    return stream.getvalue()


def saved(person: Person) -> Path:
    """Make a backup."""
    file = person.home / "night.backup"
    assert "keep the two apart" in person.does("backup", "--out", file)
    return file


def counts(person: Person) -> dict[str, int]:
    engine = make_engine(person.settings["SURVEY_ENGINE_DATABASE_URL"])
    tables = ("invitation", "spent", "response", "draft", "handout", "audit")
    with engine.connect() as connection:
        found = {
            name: connection.execute(select(func.count()).select_from(table(name))).scalar() or 0
            for name in tables
        }
    engine.dispose()
    return found


def lose(person: Person) -> None:
    """The disk is gone."""
    for path in person.home.glob("survey.sqlite*"):
        path.unlink()


def test_a_backup_brings_everything_back_but_what_was_handed_out(answered: Person) -> None:
    store = answered.store()
    with store.writing() as session:
        handouts.keep(session, b"h" * 16, "RXQ", "W1", b"CANARY of a handout", 2_000_000_000)
    store.close()
    before = counts(answered)
    file = saved(answered)
    assert file.stat().st_mode & 0o077 == 0
    assert b"SQLite" not in file.read_bytes()
    copy = content(file, answered.home / "keys/backup.key")
    assert copy.startswith(b"SQLite format 3")
    assert b"CANARY" not in copy
    lose(answered)
    assert "Put back the copy of 10 March 2027." in answered.does("restore", file, "--none-closed")
    after = counts(answered)
    assert after == {**before, "handout": 0, "audit": before["audit"] + 1}
    with answered.store().reading() as session:
        assert audit.verify_chain(session) is None
        assert pragmas(session.connection())["page_size"] == 65536
    assert "No error found" in answered.does("doctor")


def test_no_copy_lies_in_clear_where_backups_go(answered: Person) -> None:
    """That may be a stick or a share: what was deleted there can be brought back."""
    stick = answered.home / "stick"
    stick.mkdir()
    places: list[Path] = []
    sys.addaudithook(
        lambda event, told: places.append(Path(str(told[0]))) if event == "tempfile.mkdtemp" else None
    )
    answered.does("backup", "--out", stick / "night")
    assert {place.parent for place in places} == {answered.home}
    assert [path.name for path in stick.iterdir()] == ["night"]


def test_a_wave_that_was_closed_since_does_not_come_back_open(answered: Person) -> None:
    file = saved(answered)
    answered.does("wave", "close", "W1")
    answered.does("restore", file, "--yes")  # the database that is replaced knows of the close
    found = counts(answered)
    assert (found["invitation"], found["spent"], found["draft"], found["response"]) == (0, 0, 0, 12)
    assert answered.reads("wave", "list")[0]["phase"] == "closed"  # type: ignore[index]
    answered.does(
        "open", "--wave", "W1", "--identity", answered.keys / "charity.key", "--out", answered.home / "out"
    )


def test_where_nobody_knows_what_was_closed_somebody_must_say(answered: Person) -> None:
    file = saved(answered)
    answered.does("wave", "close", "W1")
    kept = shutil.copy(answered.home / "survey.sqlite", answered.home / "kept.sqlite")
    lose(answered)
    assert "Wave W1 was open on 10 March 2027." in answered.is_refused("restore", file)
    assert not (answered.home / "survey.sqlite").exists()
    assert "it is closed again" in answered.does("restore", file, "--closed", "w1")
    lose(answered)
    assert "it is closed again" in answered.does("restore", file, "--old", f"sqlite:///{kept}")
    assert counts(answered)["spent"] == 0


def test_a_new_database_in_the_place_of_a_lost_one_vouches_for_nothing(answered: Person) -> None:
    """After a loss somebody runs `init`, or the server makes an empty database: it knows of no close."""
    file = saved(answered)
    answered.does("wave", "close", "W1")
    lose(answered)
    upgrade(answered.settings["SURVEY_ENGINE_DATABASE_URL"])
    assert "Wave W1 was open on 10 March 2027." in answered.is_refused("restore", file, "--yes")
    assert "was not open" in answered.is_refused("restore", file, "--yes", "--closed", "W2")
    answered.does("restore", file, "--yes", "--closed", "W1")
    assert counts(answered)["spent"] == 0


def test_what_was_released_since_is_not_released_again_in_the_other_shape(answered: Person) -> None:
    file = saved(answered)
    answered.does("wave", "close", "W1")
    key = answered.keys / "charity.key"
    answered.does("open", "--wave", "W1", "--identity", key, "--out", answered.home / "out")
    answered.does("restore", file, "--yes")
    for path in answered.keys.glob("releases.jsonl"):
        path.unlink()  # the other ledger is on the analyst's stick
    again = ("open", "--wave", "W1", "--identity", key, "--rows", "pooled", "--out", answered.home / "again")
    assert "released" in answered.is_refused(*again)


def test_a_copy_that_this_program_cannot_read_replaces_nothing(answered: Person) -> None:
    copy, file = answered.home / "copy.sqlite", answered.home / "later.backup"
    with closing(sqlite3.connect(answered.home / "survey.sqlite", isolation_level=None)) as engine:
        engine.execute("VACUUM INTO ?", (str(copy),))
    with closing(sqlite3.connect(copy, isolation_level=None)) as engine:
        engine.execute("UPDATE alembic_version SET version_num = '9999'")
    keys = public_halves(answered.home / "keys/backup.key")
    with copy.open("rb") as source, file.open("wb") as target:
        write_backup(source, target, BackupHead("sqlite", date(2027, 3, 10)), keys)
    before = counts(answered)
    assert "later version" in answered.is_refused("restore", file, "--yes")
    assert counts(answered) == before
    answered.does("wave", "list")


def test_a_wave_that_was_purged_since_stays_purged(answered: Person) -> None:
    file = saved(answered)
    answered.does("wave", "close", "W1")
    answered.does("purge", "--wave", "W1")
    answered.does("restore", file, "--yes")
    assert counts(answered)["response"] == 0
    assert answered.reads("wave", "list")[0]["phase"] == "purged"  # type: ignore[index]


def test_what_cannot_be_opened_changes_nothing(answered: Person) -> None:
    file = saved(answered)
    before = counts(answered)
    assert "exists already" in answered.is_refused("backup", "--out", file)
    damaged = answered.home / "damaged"
    whole = file.read_bytes()
    for spoilt in (whole[:-20], whole[:5000] + b"\0" + whole[5001:], b"not a backup", b""):
        damaged.write_bytes(spoilt)
        assert "does not open" in answered.is_refused("restore", damaged)
    key = answered.home / "keys/backup.key"
    public = key.read_text().splitlines()[0]
    key.rename(answered.home / "elsewhere.key")
    key.write_text(f"{public}\n")  # its public half is enough to make backups
    answered.does("backup", "--out", answered.home / "second")
    assert "holds no secret half" in answered.is_refused("restore", file)
    other = answered.home / "other.key"
    other.write_text("AGE-SECRET-KEY-1NOBODY\n")
    assert "does not open" in answered.is_refused("restore", file, "--identity", other)
    assert counts(answered) == {**before, "audit": before["audit"] + 1}
    answered.does("restore", file, "--identity", answered.home / "elsewhere.key", "--yes")
    key.write_text("nothing\n")
    assert "names no key" in answered.is_refused("backup", "--out", answered.home / "third")


def test_a_database_that_a_server_holds_is_not_replaced(answered: Person) -> None:
    file = saved(answered)
    before = counts(answered)
    serving = answered.store()
    with serving.reading() as session:
        assert list(audit.entries(session))
    for option in ((), ("--yes",)):
        said = answered.is_refused("restore", file, *option)
        assert "A program is using the database: the server, most likely. Stop it" in said
    assert counts(answered) == before
    serving.close()
    assert "Put back the copy" in answered.does("restore", file, "--yes")


def test_a_full_disk_is_told_as_one(answered: Person) -> None:
    source = io.BytesIO(b"s" * 200_000)
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space left on device"),
    ):
        lock_stream(source, full, public_halves(answered.home / "keys/backup.key"))


def test_the_checklist_knows_of_the_backup(answered: Person) -> None:
    saved(answered)
    assert "No backup" not in answered.runs("wave", "close", "W1").stderr


@pytest.fixture
def on_postgresql(person: Person, postgres_server: PostgresServer) -> Person:
    """Somebody whose database is PostgreSQL."""
    person.settings["SURVEY_ENGINE_DATABASE_URL"] = postgres_server.new_database()
    person.opens_a_wave()
    send_answers(person, [row["code"] for row in person.issues(4)])
    return person


def test_the_same_on_postgresql(on_postgresql: Person, postgres_server: PostgresServer) -> None:
    person = on_postgresql
    before = counts(person)
    file = saved(person)
    assert content(file, person.home / "keys/backup.key").startswith(b"PGDMP")
    person.does("wave", "close", "W1")
    person.does("restore", file, "--yes")
    assert counts(person)["spent"] == 0
    person.settings["SURVEY_ENGINE_DATABASE_URL"] = postgres_server.new_database()
    assert "was open on" in person.is_refused("restore", file)
    person.does("restore", file, "--none-closed")
    assert counts(person) == {**before, "audit": before["audit"] + 1}
    sqlite = f"sqlite:///{person.home}/other.sqlite"
    person.settings["SURVEY_ENGINE_DATABASE_URL"] = sqlite
    assert "a copy of a postgresql database" in person.is_refused("restore", file, "--none-closed")
