"""Trying a workshop out: a copy of it in a process of its own that no list and no number knows of."""

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"


def upgrade() -> None:
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_rehearsal", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.alter_column("is_rehearsal", existing_type=sa.Boolean(), server_default=None)
    op.create_table(
        "rehearsal",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_rehearsal_workshop_id")),
        sa.ForeignKeyConstraint(["copy_id"], ["workshop.id"], name=op.f("fk_rehearsal_copy_id")),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("copy_id", name=op.f("uq_rehearsal_copy_id")),
    )


def downgrade() -> None:
    op.drop_table("rehearsal")
    with op.batch_alter_table("process", schema=None) as batch_op:
        batch_op.drop_column("is_rehearsal")
