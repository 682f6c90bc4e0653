"""Coordinators of one or more districts of a process, and what an invitation lets somebody coordinate."""

import sqlalchemy as sa
from alembic import op

revision = "034"
down_revision = "033"


def upgrade() -> None:
    op.create_table(
        "district_coordination",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        _key("district_coordination", "account"),
        _key("district_coordination", "district"),
        sa.PrimaryKeyConstraint("account_id", "district_id", name=op.f("pk_district_coordination")),
    )
    op.create_index("ix_district_coordination_district_id", "district_coordination", ["district_id"])
    op.create_table(
        "invited_coordination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        *(_key("invited_coordination", table) for table in ("invitation", "process", "district")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited_coordination")),
    )
    for table in ("invitation", "process", "district"):
        op.create_index(f"ix_invited_coordination_{table}_id", "invited_coordination", [f"{table}_id"])


def _key(table: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{other}_id")
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in ("invitation", "process", "district"):
        op.drop_index(f"ix_invited_coordination_{table}_id", "invited_coordination")
    op.drop_table("invited_coordination")
    op.drop_index("ix_district_coordination_district_id", "district_coordination")
    op.drop_table("district_coordination")
