"""A contribution may have one photo, which a coordinator looks at first; rooms of children and young people take none."""

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"


def upgrade() -> None:
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("for_minors", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "photo",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("large_name", sa.Text(), nullable=False),
        sa.Column("small_name", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_photo_contribution_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_photo")),
        sa.UniqueConstraint("large_name", name=op.f("uq_photo_large_name")),
        sa.UniqueConstraint("small_name", name=op.f("uq_photo_small_name")),
    )


def downgrade() -> None:
    op.drop_table("photo")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_column("for_minors")
