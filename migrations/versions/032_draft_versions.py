"""Two coordinators at the same draft of an answer: the second one sees what the first one saved."""

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"


def upgrade() -> None:
    op.add_column("official_response", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("official_response", "version")
