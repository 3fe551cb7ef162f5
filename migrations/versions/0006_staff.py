"""Accounts of staff, their cards of one-time codes, who is signed in, and codes that were just made."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("roles", sa.String(100), nullable=False),
        sa.Column("hospital", sa.String(16)),
        sa.Column("password", sa.String(200)),
        sa.Column("totp_sealed", sa.LargeBinary),
        sa.Column("totp_step", sa.Integer, nullable=False, server_default="0"),
        sa.Column("secured", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_card",
        sa.Column("staff", sa.LargeBinary(16), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("staff", "digest", name="pk_staff_card"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_staff_card_staff_staff"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("staff", sa.LargeBinary(16), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("started", sa.Integer, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("confirmed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_session"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_staff_session_staff_staff"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "handout",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handout"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("handout")
    op.drop_table("staff_session")
    op.drop_table("staff_card")
    op.drop_table("staff")
