"""Each step at the cluster board is kept, so that it can be undone; clusters have letters, and know what they went into."""

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"


def upgrade() -> None:
    op.create_table(
        "cluster_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name=op.f("fk_cluster_step_process_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_step_cluster_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["cluster_step.id"], name=op.f("fk_cluster_step_undoes_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_step")),
    )
    op.create_index("ix_cluster_step_process", "cluster_step", ["process_id", "id"])
    op.create_index(op.f("ix_cluster_step_cluster_id"), "cluster_step", ["cluster_id"])
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_cluster_merged_into_id"), "cluster", ["merged_into_id"], ["id"], ondelete="SET NULL"
        )
    # Those that are there already are counted in the order in which they came.
    op.execute(
        "UPDATE cluster SET number = (SELECT count(*) FROM cluster AS older"
        " WHERE older.process_id = cluster.process_id AND older.id <= cluster.id)"
    )
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_cluster_process_id_number"), ["process_id", "number"])
    with op.batch_alter_table("membership", schema=None) as batch_op:
        for name in ("added_by_id", "removed_by_id"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_membership_{name}"), "cluster_step", [name], ["id"], ondelete="SET NULL"
            )
            batch_op.create_index(op.f(f"ix_membership_{name}"), [name])


def downgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        for name in ("removed_by_id", "added_by_id"):
            batch_op.drop_index(op.f(f"ix_membership_{name}"))
            batch_op.drop_constraint(op.f(f"fk_membership_{name}"), type_="foreignkey")
            batch_op.drop_column(name)
    op.drop_table("cluster_step")
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_cluster_process_id_number"), type_="unique")
        batch_op.drop_constraint(op.f("fk_cluster_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("number")
