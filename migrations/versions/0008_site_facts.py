"""Facts about each hospital's service, as its lead wrote them, year by year."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "site_facts",
        sa.Column("hospital", sa.String(16), nullable=False),
        sa.Column("questionnaire", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("typed", sa.Text, nullable=False),
        sa.Column("saved_by", sa.String(254), nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("hospital", "questionnaire", "year", name="pk_site_facts"),
        sa.ForeignKeyConstraint(["hospital"], ["hospital.id"], name="fk_site_facts_hospital_hospital"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("site_facts")
