"""Whether a wave asks the short form: the core questions alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; waves until now asked the whole questionnaire."""
    op.add_column("wave", sa.Column("short_form", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("wave", "short_form")
