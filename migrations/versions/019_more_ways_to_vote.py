"""A ballot may have a budget and its options costs, and people may write what would lower their resistance."""

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"


def upgrade() -> None:
    with op.batch_alter_table("ballot") as ballot:
        ballot.add_column(sa.Column("total", sa.Integer(), nullable=True))
        ballot.create_check_constraint(op.f("ck_ballot_total"), "total > 0")
    with op.batch_alter_table("option") as option:
        option.add_column(sa.Column("cost", sa.Integer(), nullable=True))
        option.create_check_constraint(op.f("ck_option_cost"), "cost > 0")
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["ballot_paper.id"], name=op.f("fk_wish_paper_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["option_id"], ["option.id"], name=op.f("fk_wish_option_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("paper_id", "option_id", name=op.f("uq_wish_paper_id")),
    )
    with op.batch_alter_table("wish") as wish:
        wish.create_index(op.f("ix_wish_option_id"), ["option_id"], unique=False)


def downgrade() -> None:
    op.drop_table("wish")
    with op.batch_alter_table("option") as option:
        option.drop_constraint(op.f("ck_option_cost"), type_="check")
        option.drop_column("cost")
    with op.batch_alter_table("ballot") as ballot:
        ballot.drop_constraint(op.f("ck_ballot_total"), type_="check")
        ballot.drop_column("total")
