"""Migrations: one line of them, up and down with data in the tables, adding up to the metadata."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, inspect, text

from survey_engine.places import builtin_folder
from survey_engine.records.database import downgrade, make_engine, migration_is_current, upgrade
from survey_engine.records.every_table import Base

KEY = b"k" * 16
# What each revision must carry up and down: rows of its tables, as they were at that revision.
ROWS: dict[str, dict[str, dict[str, object]]] = {
    "0001": {
        "wave": {
            "id": "2027-A",
            "symbol": "7",
            "questionnaire": "sbc",
            "version": 1,
            "opens_on": date(2027, 1, 4),
            "closes_on": date(2027, 1, 31),
            "entry_until": date(2027, 2, 28),
            "state": "open",
            "posting": "sealed",
            "pepper_wrapped": b"w" * 60,
            "recipients": '["age1a", "age1b"]',
            "recipients_seal": b"s" * 32,
        },
        "hospital": {"id": "RXQ", "name": "Ysbyty’r Frenhines"},
        "used_count": {"wave": "2027-A", "hospital": "RXQ", "used": None, "counted_on": date(2027, 1, 10)},
        "tally": {"wave": "2027-A", "hospital": "RXQ", "issued": 20, "replaced": 1, "stopped": 2, "used": 12,
                  "digest": "d" * 64},
        "invitation": {"lookup": KEY, "wave": "2027-A", "hospital": "RXQ", "ref": "RXQ-7KQ2M4",
                       "revoked": "no"},
        "draft": {"id": KEY, "wave": "2027-A", "sealed": b"\x00" * 15388, "expires_week": "2027-W05"},
        "spent": {"nullifier": KEY, "wave": "2027-A"},
        "response": {"id": KEY, "wave": "2027-A", "hospital": "RXQ", "sealed": b"\xff" * 15700},
        "slip": {"id": KEY, "wave": "2027-A", "sealed": b"\x01" * 4096},
        "published": {"questionnaire": "sbc", "version": 1, "content_hash": "h" * 64},
        "audit": {"number": 1, "on_date": date(2027, 1, 4), "actor": "lead@example.org",
                  "event": "wave opened", "details": "{}", "before": "0" * 64, "hash": "1" * 64},
        "scrub": {"id": 1, "fingerprint": "f" * 64},
    },
}  # fmt: skip
ROWS["0002"] = {**ROWS["0001"], "wave": {**ROWS["0001"]["wave"], "sealed_hashes": b"h" * 64}}
ROWS["0003"] = {**ROWS["0002"], "wave": {**ROWS["0002"]["wave"], "short_form": True}}
UNWANTED = {"ref": "RXQ-7KQ2M4", "wave": "2027-A", "hospital": "RXQ", "ticked": False}
ROWS["0004"] = {**ROWS["0003"], "unwanted": UNWANTED}
ROWS["0005"] = {
    **ROWS["0004"],
    "wave": {**ROWS["0003"]["wave"], "contacts_recipient": "age1c"},
    "slip": {**ROWS["0001"]["slip"], "expires_week": "2028-W05", "released_week": "2027-W05"},
}
ROWS["0006"] = {
    **ROWS["0005"],
    "staff": {"id": KEY, "email": "lead@example.org", "roles": "hospital", "hospital": "RXQ",
              "password": "$argon2id$", "totp_sealed": b"t" * 60, "totp_step": 7, "secured": True,
              "state": "active", "epoch": 2},
    "staff_card": {"staff": KEY, "digest": b"d" * 32},
    "staff_session": {"digest": b"s" * 32, "staff": KEY, "epoch": 2, "stage": "full", "started": 1,
                      "seen": 2, "confirmed": 1},
    "handout": {"id": KEY, "hospital": "RXQ", "wave": "2027-A", "sealed": b"\x02" * 99, "expires": 3},
}  # fmt: skip
ROWS["0007"] = {
    **ROWS["0006"],
    "batch": {"name": "7KQ2", "wave": "2027-A", "staff": KEY, "begun_on": date(2027, 2, 1), "keyed": 12,
              "sent": 3},
}  # fmt: skip
ROWS["0008"] = {
    **ROWS["0007"],
    "site_facts": {"hospital": "RXQ", "questionnaire": "site_facts", "year": 2027, "version": 1,
                   "answers": '{"st_mdt":"some"}', "typed": "{}", "saved_by": "lead@example.org",
                   "saved_on": date(2027, 3, 1)},
}  # fmt: skip
ROWS["0009"] = {
    **ROWS["0008"],
    "wave": {**ROWS["0005"]["wave"], "reminders": "unused"},
    "reminder_list": {"wave": "2027-A", "hospital": "RXQ", "lists": 1, "given_on": date(2027, 1, 20)},
}
ROWS["0010"] = {
    **ROWS["0009"],
    "staff_passkey": {"id": b"i" * 32, "staff": KEY, "host": "survey.example.org", "public_key": b"p" * 77,
                      "sign_count": 2**32 - 1, "transports": "usb,nfc", "name": "ward laptop",
                      "added_on": date(2027, 1, 4)},
    "staff_challenge": {"digest": b"c" * 32, "expires": 2**31},
}  # fmt: skip
ROWS["0011"] = {
    **ROWS["0010"],
    "release": {"wave": "2027-A", "shape": "by-hospital", "policy": "2026-1", "fingerprint": "d" * 64,
                "released_on": date(2027, 3, 8), "manifest": "{}", "findings": "{}", "findings_public": ""},
}  # fmt: skip
ROWS["0012"] = {
    **ROWS["0011"],
    "priority_sheet": {
        "wave": "2027-A",
        "hospital": "RXQ",
        "group_themes": "Waiting",
        "saved_by": "a@b.org",
        "saved_on": date(2027, 3, 9),
    },
    "priority": {
        "wave": "2027-A",
        "hospital": "RXQ",
        "question": "nurse",
        "feasible": "yes",
        "effort": "",
        "note": "",
        "chosen": True,
    },
}
ROWS["0013"] = {
    **ROWS["0012"],
    "comment": {"id": KEY, "wave": "2027-A", "kind": "comment", "question": "best_thing", "hospital": "RXQ",
                "original": b"o" * 99, "work": b"w" * 99, "state": "second", "concern": "no",
                "reviewer": KEY, "releaser": None, "alone": False, "ready_on": date(2027, 3, 4)},
    "theme": {"id": KEY, "wave": "2027-A", "name": "Waiting for results"},
    "comment_theme": {"comment": KEY, "theme": KEY},
    "contact_status": {"slip": KEY, "wave": "2027-A", "sealed": b"s" * 92},
}  # fmt: skip
ROWS["0014"] = {
    **ROWS["0013"],
    "wave": {**ROWS["0009"]["wave"], "signing_keys": '["one", "two"]'},
    "keyset": {"id": KEY, "state": "agreed", "recipients": '["age1a", "age1b"]',
               "contacts_recipient": "age1c", "signing_keys": '["one", "two"]',
               "proposed_by": "a@example.org", "proposed_on": date(2027, 1, 2),
               "agreed_by": "b@example.org", "agreed_on": date(2027, 1, 3),
               "charity_proved_on": date(2027, 1, 4), "recovery_proved_on": date(2027, 1, 4),
               "contacts_proved_on": None, "seal": b"s" * 32},
}  # fmt: skip
ROWS["0015"] = {
    **ROWS["0014"],
    "definition_draft": {"questionnaire": "sbc", "version": 2, "text": "questionnaire: sbc\n",
                         "content_hash": "d" * 64, "uploaded_by": "lead@example.org",
                         "on_date": date(2027, 3, 1), "proposed_by": "lead@example.org",
                         "accepted": '[["Too long.","It is asked once."]]'},
    "published_definition": {"questionnaire": "sbc", "version": 3, "text": "questionnaire: sbc\n",
                             "proposed_by": "lead@example.org", "agreed_by": "boss@example.org",
                             "on_date": date(2027, 3, 1)},
}  # fmt: skip
ROWS["0016"] = {
    **ROWS["0015"],
    "pledge": {"hospital": "RXQ", "wave": "2027-A", "title": "Our pledge", "more_reason": "",
               "agreed_patients": 5, "agreed_staff": None, "offered": True, "published": "{}",
               "published_on": date(2027, 5, 1), "renewed_on": date(2027, 6, 1)},
    "pledge_action": {"id": KEY, "hospital": "RXQ", "wave": "2027-A", "place": 1, "content": "{}",
                      "reminded_on": date(2027, 12, 1)},
    "pledge_history": {"hospital": "RXQ", "wave": "2027-A", "number": 1, "on_date": date(2027, 4, 1),
                       "role": "hospital", "action": "6b" * 16, "event": "added", "changes": "{}"},
    "pledge_mark": {"action": KEY, "given_by": KEY, "on_paper": False, "opinion": "disagree",
                    "because": "The clinic is still full.", "marked_on": date(2027, 12, 2)},
}  # fmt: skip
ROWS["0017"] = {**ROWS["0016"], "never_written": {"digest": b"n" * 32}}


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    script = ScriptDirectory(str(builtin_folder("migrations")))
    return [one.revision for one in reversed(list(script.walk_revisions()))]


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def fill(engine: Engine, rows: dict[str, dict[str, object]]) -> None:
    with engine.begin() as connection:
        for name, values in rows.items():
            connection.execute(Table(name, MetaData(), autoload_with=connection).insert().values(**values))


def content(engine: Engine) -> dict[str, dict[str, object]]:
    with engine.begin() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        tables = [Table(name, MetaData(), autoload_with=connection) for name in names]
        rows = {table.name: connection.execute(table.select()).mappings().one_or_none() for table in tables}
        return {name: dict(row) for name, row in rows.items() if row is not None}  # a later table has none


def test_revisions_are_numbered_in_one_line():
    script = ScriptDirectory(str(builtin_folder("migrations")))
    assert len(script.get_heads()) == 1
    assert revisions() == [f"{number:04}" for number in range(1, len(revisions()) + 1)]
    names = sorted(path.name for path in builtin_folder("migrations").joinpath("versions").glob("*.py"))
    assert [name[:4] for name in names] == revisions()


def test_every_revision_has_rows_to_carry():
    assert list(ROWS) == revisions()


def test_the_migrations_add_up_to_the_metadata(empty_url: str, engine: Engine):
    assert not migration_is_current(engine)
    upgrade(empty_url)
    assert migration_is_current(engine)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert upgrade(empty_url) is None  # again: nothing to do


def test_primary_keys_and_rowids_are_those_of_the_metadata(empty_url: str, engine: Engine):
    """What a comparison of metadata passes over."""
    upgrade(empty_url)
    with engine.begin() as connection:
        look = inspect(connection)
        for table in Base.metadata.tables.values():
            columns = [column.name for column in table.primary_key.columns]
            assert look.get_pk_constraint(table.name)["constrained_columns"] == columns
        if engine.dialect.name == "sqlite":
            query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND wr = 1"
            assert set(connection.execute(text(query)).scalars()) == set(Base.metadata.tables)


@pytest.mark.parametrize("revision", list(ROWS))
def test_each_revision_goes_up_down_and_up_again_with_data(empty_url: str, engine: Engine, revision: str):
    upgrade(empty_url, revision)
    fill(engine, ROWS[revision])
    assert content(engine) == ROWS[revision]
    upgrade(empty_url)
    assert set(ROWS[revision]) <= set(content(engine))
    before = revisions().index(revision) - 1
    downgrade(empty_url, revisions()[before] if before >= 0 else "base")
    with engine.begin() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert left == (set(ROWS[revisions()[before]]) if before >= 0 else set())
    upgrade(empty_url)
    assert migration_is_current(engine)


def test_a_migration_that_fails_leaves_nothing_half_done(empty_url: str, engine: Engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE slip (other INTEGER)"))
    with pytest.raises(Exception, match="slip"):
        upgrade(empty_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["slip"]
