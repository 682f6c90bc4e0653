"""A measure may have a theme of its own: a plan from a table names one where no contribution stands behind it."""

import sqlalchemy as sa
from alembic import op

revision = "033"
down_revision = "032"


def upgrade() -> None:
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("theme_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_measure_theme_id"), "theme", ["theme_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_measure_theme_id"), type_="foreignkey")
        batch_op.drop_column("theme_id")
