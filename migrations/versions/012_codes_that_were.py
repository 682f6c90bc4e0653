"""A workshop can get another code. Who comes with the old one is told so, and who sits in the room goes on."""

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"


def upgrade() -> None:
    op.create_table(
        "old_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_old_code_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_old_code")),
    )
    op.create_index(op.f("ix_old_code_workshop_id"), "old_code", ["workshop_id"])


def downgrade() -> None:
    op.drop_table("old_code")
