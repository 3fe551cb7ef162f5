"""How a wave reminds, and how many lists of unused codes a hospital was given."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column, and the table; waves until now remind everyone."""
    reminders = sa.Column("reminders", sa.String(16), nullable=False, server_default="everyone")
    op.add_column("wave", reminders)
    op.create_table(
        "reminder_list",
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("lists", sa.Integer, nullable=False),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.id"], name="fk_reminder_list_wave_wave"),
        sa.PrimaryKeyConstraint("wave", "hospital", name="pk_reminder_list"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("reminder_list")
    op.drop_column("wave", "reminders")
