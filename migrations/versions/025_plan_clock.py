"""Plans keep a clock: when a measure was last heard of, after how long it turns grey, and which days were put off."""

import sqlalchemy as sa
from alembic import op

revision = "025"
down_revision = "024"


def upgrade() -> None:
    op.add_column("process", sa.Column("silent_after", sa.Integer(), nullable=False, server_default="90"))
    op.add_column("process", sa.Column("checks_updates", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("measure", sa.Column("heard_on", sa.Date(), nullable=False, server_default="1970-01-01"))
    # The state is the only thing of which it is known when somebody last spoke about it.
    op.execute("UPDATE measure SET heard_on = state_since")
    op.create_table(
        "milestone_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Date(), nullable=False),
        sa.Column("after", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_move_milestone_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_move")),
    )
    op.create_index(op.f("ix_milestone_move_milestone_id"), "milestone_move", ["milestone_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_milestone_move_milestone_id"), "milestone_move")
    op.drop_table("milestone_move")
    op.drop_column("measure", "heard_on")
    op.drop_column("process", "checks_updates")
    op.drop_column("process", "silent_after")
