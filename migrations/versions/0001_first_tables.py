"""The first tables.

Between invitation, draft, spent, response and slip there is no foreign key, no date and no counter, and on
SQLite no rowid: nothing in them may tell which code an answer came with.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.LargeBinary(16)
WAVE = sa.String(16)
HOSPITAL = sa.String(16)
NO_ROWID = {"sqlite_with_rowid": False}
# PostgreSQL would try to compress these, in vain: they are encrypted. Plain storage also reads parts quickly.
SEALED = ("draft", "response", "slip")


def upgrade() -> None:
    """Make the tables of waves, patients and staff."""
    make_tables_of_a_wave()
    make_tables_of_patients()
    make_tables_of_staff()
    if op.get_bind().dialect.name == "postgresql":
        for table in SEALED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN sealed SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Take every table away."""
    for table in (
        "scrub",
        "audit",
        "published",
        "tally",
        "used_count",
        "slip",
        "response",
        "spent",
        "draft",
        "invitation",
        "hospital",
        "wave",
    ):
        op.drop_table(table)


def make_tables_of_a_wave() -> None:
    """Hospitals, waves, and what is counted of a wave."""
    op.create_table(
        "wave",
        sa.Column("id", WAVE, primary_key=True),
        sa.Column("symbol", sa.CHAR(1), unique=True),
        sa.Column("questionnaire", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("closes_on", sa.Date, nullable=False),
        sa.Column("entry_until", sa.Date, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("posting", sa.String(16), nullable=False),
        sa.Column("pepper_wrapped", sa.LargeBinary),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.Column("recipients_seal", sa.LargeBinary(32), nullable=False),
        **NO_ROWID,
    )
    op.create_table(
        "hospital",
        sa.Column("id", HOSPITAL, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        **NO_ROWID,
    )
    op.create_table(
        "used_count",
        sa.Column("wave", WAVE, sa.ForeignKey("wave.id"), primary_key=True),
        sa.Column("hospital", HOSPITAL, primary_key=True),
        sa.Column("used", sa.Integer),
        sa.Column("counted_on", sa.Date, nullable=False),
        **NO_ROWID,
    )
    op.create_table(
        "tally",
        sa.Column("wave", WAVE, sa.ForeignKey("wave.id"), primary_key=True),
        sa.Column("hospital", HOSPITAL, primary_key=True),
        sa.Column("issued", sa.Integer, nullable=False),
        sa.Column("replaced", sa.Integer, nullable=False),
        sa.Column("stopped", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("digest", sa.CHAR(64), nullable=False),
        **NO_ROWID,
    )


def make_tables_of_patients() -> None:
    """The five tables that nothing may join."""
    op.create_table(
        "invitation",
        sa.Column("lookup", KEY, primary_key=True),
        sa.Column("wave", WAVE, nullable=False),
        sa.Column("hospital", HOSPITAL, nullable=False),
        sa.Column("ref", sa.String(40), nullable=False, unique=True),
        sa.Column("revoked", sa.String(16), nullable=False),
        **NO_ROWID,
    )
    op.create_index("ix_invitation_wave_hospital", "invitation", ["wave", "hospital"])
    op.create_table(
        "draft",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("wave", WAVE, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_week", sa.CHAR(8), nullable=False),
        **NO_ROWID,
    )
    op.create_table(
        "spent",
        sa.Column("nullifier", KEY, primary_key=True),
        sa.Column("wave", WAVE, nullable=False),
        **NO_ROWID,
    )
    op.create_table(
        "response",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("wave", WAVE, nullable=False),
        sa.Column("hospital", HOSPITAL, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        **NO_ROWID,
    )
    op.create_index("ix_response_wave_hospital", "response", ["wave", "hospital"])
    op.create_table(
        "slip",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("wave", WAVE, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        **NO_ROWID,
    )


def make_tables_of_staff() -> None:
    """What is frozen, what staff did, and how the last scrub left things."""
    op.create_table(
        "published",
        sa.Column("questionnaire", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content_hash", sa.CHAR(64), nullable=False),
        **NO_ROWID,
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("before", sa.CHAR(64), nullable=False),
        sa.Column("hash", sa.CHAR(64), nullable=False),
        **NO_ROWID,
    )
    op.create_table(
        "scrub",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.CHAR(64), nullable=False),
        **NO_ROWID,
    )
