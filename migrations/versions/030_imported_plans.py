"""Plans that come from a table: which tables those are, and which measures came with each."""

import sqlalchemy as sa
from alembic import op

revision = "030"
down_revision = "029"


def upgrade() -> None:
    kind = sa.Column("brings", sa.String(length=32), nullable=False, server_default="contributions")
    with op.batch_alter_table("table_import", schema=None) as batch_op:
        batch_op.add_column(kind)
    with op.batch_alter_table("table_import", schema=None) as batch_op:
        batch_op.alter_column("brings", existing_type=sa.String(length=32), server_default=None)
    op.create_table(
        "imported_measure",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_imported_measure_measure_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["table_import.id"], name=op.f("fk_imported_measure_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_id", name=op.f("pk_imported_measure")),
    )
    op.create_index(op.f("ix_imported_measure_import_id"), "imported_measure", ["import_id"])


def downgrade() -> None:
    op.drop_table("imported_measure")
    with op.batch_alter_table("table_import", schema=None) as batch_op:
        batch_op.drop_column("brings")
