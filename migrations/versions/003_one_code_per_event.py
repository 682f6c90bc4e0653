"""One code leads from the foyer to all rooms of an event: each event gets one of its own."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def upgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.Text(), nullable=True))
    event = sa.table("event", sa.column("id", sa.Integer), sa.column("code", sa.Text))
    for (id_,) in op.get_bind().execute(sa.select(event.c.id)).all():
        code = "".join(secrets.choice(ALPHABET) for _ in range(6))
        op.execute(event.update().where(event.c.id == id_).values(code=code))
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("code", existing_type=sa.Text(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_event_code"), ["code"])


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_event_code"), type_="unique")
        batch_op.drop_column("code")
