"""Updates about measures, written by the coordination or by a lead who has the link of the measure."""

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"


def upgrade() -> None:
    op.create_table(
        "measure_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("large_name", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measure_update_measure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_update")),
        sa.UniqueConstraint("large_name", name=op.f("uq_measure_update_large_name")),
    )
    op.create_index(op.f("ix_measure_update_measure_id"), "measure_update", ["measure_id"])
    op.create_table(
        "lead_link",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_lead_link_measure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_id", name=op.f("pk_lead_link")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_lead_link_key_hash")),
    )


def downgrade() -> None:
    op.drop_table("lead_link")
    op.drop_index(op.f("ix_measure_update_measure_id"), "measure_update")
    op.drop_table("measure_update")
