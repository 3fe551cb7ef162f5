"""Batches of paper forms, as counts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "batch",
        sa.Column("name", sa.CHAR(4), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("staff", sa.LargeBinary(16), nullable=False),
        sa.Column("begun_on", sa.Date, nullable=False),
        sa.Column("keyed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sent", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("name", name="pk_batch"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_batch_staff_staff"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("batch")
