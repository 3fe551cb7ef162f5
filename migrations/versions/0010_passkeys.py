"""Passkeys of staff, and the challenges they have answered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff_passkey",
        sa.Column("id", sa.LargeBinary(1023), nullable=False),
        sa.Column("staff", sa.LargeBinary(16), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("transports", sa.String(100), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("added_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_passkey"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_staff_passkey_staff_staff"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_challenge",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_challenge"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("staff_challenge")
    op.drop_table("staff_passkey")
