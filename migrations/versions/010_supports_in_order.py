"""What a phone says about a card carries a number: sent late, an older word does not overwrite a newer one."""

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"


def upgrade() -> None:
    op.create_table(
        "support_said",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_support_said_contribution_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_support_said_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contribution_id", "participant_id", name=op.f("pk_support_said")),
    )
    op.create_index(op.f("ix_support_said_participant_id"), "support_said", ["participant_id"])


def downgrade() -> None:
    op.drop_table("support_said")
