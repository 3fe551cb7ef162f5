"""Sets of public keys that admins agree on, and on each wave what checks a release's signature."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table, and the column; waves until now name no signing keys."""
    op.add_column("wave", sa.Column("signing_keys", sa.Text, nullable=True))
    op.create_table(
        "keyset",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.Column("contacts_recipient", sa.String(80), nullable=True),
        sa.Column("signing_keys", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.String(254), nullable=False),
        sa.Column("proposed_on", sa.Date, nullable=False),
        sa.Column("agreed_by", sa.String(254), nullable=True),
        sa.Column("agreed_on", sa.Date, nullable=True),
        sa.Column("charity_proved_on", sa.Date, nullable=True),
        sa.Column("recovery_proved_on", sa.Date, nullable=True),
        sa.Column("contacts_proved_on", sa.Date, nullable=True),
        sa.Column("seal", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_keyset"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("keyset")
    op.drop_column("wave", "signing_keys")
