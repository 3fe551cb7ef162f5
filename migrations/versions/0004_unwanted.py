"""Refs of letters that should not have come: the hospital is not to write again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "unwanted",
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("ticked", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("ref", name="pk_unwanted"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("unwanted")
