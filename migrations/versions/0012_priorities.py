"""The priority sheet: what is made of released results before a pledge."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "priority_sheet",
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("group_themes", sa.Text, nullable=False),
        sa.Column("saved_by", sa.String(254), nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("wave", "hospital", name="pk_priority_sheet"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "priority",
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("feasible", sa.String(8), nullable=False),
        sa.Column("effort", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("chosen", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("wave", "hospital", "question", name="pk_priority"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("priority")
    op.drop_table("priority_sheet")
