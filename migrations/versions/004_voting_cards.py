"""Voting cards: printed codes that are worth one ballot paper each.

That one card makes one paper, and only in its own ballot, is said by the database, not by the program alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"


def upgrade() -> None:
    op.create_table(
        "card_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("card_sheet", "ballot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_sheet")),
        sa.UniqueConstraint("ballot_id", "number", name=op.f("uq_card_sheet_ballot_id_number")),
        sa.UniqueConstraint("token", name=op.f("uq_card_sheet_token")),
    )
    op.create_table(
        "voting_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        _belongs_to("voting_card", "ballot"),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["card_sheet.id"], name=op.f("fk_voting_card_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_card")),
        sa.UniqueConstraint("ballot_id", "serial", name=op.f("uq_voting_card_ballot_id_serial")),
        sa.UniqueConstraint("ballot_id", "id", name=op.f("uq_voting_card_ballot_id_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_voting_card_code_hash")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_voting_card_key_hash")),
    )
    op.create_index(op.f("ix_voting_card_sheet_id"), "voting_card", ["sheet_id"])
    with op.batch_alter_table("ballot_paper") as paper:
        paper.add_column(sa.Column("card_id", sa.Integer(), nullable=True))
        paper.create_unique_constraint(op.f("uq_ballot_paper_card_id"), ["card_id"])
        paper.create_foreign_key(
            op.f("fk_ballot_paper_ballot_id_card_id"), "voting_card", ["ballot_id", "card_id"], ["ballot_id", "id"]
        )


def _belongs_to(table: str, other: str) -> sa.ForeignKeyConstraint:
    column = f"{other}_id"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    with op.batch_alter_table("ballot_paper") as paper:
        paper.drop_constraint(op.f("fk_ballot_paper_ballot_id_card_id"), type_="foreignkey")
        paper.drop_constraint(op.f("uq_ballot_paper_card_id"), type_="unique")
        paper.drop_column("card_id")
    op.drop_table("voting_card")
    op.drop_table("card_sheet")
