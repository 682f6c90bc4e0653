"""Coordinators share a queue: who takes care of a card, who has it open, and steps that can be taken back as a whole.

A decision remembers what the card was before. Where that is not known, because it was made before, it is not undone.
"""

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"


def upgrade() -> None:
    with op.batch_alter_table("decision") as decision:
        decision.add_column(sa.Column("step", sa.Text(), nullable=False, server_default=""))
        decision.add_column(sa.Column("before", sa.String(length=32), nullable=True))
        decision.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        decision.create_index("ix_decision_account", ["account_id", "id"])
    op.create_index("ix_contribution_desk", "contribution", ["process_id", "id"])
    for table, key, other, moment in (
        ("assignment", "contribution_id", "account_id", "at"),
        ("attention", "account_id", "contribution_id", "seen_at"),
    ):
        op.create_table(
            table,
            sa.Column(key, sa.Integer(), nullable=False),
            sa.Column(other, sa.Integer(), nullable=False),
            sa.Column(moment, sa.DateTime(timezone=True), nullable=False),
            *(
                sa.ForeignKeyConstraint(
                    [column], [f"{column[:-3]}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
                )
                for column in (key, other)
            ),
            sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{other}"), table, [other])


def downgrade() -> None:
    op.drop_table("attention")
    op.drop_table("assignment")
    op.drop_index("ix_contribution_desk", table_name="contribution")
    with op.batch_alter_table("decision") as decision:
        decision.drop_index("ix_decision_account")
        decision.drop_column("undone_at")
        decision.drop_column("before")
        decision.drop_column("step")
