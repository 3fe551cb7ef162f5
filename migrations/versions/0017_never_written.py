"""Addresses that nobody writes to again, as keyed hashes; representatives who have ended are forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table, and take the addresses of patients who have ended out of the accounts."""
    op.create_table(
        "never_written",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_never_written"),
        sqlite_with_rowid=False,
    )
    op.execute("DELETE FROM staff WHERE roles = 'representative' AND state = 'ended'")


def downgrade() -> None:
    """Take it away. What was forgotten stays forgotten."""
    op.drop_table("never_written")
