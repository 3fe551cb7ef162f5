"""Comments under review, their themes, and what came of focus-group slips."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("hospital", sa.String(16)),
        sa.Column("original", sa.LargeBinary),
        sa.Column("work", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("concern", sa.String(16), nullable=False),
        sa.Column("reviewer", sa.LargeBinary(16)),
        sa.Column("releaser", sa.LargeBinary(16)),
        sa.Column("alone", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("ready_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.ForeignKeyConstraint(["reviewer"], ["staff.id"], name="fk_comment_reviewer_staff"),
        sa.ForeignKeyConstraint(["releaser"], ["staff.id"], name="fk_comment_releaser_staff"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comment_wave_state", "comment", ["wave", "state"])
    op.create_table(
        "theme",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment_theme",
        sa.Column("comment", sa.LargeBinary(16), nullable=False),
        sa.Column("theme", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("comment", "theme", name="pk_comment_theme"),
        sa.ForeignKeyConstraint(["comment"], ["comment.id"], name="fk_comment_theme_comment_comment"),
        sa.ForeignKeyConstraint(["theme"], ["theme.id"], name="fk_comment_theme_theme_theme"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact_status",
        sa.Column("slip", sa.LargeBinary(16), nullable=False),
        sa.Column("wave", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("slip", name="pk_contact_status"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("contact_status", "comment_theme", "theme", "comment"):
        op.drop_table(name)
