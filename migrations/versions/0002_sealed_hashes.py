"""The hash of each sealed answer, kept at close, so that an opening can name the one that changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; waves that are closed already have none, and are opened by their digest alone."""
    op.add_column("wave", sa.Column("sealed_hashes", sa.LargeBinary))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("wave", "sealed_hashes")
