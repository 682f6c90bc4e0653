"""Cards that lie face down do so on the phones as well: the room is veiled, not its wall."""

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"


def upgrade() -> None:
    with op.batch_alter_table("workshop") as workshop:
        workshop.add_column(sa.Column("is_veiled", sa.Boolean(), nullable=False, server_default=sa.false()))
    _carry("workshop", "id", "live_room", "workshop_id")
    with op.batch_alter_table("live_room") as room:
        room.drop_column("is_veiled")


def downgrade() -> None:
    with op.batch_alter_table("live_room") as room:
        room.add_column(sa.Column("is_veiled", sa.Boolean(), nullable=False, server_default=sa.false()))
    _carry("live_room", "workshop_id", "workshop", "id")
    with op.batch_alter_table("workshop") as workshop:
        workshop.drop_column("is_veiled")


def _carry(to: str, key: str, source: str, source_key: str) -> None:
    """Mark in one table what is marked in the other."""
    marked = sa.table(source, sa.column(source_key), sa.column("is_veiled", sa.Boolean()))
    rows = sa.table(to, sa.column(key), sa.column("is_veiled", sa.Boolean()))
    veiled = sa.select(marked.c[source_key]).where(marked.c.is_veiled)
    op.execute(rows.update().where(rows.c[key].in_(veiled)).values(is_veiled=sa.true()))
