"""A published result knows the checksum of its papers and the head of the log before it was published."""

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"


def upgrade() -> None:
    with op.batch_alter_table("result_snapshot") as snapshot:
        snapshot.add_column(sa.Column("checksum", sa.Text(), nullable=True))
        snapshot.add_column(sa.Column("audit_head", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("result_snapshot") as snapshot:
        snapshot.drop_column("audit_head")
        snapshot.drop_column("checksum")
