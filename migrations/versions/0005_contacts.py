"""To whom a wave's focus-group slips are sealed, when each batch of them was released, and when they go."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; waves until now took no slips."""
    op.add_column("wave", sa.Column("contacts_recipient", sa.String(80)))
    op.add_column("slip", sa.Column("expires_week", sa.CHAR(8)))
    op.add_column("slip", sa.Column("released_week", sa.CHAR(8)))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("slip", "released_week")
    op.drop_column("slip", "expires_week")
    op.drop_column("wave", "contacts_recipient")
