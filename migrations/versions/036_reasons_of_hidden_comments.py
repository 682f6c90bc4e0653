"""A comment is hidden for a reason of the charter, as a contribution is; the reason stands where it was read."""

import sqlalchemy as sa
from alembic import op

revision = "036"
down_revision = "035"


def upgrade() -> None:
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hidden_words", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reason_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_comment_reason_id"), "hiding_reason", ["reason_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_comment_reason_id"), ["reason_id"])
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.alter_column("hidden_words", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_reason_id"))
        batch_op.drop_constraint(batch_op.f("fk_comment_reason_id"), type_="foreignkey")
        batch_op.drop_column("reason_id")
        batch_op.drop_column("hidden_words")
