"""Questionnaire versions that are put on the server and published in the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "definition_draft",
        sa.Column("questionnaire", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("content_hash", sa.CHAR(64), nullable=False),
        sa.Column("uploaded_by", sa.String(254), nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("proposed_by", sa.String(254), nullable=True),
        sa.Column("accepted", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("questionnaire", "version", name="pk_definition_draft"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published_definition",
        sa.Column("questionnaire", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.String(254), nullable=False),
        sa.Column("agreed_by", sa.String(254), nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("questionnaire", "version", name="pk_published_definition"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("published_definition")
    op.drop_table("definition_draft")
