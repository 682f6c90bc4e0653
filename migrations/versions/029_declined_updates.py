"""Why an update about a measure was not let through: kept beside it, for who speaks for the measure."""

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"


def upgrade() -> None:
    op.add_column("measure_update", sa.Column("declined_because", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("measure_update", "declined_because")
