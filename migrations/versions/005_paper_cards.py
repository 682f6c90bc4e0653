"""Cards on paper: each is printed with the receipt of the contribution that it will become."""

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"


def upgrade() -> None:
    op.create_table(
        "paper_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("receipt_code", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_paper_card_contribution_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_paper_card_entered_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_paper_card_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_paper_card_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_card")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_paper_card_contribution_id")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_paper_card_event_id_number")),
        sa.UniqueConstraint("receipt_code", name=op.f("uq_paper_card_receipt_code")),
    )
    with op.batch_alter_table("paper_card", schema=None) as batch_op:
        batch_op.create_index(
            "ix_paper_card_entered", ["event_id", "entered_by", "entered_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_paper_card_workshop_id"), ["workshop_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("paper_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_card_workshop_id"))
        batch_op.drop_index("ix_paper_card_entered")
    op.drop_table("paper_card")
