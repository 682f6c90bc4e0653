"""A ballot may say that nobody votes on their own contribution."""

import sqlalchemy as sa
from alembic import op

revision = "035"
down_revision = "034"


def upgrade() -> None:
    op.add_column("ballot", sa.Column("bars_own", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("ballot", "bars_own")
