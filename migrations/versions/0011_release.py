"""The release ledger: one release a wave."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "release",
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("shape", sa.String(16), nullable=False),
        sa.Column("policy", sa.String(32), nullable=False),
        sa.Column("fingerprint", sa.CHAR(64), nullable=False),
        sa.Column("released_on", sa.Date, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("findings_public", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("wave", name="pk_release"),
        sa.ForeignKeyConstraint(["wave"], ["wave.id"], name="fk_release_wave_wave"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("release")
