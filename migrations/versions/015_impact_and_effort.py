"""Coordinators estimate impact and effort of clusters, each alone, and agree upon them."""

import sqlalchemy as sa
from alembic import op

revision = "015"
down_revision = "014"


def upgrade() -> None:
    op.create_table(
        "estimate",
        _key("cluster_id"),
        _key("account_id"),
        *_pair(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points("estimate", "cluster_id", "cluster"),
        _points("estimate", "account_id", "account"),
        *_on_the_scale("estimate"),
        sa.PrimaryKeyConstraint("cluster_id", "account_id", name=op.f("pk_estimate")),
    )
    op.create_index(op.f("ix_estimate_account_id"), "estimate", ["account_id"])
    op.create_table(
        "agreement",
        _key("cluster_id"),
        *_pair(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _points("agreement", "cluster_id", "cluster"),
        *_on_the_scale("agreement"),
        sa.PrimaryKeyConstraint("cluster_id", name=op.f("pk_agreement")),
    )
    op.create_table(
        "priority_weights",
        _key("process_id"),
        *_pair(),
        sa.Column("version", sa.Integer(), nullable=False),
        _points("priority_weights", "process_id", "process"),
        sa.CheckConstraint(
            "impact >= 0 AND effort >= 0 AND impact + effort > 0", name=op.f("ck_priority_weights_something_counts")
        ),
        sa.PrimaryKeyConstraint("process_id", name=op.f("pk_priority_weights")),
    )


def _key(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _pair() -> tuple[sa.Column, ...]:
    return _key("impact"), _key("effort")


def _points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def _on_the_scale(table: str) -> tuple[sa.CheckConstraint, ...]:
    return tuple(
        sa.CheckConstraint(f"{name} BETWEEN 1 AND 5", name=op.f(f"ck_{table}_{name}")) for name in ("impact", "effort")
    )


def downgrade() -> None:
    for table in ("priority_weights", "agreement", "estimate"):
        op.drop_table(table)
