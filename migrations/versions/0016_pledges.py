"""Pledges: their actions, every change, and what representatives say."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "pledge",
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("more_reason", sa.Text, nullable=False),
        sa.Column("agreed_patients", sa.Integer),
        sa.Column("agreed_staff", sa.Integer),
        sa.Column("offered", sa.Boolean, nullable=False),
        sa.Column("published", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("renewed_on", sa.Date),
        sa.PrimaryKeyConstraint("hospital", "wave", name="pk_pledge"),
        sa.ForeignKeyConstraint(["hospital"], ["hospital.id"], name="fk_pledge_hospital_hospital"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pledge_action",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("reminded_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_pledge_action"),
        sa.ForeignKeyConstraint(
            ["hospital", "wave"], ["pledge.hospital", "pledge.wave"], name="fk_pledge_action_pledge"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pledge_history",
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hospital", "wave", "number", name="pk_pledge_history"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pledge_mark",
        sa.Column("action", sa.LargeBinary(16), nullable=False),
        sa.Column("given_by", sa.LargeBinary(16), nullable=False),
        sa.Column("on_paper", sa.Boolean, nullable=False),
        sa.Column("opinion", sa.String(16), nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("marked_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("action", "given_by", name="pk_pledge_mark"),
        sa.ForeignKeyConstraint(["action"], ["pledge_action.id"], name="fk_pledge_mark_action_pledge_action"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("pledge_mark", "pledge_history", "pledge_action", "pledge"):
        op.drop_table(table)
