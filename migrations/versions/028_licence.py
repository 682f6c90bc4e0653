"""The licence under which the open data of a process may be passed on."""

import sqlalchemy as sa
from alembic import op

revision = "028"
down_revision = "027"


def upgrade() -> None:
    op.add_column("process", sa.Column("licence", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("process", "licence")
