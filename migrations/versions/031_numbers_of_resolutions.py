"""A meeting counts the numbers of its resolutions: one that is taken back leaves a gap, and nobody gets its number."""

import sqlalchemy as sa
from alembic import op

revision = "031"
down_revision = "030"


def upgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("numbers_given", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.alter_column("numbers_given", existing_type=sa.Integer(), server_default=None)
    highest = "SELECT coalesce(max(number), 0) FROM resolution WHERE resolution.meeting_id = meeting.id"
    op.execute(f"UPDATE meeting SET numbers_given = ({highest})")  # noqa: S608 - a constant


def downgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("numbers_given")
